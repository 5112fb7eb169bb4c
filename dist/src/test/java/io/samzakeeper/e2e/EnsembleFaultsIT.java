package io.samzakeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.samzakeeper.grid.GridOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An ensemble of three servers of which one after the other fails: its leader among them. */
@Tag("long")
class EnsembleFaultsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> SERVERS = List.of("zk1", "zk2", "zk3");

  /**
   * Row 13, and a rolling restart: each server is killed, is away until commits go on without it,
   * and comes back. Nobody fails over, nothing restarts.
   */
  @Test
  void serversKilledInTurnsAreAPauseOfCommits() {
    try (Cluster cluster =
            Cluster.start(
                BuildOutput.work().resolve("ensemble"), GridOptions.DEFAULT.withZooKeepers(3));
        EchoJob echo = EchoJob.start(cluster, "ensemble", 4, 2, config -> config)) {
      Job job = echo.job();
      SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
      ContainerProcess leader = job.leaderProcess();
      List<ContainerProcess> standbys = job.standbyProcesses();
      int epoch = job.epoch();
      for (int round = 0; round < 2; round++) {
        for (String server : SERVERS) {
          cluster.grid().kill(server);
          awaitCommits(echo);
          cluster.grid().startDaemon(server);
          awaitCommits(echo);
        }
      }
      assertThat(job.epoch()).isEqualTo(epoch);
      assertThat(job.leaderProcess()).isEqualTo(leader);
      assertThat(job.standbyProcesses()).isEqualTo(standbys);
      echo.checkInvariants(before, Set.of());
    }
  }

  /** Until each partition has been committed once more. */
  private static void awaitCommits(EchoJob echo) {
    Map<Integer, Long> committed = echo.committed();
    await("commits go on")
        .atMost(PATIENCE)
        .until(
            () ->
                echo.committed().entrySet().stream()
                    .allMatch(now -> now.getValue() > committed.getOrDefault(now.getKey(), 0L)));
  }
}
