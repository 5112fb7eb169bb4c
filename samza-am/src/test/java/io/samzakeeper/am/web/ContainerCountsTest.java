package io.samzakeeper.am.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.samzakeeper.am.supervisor.LeadershipLostException;
import io.samzakeeper.am.supervisor.Mutation;
import io.samzakeeper.job.ProcessorRecord;
import io.samzakeeper.job.ProcessorRecord.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContainerCountsTest {
  private final ContainerCounts counts = new ContainerCounts(List.of(record("0", 1, 0, 0)));

  @Test
  void startsAreCountedByWhatFor() throws Exception {
    write(record("1", 1, 0, 0));
    write(record("0", 2, 0, 0));
    write(record("0", 2, 5_000, 137));
    write(record("0", 3, 5_000, 137));
    write(record("0", 4, 5_000, 137));
    assertThat(counts.starts())
        .containsExactlyInAnyOrderEntriesOf(Map.of("first", 1L, "other", 2L, "failure", 1L));
    assertThat(counts.failures()).containsExactlyInAnyOrderEntriesOf(Map.of(137, 1L));
  }

  @Test
  void whatIsNotDurableIsNotCounted() {
    assertThatThrownBy(
            () ->
                counts
                    .counting(
                        mutations -> {
                          throw new LeadershipLostException("overtaken", null);
                        })
                    .commit(List.of(new Mutation.PutProcessor(record("0", 2, 0, 0)))))
        .isInstanceOf(LeadershipLostException.class);
    assertThat(counts.starts()).isEmpty();
  }

  private void write(ProcessorRecord record) throws LeadershipLostException {
    counts.counting(mutations -> {}).commit(List.of(new Mutation.PutProcessor(record)));
  }

  private static ProcessorRecord record(
      String processor, int starts, long lastFailureMillis, int exitCode) {
    return new ProcessorRecord(
        processor, starts, 0, lastFailureMillis, exitCode, "", Outcome.OPEN, 0);
  }
}
