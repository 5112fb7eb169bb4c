package io.samzakeeper.am.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.am.supervisor.Event.Completion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a leader of a thousand processors, each with a standby, decides when half of it is lost. */
class ManyProcessorsTest {
  private static final int ACTIVE = 1_000;

  /** Some ms where each looks at its own; seconds where each looks at all others. */
  private static final Duration ENOUGH = Duration.ofMillis(500);

  @Test
  void allThatFailAtOnceAreDecidedOnTogetherAndSoon() {
    JobFixture job = job();
    List<Completion> ends = new ArrayList<>();
    active().forEach(id -> ends.add(new Completion("c" + id, 1, "boom")));
    standbys().forEach(id -> ends.add(new Completion("c" + id, 1, "boom")));

    long began = System.nanoTime();
    job.answered(List.of(), ends);
    Duration took = Duration.ofNanos(System.nanoTime() - began);

    assertThat(job.askedKeys()).hasSize(ACTIVE);
    assertThat(job.told())
        .last()
        .asString()
        .contains("1000 containers are asked for", "and 990 more");
    assertThat(took).isLessThan(ENOUGH);
  }

  private static JobFixture job() {
    JobFixture job =
        JobFixture.job(
            PlacementTest.with(JobFixture.SETTINGS, true, 3),
            Stream.concat(active(), standbys()).toArray(String[]::new));
    Stream.concat(active(), standbys()).forEach(id -> job.leftWorker("c" + id, id));
    return job.tookOver();
  }

  private static Stream<String> active() {
    return IntStream.range(0, ACTIVE).mapToObj(Integer::toString);
  }

  private static Stream<String> standbys() {
    return active().map(id -> id + "-0");
  }
}
