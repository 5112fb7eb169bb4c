package io.samzakeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two believe that they lead, or one does no longer and does not know it; the job is the same
 * throughout. What the old one does is read in the logs of ZooKeeper, NodeManagers and RM. Row
 * numbers are those of the fault table in docs/testing.md.
 */
class ZombieIT extends SharedEchoJob {
  private Sessions sessions;

  @Override
  EchoJob start() {
    return EchoJob.start(
        cluster,
        "zombie",
        6,
        3,
        config ->
            config
                .with("cluster-manager.container.retry.count", "-1")
                .with("keeper.am.standby.count", "1"));
  }

  @BeforeAll
  void findSessions() {
    sessions = new Sessions(cluster, job);
  }

  /**
   * Row 4: it was about to start a container when it and its host froze. Another leads, everything
   * is in order again; then it wakes up, before its NodeManager, with tokens that the RM and all
   * NodeManagers take.
   */
  @Test
  void leaderThatWakesBeforeItsHostStartsAndStopsNothing() throws Exception {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    ContainerProcess leader = job.leaderProcess();
    if (Job.workersAt(before, ContainerProcesses.host(leader)).size() == before.size()) {
      leader = job.leaderKilled();
    }
    freezesAndWakes(before, leader);
  }

  private void freezesAndWakes(SortedMap<String, ContainerProcess> before, ContainerProcess leader)
      throws Exception {
    String host = ContainerProcesses.host(leader);
    String node = Cluster.nodeAt(host);
    long session = sessions.sessionOf(job.leader().value().candidateId());
    int epoch = job.epoch();
    String killed =
        before.entrySet().stream()
            .filter(worker -> !ContainerProcesses.host(worker.getValue()).equals(host))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow();
    before.get(killed).kill();
    job.awaitNotRunningYet();
    leader.pause();
    cluster.grid().pause(node);
    List<ContainerProcess> stopped = ContainerProcesses.onHost(job.applicationId(), host);
    stopped.forEach(ContainerProcess::pause);
    Set<String> lost =
        before.entrySet().stream()
            .filter(worker -> stopped.contains(worker.getValue()))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    lost.add(killed);
    try {
      int next = job.awaitNewLeader(epoch);
      lost.forEach(processor -> job.awaitReplaced(processor, before.get(processor)));
      await("the AM container that hangs is replaced, or the standby")
          .atMost(PATIENCE)
          .until(() -> standingElsewhere(leader) == job.wantedCandidates());
      SortedMap<String, ContainerProcess> whole = job.awaitAllRunning();
      List<String> orders = orders();
      stopped.forEach(ContainerProcess::resume);
      await("the old leader has ended").atMost(PATIENCE).until(() -> !leader.alive());
      assertThat(orders()).as("what YARN was told after it woke up").isEqualTo(orders);
      sessions.checkSilentSince(session, next);
      echo.checkNoCollateral(whole, NOBODY);
    } finally {
      stopped.forEach(ContainerProcess::resume);
      cluster.grid().resume(node);
    }
    echo.checkInvariants(before, lost);
  }

  /** Row 12: the session is gone while the leader and its connection are well. */
  @Test
  void sessionOfTheLeaderExpiresAnotherLeads() throws Exception {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    ContainerProcess leader = job.leaderProcess();
    long session = sessions.sessionOf(job.leader().value().candidateId());
    int epoch = job.epoch();
    int attempts = cluster.resourceManager().attempts(job.applicationId());
    sessions.end(session);
    int next = job.awaitNewLeader(epoch);
    await("the old leader has ended").atMost(PATIENCE).until(() -> !leader.alive());
    sessions.checkSilentSince(session, next);
    assertThat(cluster.resourceManager().attempts(job.applicationId())).isEqualTo(attempts);
    echo.checkInvariants(before, NOBODY);
  }

  /**
   * Row 15: the election has a new winner and the old one is not told. Both have something to do: a
   * worker has to be replaced. One epoch writes.
   */
  @Test
  void twoBelieveThatTheyAreElectedOneWrites() throws Exception {
    for (int round = 0; round < 3; round++) {
      SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
      ContainerProcess leader = job.leaderProcess();
      String candidate = job.leader().value().candidateId();
      long session = sessions.sessionOf(candidate);
      int epoch = job.epoch();
      before.get("0").kill();
      sessions.takeFromElection(candidate);
      int next = job.awaitNewLeader(epoch);
      await("the old leader has ended").atMost(PATIENCE).until(() -> !leader.alive());
      job.awaitReplaced("0", before.get("0"));
      sessions.checkSilentSince(session, next);
      echo.checkInvariants(before, Set.of("0"));
    }
  }

  private List<String> orders() {
    return new NodeAudit(cluster.grid(), job.applicationId()).orders();
  }

  private long standingElsewhere(ContainerProcess leader) {
    return job.standing().stream()
        .filter(candidate -> !candidate.startsWith(leader.containerId() + "/"))
        .count();
  }
}
