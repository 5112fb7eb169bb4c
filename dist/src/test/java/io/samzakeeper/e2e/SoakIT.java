package io.samzakeeper.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.samzakeeper.e2e.ContainerProcess.Kind;
import io.samzakeeper.grid.GridOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random faults for as long as wanted, and the invariants. {@code mvn verify -Psoak}, with {@code
 * -Dkeeper.soak.minutes=60} and {@code -Dkeeper.seed=}; see docs/testing.md.
 */
@Tag("soak")
class SoakIT {
  private static final Duration UNTIL_WHOLE = Duration.ofMinutes(3);
  private static final Duration BETWEEN_AUDITS = Duration.ofMinutes(3);
  private static final Duration SESSION = Duration.ofSeconds(6);
  private static final int PARTITIONS = 6;
  private static final int WORKERS = 3;

  private final SoakReport report = new SoakReport();

  @Test
  void jobIsWholeAfterEveryFault() {
    long seed = Long.getLong("keeper.seed", System.nanoTime());
    Duration length = Duration.ofMinutes(Integer.getInteger("keeper.soak.minutes", 60));
    report.say("seed " + seed + ", " + length.toMinutes() + " min");
    String end = "FAILED";
    try (Cluster cluster =
        Cluster.start(BuildOutput.work().resolve("soak"), GridOptions.DEFAULT.withZooKeepers(3))) {
      try (Job job = Job.start(cluster, config(cluster));
          EchoJob echo = EchoJob.attach(cluster, job, PARTITIONS, Duration.ofMillis(20))) {
        try {
          soak(cluster, echo, new Random(seed), length);
          end = "everything held";
        } catch (RuntimeException | Error e) {
          keepEvidence(job, seed);
          throw e;
        }
      }
    } finally {
      report.summary(seed, end);
    }
  }

  private static JobConfig config(Cluster cluster) {
    return EchoJob.config(cluster, cluster.uniqueName("soak"), PARTITIONS, WORKERS)
        .with("keeper.am.standby.count", "2")
        .with("keeper.zk.session.timeout.ms", Long.toString(SESSION.toMillis()))
        // Far more deaths than in any life: limits on them are the subject of other tests.
        .with("keeper.am.max.attempts", "100")
        .with("keeper.am.attempt.failures.validity.interval.ms", "60000")
        .with("cluster-manager.container.retry.count", "-1")
        .with("cluster-manager.container.retry.window.ms", "5000");
  }

  private void soak(Cluster cluster, EchoJob echo, Random random, Duration length) {
    SoakFaults faults = new SoakFaults(cluster, echo.job(), SESSION, random);
    echo.checkInvariants(echo.job().awaitAllRunning(), Set.of());
    Duration audited = report.elapsed();
    Duration until = audited.plus(length);
    while (report.elapsed().compareTo(until) < 0) {
      SortedMap<String, ContainerProcess> before = echo.job().awaitAllRunning();
      List<SoakFault> batch = faults.next();
      cluster.transactions().gather();
      echo.echoes().takeGaps();
      int number = report.begins(batch);
      report.say("#%d begins: %s".formatted(number, batch));
      run(batch);
      long ended = System.nanoTime();
      echo.awaitNoLeak(UNTIL_WHOLE);
      Duration healed = Duration.ofNanos(System.nanoTime() - ended);
      Map<String, Duration> gaps = echo.echoes().takeGaps();
      gaps.keySet().removeAll(processors(batch, SoakFault::hit));
      report.whole(number, batch, healed, gaps);
      Set<String> mayDiffer = processors(batch, SoakFault::mayDiffer);
      echo.checkNoCollateral(before, mayDiffer);
      if (report.elapsed().minus(audited).compareTo(BETWEEN_AUDITS) > 0) {
        audit(echo, before, mayDiffer);
        audited = report.elapsed();
      }
      // Not always at the same moment of a heartbeat or a commit.
      LockSupport.parkNanos(random.nextInt(2000) * 1_000_000L);
    }
    audit(echo, echo.job().awaitAllRunning(), Set.of());
  }

  private void audit(
      EchoJob echo, SortedMap<String, ContainerProcess> before, Set<String> mayDiffer) {
    echo.checkInvariants(before, mayDiffer);
    report.audited();
  }

  /** Begins all and ends each in its time; on one thread, as the grid wants it. */
  private static void run(List<SoakFault> batch) {
    Map<SoakFault, Long> ends = new HashMap<>();
    for (SoakFault fault : batch) {
      fault.begin().run();
      ends.put(fault, System.nanoTime() + fault.lasting().toNanos());
    }
    batch.stream()
        .sorted(Comparator.comparing(ends::get))
        .forEach(
            fault -> {
              for (long left = 1; left > 0; left = ends.get(fault) - System.nanoTime()) {
                LockSupport.parkNanos(left);
              }
              fault.end().run();
            });
  }

  private static Set<String> processors(
      List<SoakFault> batch, Function<SoakFault, Set<String>> which) {
    return batch.stream()
        .flatMap(fault -> which.apply(fault).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The logs stay with the grid's data; this adds what is gone when the job is closed. */
  private void keepEvidence(Job job, long seed) {
    Path file = BuildOutput.work().resolve("soak-" + seed + ".txt");
    StringBuilder text = new StringBuilder();
    text.append("leader ").append(job.leader()).append("\nstanding ").append(job.standing());
    job.containers().values().forEach(row -> text.append("\n").append(row));
    job.assignments().values().forEach(row -> text.append("\n").append(row));
    job.registrations().values().forEach(row -> text.append("\n").append(row));
    job.processes().forEach(process -> text.append("\n").append(process));
    job.tree()
        .readChildrenBytes(job.tree().paths().events())
        .values()
        .forEach(event -> text.append("\n").append(new String(event.value(), UTF_8)));
    try {
      Files.writeString(file, text.append("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // A JVM answers with the stacks of its threads, in its container's stdout.
    job.processes(Kind.CANDIDATE).forEach(candidate -> candidate.signal("QUIT"));
    report.say("kept " + file + ", and the grid's data beside it");
  }
}
