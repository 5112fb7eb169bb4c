package io.samzakeeper.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.samzakeeper.e2e.TransactionLog.Operation;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The leader fails in every way, and an AM stands by; the job is the same throughout, as in life.
 * Row numbers are those of the fault table in docs/testing.md.
 */
class StandbyFaultsIT extends SharedEchoJob {
  @Override
  EchoJob start() {
    return EchoJob.start(
        cluster,
        "standby-faults",
        4,
        2,
        // Workers are killed here for their AM's sake: their retries are not the subject.
        config ->
            config
                .with("cluster-manager.container.retry.count", "-1")
                .with("keeper.am.standby.count", "1"));
  }

  /**
   * Row 1: the connection to the dead process is refused, and that is enough. With its launcher
   * dead, too, nobody but the standby takes its znode away before its session ends.
   */
  @Test
  void leaderKilledTheStandbyLeadsBeforeTheSessionEnds() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    for (int round = 0; round < 2; round++) {
      ContainerProcess leader = job.leaderProcess();
      String znode = znodeOf(job.leader().value().candidateId());
      ContainerProcess standby = job.standbyProcess();
      int epoch = job.epoch();
      job.killContainer(leader.containerId());
      job.awaitNewLeader(epoch);
      assertThat(job.leader().value().candidateId()).startsWith(standby.containerId() + "/");
      assertThat(cluster.transactions().read())
          .as("taken out of the election by another, not by the end of its session")
          .anyMatch(op -> op.kind() == Operation.Kind.DELETE && op.path().equals(znode));
      echo.checkInvariants(before, NOBODY);
    }
  }

  /**
   * Rows 6 and 9: the leader lives, elsewhere than in the container that YARN regards as the AM.
   */
  @Test
  void amContainerKilledTheLeaderGoesOnWithTheNextAttempt() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    leadElsewhere();
    int epoch = job.epoch();
    int attempts = attempts();
    job.killContainer(job.standbyProcess().containerId());
    await("the next attempt").atMost(PATIENCE).until(this::attempts, now -> now == attempts + 1);
    // That it speaks for the next attempt shows when it asks for a container.
    before.get("0").kill();
    job.awaitReplaced("0", before.get("0"));
    assertThat(job.epoch()).isEqualTo(epoch);
    echo.checkInvariants(before, Set.of("0"));
  }

  /** Row 2: asked to end, it hands over. */
  @Test
  void leaderAskedToEndHandsOver() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    int attempts = attempts();
    for (int round = 0; round < 2; round++) {
      ContainerProcess leader = job.leaderProcess();
      int epoch = job.epoch();
      leader.terminate();
      job.awaitNewLeader(epoch);
      assertThat(job.leader().value().candidateId())
          .doesNotStartWith(leader.containerId() + "/" + leader.pid() + "@");
    }
    assertThat(attempts()).isEqualTo(attempts);
    echo.checkInvariants(before, NOBODY);
  }

  /** Row 4: it wakes up while another leads, and does no harm. */
  @Test
  void leaderPausedPastItsSessionFindsAnotherAndEnds() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    ContainerProcess paused = job.leaderProcess();
    int epoch = job.epoch();
    paused.pause();
    try {
      job.awaitNewLeader(epoch);
    } finally {
      paused.resume();
    }
    await("the old leader has ended").atMost(PATIENCE).until(() -> !paused.alive());
    echo.checkInvariants(before, NOBODY);
  }

  /**
   * Rows 3 and 27: the AM's host hangs, for YARN it is there for minutes yet. The new leader can
   * replace a worker at once, and has the AM container replaced at no cost.
   */
  @Test
  void hostOfTheLeaderLostTheStandbyLeadsAndReplaces() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    leadFromTheAm();
    ContainerProcess leader = job.leaderProcess();
    String node = node(job.leader().value().candidateId());
    int epoch = job.epoch();
    int attempts = attempts();
    cluster.grid().pause(node);
    List<ContainerProcess> stopped = ContainerProcesses.in(leader.containerId());
    stopped.forEach(ContainerProcess::pause);
    try {
      job.awaitNewLeader(epoch);
      before.get("1").kill();
      // YARN learns of a worker's end on the lost host only later: then the session tells.
      job.awaitReplaced("1", before.get("1"));
      await("the next attempt").atMost(PATIENCE).until(this::attempts, now -> now == attempts + 1);
    } finally {
      stopped.forEach(ContainerProcess::resume);
      cluster.grid().resume(node);
    }
    await("the old AM has ended").atMost(PATIENCE).until(() -> !leader.alive());
    echo.checkInvariants(before, Set.of("1"));
  }

  /** Two at once: workers go on, and the launchers bring both candidates back. */
  @Test
  void allCandidatesKilledTheNextOnesLead() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    int epoch = job.epoch();
    ContainerProcess standby = job.standbyProcess();
    job.leaderProcess().kill();
    standby.kill();
    job.awaitNewLeader(epoch);
    echo.checkInvariants(before, NOBODY);
  }

  /** A standby is replaced, whoever leads, and nobody counts it. */
  @Test
  void standbyContainerKilledIsReplaced() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    leadFromTheAm();
    int attempts = attempts();
    ContainerProcess standby = job.standbyProcess();
    job.killContainer(standby.containerId());
    await("another container's candidate")
        .atMost(PATIENCE)
        .until(() -> !job.standbyProcess().containerId().equals(standby.containerId()));
    assertThat(attempts()).isEqualTo(attempts);
    echo.checkInvariants(before, NOBODY);
  }

  /** Rows 7 and 8: the standby finds containers that nobody has started, or just now. */
  @Test
  @Tag("long")
  void leaderKilledBetweenAllocationAndLaunchLeaksNothing() {
    for (int round = 0; round < 4; round++) {
      SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
      ContainerProcess leader = job.leaderProcess();
      int epoch = job.epoch();
      before.get("1").kill();
      job.awaitNotRunningYet();
      if (round % 2 == 0) {
        leader.kill();
      } else {
        // With it perhaps the attempt, and the launcher that would stand again.
        job.killContainer(leader.containerId());
      }
      job.awaitNewLeader(epoch);
      job.awaitReplaced("1", before.get("1"));
      echo.checkInvariants(before, Set.of("1"));
    }
  }

  /** Row 29: a leader in a standby's container registers the attempt again. */
  @Test
  void resourceManagerRestartedTheStandbyThatLeadsRegistersAgain() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    leadElsewhere();
    int epoch = job.epoch();
    cluster.grid().kill("rm");
    cluster.grid().startDaemon("rm");
    before.get("0").kill();
    job.awaitReplaced("0", before.get("0"));
    assertThat(job.epoch()).isEqualTo(epoch);
    echo.checkInvariants(before, Set.of("0"));
  }

  /** Makes a candidate lead that YARN does not regard as the AM. */
  private void leadElsewhere() {
    if (isAm(job.leaderProcess())) {
      handOver();
    }
    assertThat(isAm(job.leaderProcess())).isFalse();
  }

  private void leadFromTheAm() {
    if (!isAm(job.leaderProcess())) {
      handOver();
    }
    assertThat(isAm(job.leaderProcess())).isTrue();
  }

  private void handOver() {
    int epoch = job.epoch();
    job.leaderProcess().terminate();
    job.awaitNewLeader(epoch);
  }

  /** The first container of an attempt is its AM. */
  private static boolean isAm(ContainerProcess candidate) {
    return candidate.containerId().endsWith("_000001");
  }

  /** The grid's NodeManager of a candidate's host: nm1 is 127.0.0.2, and so on. */
  private static String node(String candidate) {
    String host = candidate.substring(candidate.indexOf('@') + 1);
    return "nm" + (Integer.parseInt(host.substring(host.lastIndexOf('.') + 1)) - 1);
  }

  private String znodeOf(String candidate) {
    String parent = job.tree().paths().candidates();
    return job.tree().readChildrenBytes(parent).entrySet().stream()
        .filter(child -> new String(child.getValue().value(), UTF_8).equals(candidate))
        .map(child -> parent + "/" + child.getKey())
        .findFirst()
        .orElseThrow();
  }
}
