package io.samzakeeper.am.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.am.supervisor.Event.Completion;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a leader of a thousand processors, each with a standby, decides when half of it is lost. */
class ManyProcessorsTest {
  private static final int ACTIVE = 1_000;

  /** Of a processor. A tenth of it where each looks at its own; more where each looks at all. */
  private static final Duration ENOUGH = Duration.ofSeconds(1);

  @Test
  void allThatFailAtOnceAreDecidedOnTogetherAndSoon() {
    JobFixture job = job();
    List<Completion> ends = new ArrayList<>();
    active().forEach(id -> ends.add(new Completion("c" + id, 1, "boom")));
    standbys().forEach(id -> ends.add(new Completion("c" + id, 1, "boom")));

    long began = cpuTime();
    job.answered(List.of(), ends);
    Duration took = Duration.ofNanos(cpuTime() - began);

    assertThat(job.askedKeys()).hasSize(ACTIVE);
    assertThat(job.told())
        .last()
        .asString()
        .contains("1000 containers are asked for", "and 990 more");
    assertThat(took).isLessThan(ENOUGH);
  }

  /** A machine on which others work takes longer, and not more of it. */
  private static long cpuTime() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
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
