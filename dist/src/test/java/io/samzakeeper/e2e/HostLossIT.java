package io.samzakeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Hosts are lost with all that they run, and more than one thing at once; the job, with an AM that
 * stands by, is the same throughout. Row numbers are those of the fault table in docs/testing.md.
 */
@Tag("long")
class HostLossIT extends SharedEchoJob {
  /** So two of the three nodes have a worker, whatever YARN does, and one a candidate, too. */
  private static final String LESS_THAN_FIVE_FIT_A_NODE = "640";

  @Override
  EchoJob start() {
    return EchoJob.start(
        cluster,
        "host-loss",
        6,
        5,
        config ->
            config
                .with("cluster-manager.container.retry.count", "-1")
                .with("cluster-manager.container.memory.mb", LESS_THAN_FIVE_FIT_A_NODE)
                .with("keeper.am.standby.count", "1"));
  }

  /** Rows 3 and 27 at once: for YARN, AM and worker run on; their tasks cannot wait for it. */
  @Test
  void hostWithLeaderAndWorkersLostTheirTasksGoOnElsewhere() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    String host = ContainerProcesses.host(job.leaderProcess());
    if (Job.workersAt(before, host).isEmpty()) {
      host = ContainerProcesses.host(job.leaderKilled());
    }
    Set<String> there = Job.workersAt(before, host);
    assertThat(there).as("workers on the leader's host").isNotEmpty();
    int epoch = job.epoch();
    List<ContainerProcess> stopped = stop(host);
    try {
      job.awaitNewLeader(epoch);
      there.forEach(processor -> job.awaitReplaced(processor, before.get(processor)));
    } finally {
      goOn(host, stopped);
    }
    echo.checkInvariants(before, there);
  }

  /** Row 27: the same without the leader. */
  @Test
  void hostWithWorkersLostTheirTasksGoOnElsewhere() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    String leaders = ContainerProcesses.host(job.leaderProcess());
    // Only now: until all stand on hosts of their own, the lead may go to another as planned.
    int epoch = job.epoch();
    String standbys = ContainerProcesses.host(job.standbyProcess());
    String host =
        before.values().stream()
            .map(ContainerProcesses::host)
            .filter(other -> !other.equals(leaders))
            .min(Comparator.comparing(other -> other.equals(standbys)))
            .orElseThrow();
    Set<String> there = Job.workersAt(before, host);
    List<ContainerProcess> stopped = stop(host);
    try {
      there.forEach(processor -> job.awaitReplaced(processor, before.get(processor)));
    } finally {
      goOn(host, stopped);
    }
    assertThat(job.epoch()).isEqualTo(epoch);
    echo.checkInvariants(before, there);
  }

  /** A worker is killed while the AM's host is stopped. */
  @Test
  void workerKilledWhileTheLeadersHostIsStoppedIsReplaced() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    String host = ContainerProcesses.host(job.leaderProcess());
    Set<String> there = Job.workersAt(before, host);
    String killed =
        before.keySet().stream()
            .filter(worker -> !there.contains(worker))
            .findFirst()
            .orElseThrow();
    List<ContainerProcess> stopped = stop(host);
    try {
      before.get(killed).kill();
      job.awaitReplaced(killed, before.get(killed));
    } finally {
      goOn(host, stopped);
    }
    there.add(killed);
    echo.checkInvariants(before, there);
  }

  /** Row 5: each has hardly begun. */
  @Test
  void leadersKilledShortlyAfterEachOtherNothingRestarts() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    int epoch = job.epoch();
    int attempts = attempts();
    for (int round = 1; round <= 4; round++) {
      await("a leader").atMost(PATIENCE).until(() -> job.currentLeaderProcess().isPresent());
      job.currentLeaderProcess().orElseThrow().kill();
      epoch = job.awaitNewLeader(epoch);
    }
    assertThat(attempts()).isEqualTo(attempts);
    echo.checkInvariants(before, NOBODY);
  }

  /** AM and worker at once: whoever leads next learns of the worker, from YARN or its session. */
  @Test
  void leaderAndWorkerKilledAtOnce() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    ContainerProcess leader = job.leaderProcess();
    int epoch = job.epoch();
    leader.kill();
    before.get("0").kill();
    job.awaitNewLeader(epoch);
    job.awaitReplaced("0", before.get("0"));
    echo.checkInvariants(before, Set.of("0"));
  }

  private List<ContainerProcess> stop(String host) {
    cluster.grid().pause(Cluster.nodeAt(host));
    List<ContainerProcess> stopped = ContainerProcesses.onHost(job.applicationId(), host);
    stopped.forEach(ContainerProcess::pause);
    return stopped;
  }

  private void goOn(String host, List<ContainerProcess> stopped) {
    stopped.forEach(ContainerProcess::resume);
    cluster.grid().resume(Cluster.nodeAt(host));
  }
}
