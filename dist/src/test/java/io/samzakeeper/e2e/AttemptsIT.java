package io.samzakeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.samzakeeper.grid.GridOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What ends an attempt and what that costs, on a grid of its own whose expiries are short. Row
 * numbers are those of the fault table in docs/testing.md.
 */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttemptsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration TWO_ROLLS = Duration.ofMinutes(4);
  private static final Set<String> NOBODY = Set.of();
  private static final int WORKERS = 3;
  private static final int PARTITIONS = 4;

  /** The RM wants the rolling to be longer than three of the AMs' expiries. */
  private static final Map<String, String> SHORT =
      Map.of(
          "yarn.am.liveness-monitor.expiry-interval-ms", "10000",
          "yarn.resourcemanager.am-rm-tokens.master-key-rolling-interval-secs", "35",
          "yarn.nm.liveness-monitor.expiry-interval-ms", "10000",
          "yarn.nodemanager.disk-health-checker.interval-ms", "1000");

  private Cluster cluster;

  @BeforeAll
  void startCluster() {
    cluster =
        Cluster.start(
            BuildOutput.work().resolve("attempts"), GridOptions.DEFAULT.withYarnProperties(SHORT));
  }

  @AfterAll
  void stopCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  /** Row 10: the AM's node is lost for good, as YARN sees it. */
  @Test
  void nodeOfTheAmLostCostsNoAttempt() {
    try (EchoJob echo = start("node-lost", AttemptsIT::twoFailuresEndIt)) {
      Job job = echo.job();
      SortedMap<String, ContainerProcess> before = afterOneFailure(job);
      String host = ContainerProcesses.host(amProcess(job));
      Set<String> there = Job.workersAt(before, host);
      String node = Cluster.nodeAt(host);
      cluster.grid().kill(node);
      ContainerProcesses.onHost(job.applicationId(), host).forEach(ContainerProcess::kill);
      there.forEach(processor -> job.awaitReplaced(processor, before.get(processor)));
      await("the next attempt").atMost(PATIENCE).until(() -> attempts(job) == 3);
      cluster.grid().startDaemon(node);
      echo.checkInvariants(before, there);
    }
  }

  /** Row 10: the disk of the AM's node fails: YARN takes the node's containers away. */
  @Test
  void diskOfTheAmsNodeFailsCostsNoAttempt() throws IOException {
    try (EchoJob echo = start("disk", AttemptsIT::twoFailuresEndIt)) {
      Job job = echo.job();
      SortedMap<String, ContainerProcess> before = afterOneFailure(job);
      String host = ContainerProcesses.host(amProcess(job));
      Set<String> there = Job.workersAt(before, host);
      Path disk = cluster.grid().dataDirectory().resolve(Cluster.nodeAt(host)).resolve("local");
      Path away = disk.resolveSibling("local.away");
      Files.move(disk, away);
      Files.createFile(disk); // a directory would be made anew
      try {
        await("the next attempt").atMost(PATIENCE).until(() -> attempts(job) == 3);
        there.forEach(processor -> job.awaitReplaced(processor, before.get(processor)));
        echo.checkNothingLost();
      } finally {
        Files.delete(disk);
        Files.move(away, disk);
      }
      echo.checkInvariants(before, there);
    }
  }

  /**
   * Row 5: three failures of the AM's container, where two within the interval would end the
   * application.
   */
  @Test
  void failuresOutsideTheValidityIntervalDoNotAddUp() {
    Duration interval = Duration.ofSeconds(10);
    try (EchoJob echo =
        start(
            "validity",
            config ->
                config
                    .with("keeper.am.max.attempts", "2")
                    .with(
                        "keeper.am.attempt.failures.validity.interval.ms",
                        Long.toString(interval.toMillis())))) {
      Job job = echo.job();
      SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
      for (int round = 1; round <= 3; round++) {
        int expected = round + 1;
        job.killContainer(cluster.resourceManager().amContainer(job.applicationId()));
        await("the next attempt").atMost(PATIENCE).until(() -> attempts(job) == expected);
        echo.checkInvariants(before, NOBODY);
        // Only time makes a failure an old one.
        await("the interval is over")
            .pollDelay(interval.plusSeconds(3))
            .atMost(PATIENCE)
            .until(() -> true);
      }
      assertThat(cluster.resourceManager().application(job.applicationId()).path("state").asText())
          .isEqualTo("RUNNING");
    }
  }

  /**
   * Row 32: the token that the standby was started with is worth nothing any more. It leads with
   * the one that the leader was given.
   */
  @Test
  void tokenRolledOverTheStandbyHasTheNewOne() {
    try (EchoJob echo = start("rolled", config -> config)) {
      Job job = echo.job();
      SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
      String token = job.tree().paths().amToken(job.applicationId());
      // Written once when the attempt began. After the second roll the RM knows the first no more.
      await("the token is rolled over twice")
          .atMost(TWO_ROLLS)
          .pollInterval(Duration.ofSeconds(1))
          .until(
              () ->
                  cluster.transactions().read().stream()
                      .anyMatch(op -> op.path().equals(token) && op.version() >= 2));
      int attempts = attempts(job);
      int epoch = job.epoch();
      job.leaderProcess().kill();
      job.awaitNewLeader(epoch);
      before.get("0").kill();
      job.awaitReplaced("0", before.get("0"));
      assertThat(attempts(job)).as("the same attempt").isEqualTo(attempts);
      echo.checkInvariants(before, Set.of("0"));
    }
  }

  private static JobConfig twoFailuresEndIt(JobConfig config) {
    return config.with("keeper.am.max.attempts", "2");
  }

  /** One failure that counts: another one that does would be the end of the application. */
  private SortedMap<String, ContainerProcess> afterOneFailure(Job job) {
    job.killContainer(cluster.resourceManager().amContainer(job.applicationId()));
    await("the second attempt").atMost(PATIENCE).until(() -> attempts(job) == 2);
    job.awaitAllStanding();
    return job.awaitAllRunning();
  }

  /** Any process in the container that YARN regards as the AM. */
  private ContainerProcess amProcess(Job job) {
    return ContainerProcesses.in(cluster.resourceManager().amContainer(job.applicationId())).get(0);
  }

  private int attempts(Job job) {
    return cluster.resourceManager().attempts(job.applicationId());
  }

  private EchoJob start(String name, UnaryOperator<JobConfig> adjustment) {
    return EchoJob.start(
        cluster,
        name,
        PARTITIONS,
        WORKERS,
        config ->
            adjustment.apply(
                config
                    .with("cluster-manager.container.retry.count", "-1")
                    .with("keeper.zk.session.timeout.ms", "4000")
                    .with("keeper.am.standby.count", "1")));
  }
}
