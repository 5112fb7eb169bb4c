package io.samzakeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** A worker that waits without tasks takes the place of one that fails. */
class SparesIT extends SharedEchoJob {
  @Override
  EchoJob start() {
    return EchoJob.start(
        cluster,
        "spares",
        4,
        2,
        config ->
            config
                .with("cluster-manager.container.retry.count", "-1")
                .with("keeper.am.standby.count", "1")
                .with("keeper.spare.count", "1"));
  }

  /** Row 18, with a spare; and the leader that gives it away is not the one that had it started. */
  @Test
  void workerKilledTheSpareTakesOverUnderTheNextLeader() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    String spare = job.awaitSpares().iterator().next();
    job.leaderKilled();
    before.get("1").kill();

    ContainerProcess after = job.awaitReplaced("1", before.get("1"));

    assertThat(after.containerId()).isEqualTo(spare);
    assertThat(job.awaitSpares()).as("another spare").doesNotContain(spare);
    echo.checkInvariants(before, Set.of("1"));
  }

  /**
   * As planned: what the worker has processed is committed before the spare begins, so nothing
   * comes twice. Without that, what came since its last commit would.
   */
  @Test
  void restartedAsPlannedAProcessorGoesOnInTheSpareAndNothingIsProcessedTwice() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    String spare = job.awaitSpares().iterator().next();
    int twice = echo.echoes().repeated();

    String said = job.keeper("restart", "0").requireExitCode(0).output();

    assertThat(said).contains("processor 0 runs in " + spare);
    assertThat(job.workers().get("0").containerId()).isEqualTo(spare);
    echo.checkInvariants(before, Set.of("0"));
    assertThat(echo.echoes().repeated()).as("records processed twice").isEqualTo(twice);
  }

  /** The spare is what stands ready there: nobody asks YARN for another place on that host. */
  @Test
  void movedToTheHostOfTheSpareAProcessorGoesOnInTheSpare() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    String spare = job.awaitSpares().iterator().next();
    String host = ContainerProcesses.host(ContainerProcesses.in(spare).get(0));
    String processor =
        before.keySet().stream()
            .filter(id -> !ContainerProcesses.host(before.get(id)).equals(host))
            .findFirst()
            .orElseThrow();
    int twice = echo.echoes().repeated();

    String said = job.keeper("move", processor, "--to", host).requireExitCode(0).output();

    assertThat(said).contains("processor " + processor + " runs in " + spare + " on " + host);
    echo.checkInvariants(before, Set.of(processor));
    assertThat(echo.echoes().repeated()).as("records processed twice").isEqualTo(twice);
  }

  /** Row 22. */
  @Test
  void spareThatDiesUnusedIsReplacedAndNotCounted() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    String spare = job.awaitSpares().iterator().next();
    job.killContainer(spare);

    assertThat(job.awaitSpares()).doesNotContain(spare);
    assertThat(job.processor("0").orElseThrow().failures()).isZero();
    echo.checkInvariants(before, NOBODY);
  }
}
