package io.samzakeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** ZooKeeper is away as a whole: its one server is the quorum. */
class ZooKeeperOutageIT extends SharedEchoJob {
  private static final Duration SESSION = Duration.ofSeconds(4);
  private static final int PARTITIONS = 4;

  @Override
  EchoJob start() {
    return EchoJob.start(
        cluster,
        "zookeeper-outage",
        PARTITIONS,
        2,
        config ->
            config
                .with("keeper.zk.session.timeout.ms", Long.toString(SESSION.toMillis()))
                .with("keeper.am.standby.count", "1"));
  }

  /**
   * Row 14: away for several sessions, so that every session would have ended. Tasks process on,
   * nothing is committed, and afterwards everything goes on as it was: sessions, leader, workers.
   */
  @Test
  void quorumLostForLongerThanSessionsIsAPauseOfCommits() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    job.awaitAllStanding();
    int epoch = job.epoch();
    ContainerProcess leader = job.leaderProcess();
    List<ContainerProcess> standbys = job.standbyProcesses();
    int attempts = attempts();
    String application = job.applicationId();
    Map<Integer, Long> committed;
    cluster.grid().kill("zk1");
    try {
      echo.awaitFedFor(SESSION.multipliedBy(4));
      echo.checkNothingLost();
      assertThat(before.values()).allMatch(ContainerProcess::alive);
      checkThatItIsSeen(application);
    } finally {
      cluster.grid().startDaemon("zk1");
    }
    committed = echo.committed();
    await("commits go on")
        .atMost(PATIENCE)
        .until(
            () ->
                echo.committed().entrySet().stream()
                    .allMatch(now -> now.getValue() > committed.get(now.getKey())));
    assertThat(job.epoch()).isEqualTo(epoch);
    assertThat(job.leaderProcess()).isEqualTo(leader);
    assertThat(job.standbyProcesses()).isEqualTo(standbys);
    assertThat(attempts()).isEqualTo(attempts);
    echo.checkInvariants(before, NOBODY);
  }

  /** By a command, soon, and in the metrics and on the page of the leader. */
  private void checkThatItIsSeen(String application) {
    long asked = System.nanoTime();
    assertThat(cluster.keeper(3, "status", job.id().name()))
        .contains("ZooKeeper does not answer: ", " refuses connections");
    assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(15));
    String proxied = "/proxy/" + application + "/";
    assertThat(cluster.resourceManager().get(proxied + "prometheus").body())
        .containsPattern("keeper_zookeeper_connected\\{.*} 0")
        .containsPattern("keeper_zookeeper_disconnected_seconds\\{.*} [1-9]")
        .containsPattern("keeper_zookeeper_quorum_lost\\{.*} 1")
        .containsPattern("keeper_zookeeper_outage_limit_seconds\\{.*} 300");
    assertThat(cluster.resourceManager().get(proxied + "api/v1/overview").body())
        .containsPattern("\"zooKeeperQuorumLost\" ?: ?true");
  }
}
