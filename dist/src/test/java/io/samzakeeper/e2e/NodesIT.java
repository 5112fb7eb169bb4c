package io.samzakeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Hosts that fail, restart or are full, and the broker's restart: rows 28, 30, 31 and 40. */
@Tag("long")
class NodesIT extends SharedEchoJob {
  private static final List<String> PROCESSORS = List.of("0", "1", "2");

  @Override
  EchoJob start() {
    return EchoJob.start(
        cluster,
        "nodes",
        6,
        3,
        config ->
            config
                .with("cluster-manager.container.retry.count", "-1")
                .with("job.host-affinity.enabled", "true")
                .with("keeper.am.standby.count", "1"));
  }

  /** Row 28. The NodeManager is the grid's, with recovery, as on any cluster that keeps work. */
  @Test
  void aNodeManagerThatRestartsKeepsItsContainersAndStartsNoneTwice() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    String node = Cluster.nodeAt(ContainerProcesses.host(before.get("0")));
    cluster.grid().kill(node);
    cluster.grid().startDaemon(node);

    echo.checkInvariants(before, NOBODY);
  }

  /** Row 30: three containers fail there; with host affinity, they would all go back. */
  @Test
  void aHostOnWhichSeveralContainersFailIsLeftOut() {
    String bad = ContainerProcesses.host(job.awaitAllRunning().get("0"));
    for (String processor : PROCESSORS) {
      job.keeper("move", processor, "--to", bad).requireExitCode(0);
    }
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    assertThat(before.values()).allMatch(at -> ContainerProcesses.host(at).equals(bad));

    before.values().forEach(ContainerProcess::kill);
    PROCESSORS.forEach(processor -> job.awaitReplaced(processor, before.get(processor)));
    // The first of them may have been back there before the third had failed.
    SortedMap<String, ContainerProcess> between = job.awaitAllRunning();
    between.get("2").kill();

    assertThat(ContainerProcesses.host(job.awaitReplaced("2", between.get("2")))).isNotEqualTo(bad);
    assertThat(events()).contains("3 containers have failed on " + bad + ": left out");

    // Only until its failures are older than that.
    job.keeper("config", "set", "keeper.host.exclusion.ms=1000").requireExitCode(0);
    await("the end of it").until(() -> events().contains(bad + " may have containers again"));
    job.keeper("move", "2", "--to", bad).requireExitCode(0);
    assertThat(ContainerProcesses.host(job.awaitAllRunning().get("2"))).isEqualTo(bad);
    echo.checkInvariants(job.awaitAllRunning(), NOBODY);
  }

  /** Row 31: the host is gone, its NodeManager stopped with all that it runs. */
  @Test
  void aPreferredHostThatIsGoneIsNotWaitedForWithoutEnd() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    String host = ContainerProcesses.host(before.get("1"));
    Set<String> there = Job.workersAt(before, host);
    String node = Cluster.nodeAt(host);
    List<ContainerProcess> all =
        job.processes().stream()
            .filter(process -> ContainerProcesses.host(process).equals(host))
            .toList();
    try (StoppedHost stopped =
        new StoppedHost(ProcessHandle.of(cluster.grid().pid(node)).orElseThrow(), all)) {
      stopped.stop();
      there.forEach(
          processor ->
              assertThat(
                      ContainerProcesses.host(job.awaitReplaced(processor, before.get(processor))))
                  .isNotEqualTo(host));
    }
    echo.checkNothingLost();
    echo.checkOneWriter();
    echo.checkNoLeak();
  }

  /** Row 40. */
  @Test
  void theBrokerRestartsAndTheJobGoesOn() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    cluster.grid().kill("kafka");
    cluster.grid().startDaemon("kafka");

    echo.checkInvariants(before, NOBODY);
  }

  private String events() {
    await("the leader's history")
        .until(() -> !job.tree().children(job.tree().paths().events()).isEmpty());
    return job.keeper("events").requireExitCode(0).output();
  }
}
