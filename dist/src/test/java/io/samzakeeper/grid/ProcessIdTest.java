package io.samzakeeper.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ProcessIdTest {
  private static final Duration BOUND = Duration.ofSeconds(10);

  @Test
  void tellsTheProcessFromALaterOneWithItsPid() throws IOException {
    Process process = sleeper("x");
    try {
      ProcessId id = ProcessId.of(process.pid());

      assertThat(id.alive()).isTrue();
      assertThat(new ProcessId(id.pid(), id.startTicks() - 1, id.boot()).alive()).isFalse();
      assertThat(new ProcessId(id.pid(), id.startTicks(), "another boot").alive()).isFalse();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void killsAlsoWhatIsPaused() throws IOException {
    Process process = sleeper("x");
    ProcessId id = ProcessId.of(process.pid());

    id.pause();
    assertThat(id.paused()).isTrue();
    id.kill();

    assertThat(id.awaitEnd(BOUND)).isTrue();
    assertThatThrownBy(id::resume)
        .isInstanceOf(GridException.class)
        .hasMessageContaining("not running");
  }

  @Test
  void sweepEndsWhatCarriesTheMarkAndNothingElse() throws IOException {
    String mark = UUID.randomUUID().toString();
    Process ours = sleeper(mark);
    Process stubborn = process(mark, "trap '' TERM; sleep 600 & wait; sleep 600");
    Process other = sleeper(UUID.randomUUID().toString());
    try {
      assertThat(Sweep.endAll(mark)).isGreaterThanOrEqualTo(2);

      assertThat(Sweep.find(mark)).isEmpty();
      assertThat(ProcessTable.find(ours.pid()).filter(ProcessTable.Entry::alive)).isEmpty();
      assertThat(ProcessTable.find(stubborn.pid()).filter(ProcessTable.Entry::alive)).isEmpty();
      assertThat(other.isAlive()).isTrue();
    } finally {
      List.of(ours, stubborn, other).forEach(Process::destroyForcibly);
    }
  }

  private static Process sleeper(String mark) throws IOException {
    return process(mark, "exec sleep 600");
  }

  private static Process process(String mark, String script) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", script);
    builder.environment().put(DaemonCatalog.GRID_ID, mark);
    return builder.start();
  }
}
