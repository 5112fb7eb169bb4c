package io.samzakeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/**
 * The AM fails and none stands by, in every way that one process and one container can; the job is
 * the same throughout, as in life. Row numbers are those of the fault table in docs/testing.md.
 */
class AmFaultsIT extends SharedEchoJob {
  @Override
  EchoJob start() {
    return EchoJob.start(
        cluster,
        "am-faults",
        4,
        2,
        // Workers are killed here for their AM's sake: their retries are not the subject.
        config ->
            config
                .with("cluster-manager.container.retry.count", "-1")
                .with("keeper.am.standby.count", "0"));
  }

  /** A crash of the JVM is the launcher's to mend: YARN does not even see it. */
  @Test
  void candidateKilledAgainAndAgainCostsNoAttempt() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    int attempts = attempts();
    for (int round = 0; round < 4; round++) {
      int epoch = job.epoch();
      job.candidate().kill();
      job.awaitNewLeader(epoch);
    }
    assertThat(attempts()).isEqualTo(attempts);
    echo.checkInvariants(before, NOBODY);
  }

  /** Row 2: asked to end, it gives leadership up and does not unregister the application. */
  @Test
  void leaderAskedToEndLeadsToTheNextWithoutHarm() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    int attempts = attempts();
    int epoch = job.epoch();
    job.candidate().terminate();
    job.awaitNewLeader(epoch);
    assertThat(state()).isEqualTo("RUNNING");
    assertThat(attempts()).isEqualTo(attempts);
    echo.checkInvariants(before, NOBODY);
  }

  /** Row 4, as far as one candidate goes: paused past its session, it must not go on as before. */
  @Test
  void leaderPausedPastItsSessionStepsDown() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    int epoch = job.epoch();
    ContainerProcess paused = job.candidate();
    paused.pause();
    try {
      await("its session has expired")
          .atMost(PATIENCE)
          .until(() -> job.tree().children(job.tree().paths().candidates()).isEmpty());
    } finally {
      paused.resume();
    }
    job.awaitNewLeader(epoch);
    await("the old leader has ended").atMost(PATIENCE).until(() -> !paused.alive());
    echo.checkInvariants(before, NOBODY);
  }

  /**
   * Rows 6, 9 and 5: the whole container is killed, twice; the next attempt adopts every worker.
   */
  @Test
  void amContainerKilledTheNextAttemptAdoptsEveryWorker() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    for (int round = 0; round < 2; round++) {
      int attempts = attempts();
      int epoch = job.epoch();
      killAmContainer();
      await("the next attempt").atMost(PATIENCE).until(this::attempts, now -> now == attempts + 1);
      job.awaitNewLeader(epoch);
      echo.checkInvariants(before, NOBODY);
    }
  }

  /**
   * Row 6: a worker that dies while there is no AM is replaced by the next one, the others go on.
   */
  @Test
  void workerThatDiesWithTheAmIsReplacedOnce() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    int epoch = job.epoch();
    killAmContainer();
    before.get("0").kill();
    job.awaitNewLeader(epoch);
    job.awaitReplaced("0", before.get("0"));
    echo.checkInvariants(before, Set.of("0"));
  }

  /**
   * Row 7: the leader dies when it holds a container that it has not started, or has just started.
   */
  @Test
  void leaderKilledBetweenAllocationAndLaunchLeaksNothing() {
    for (int round = 0; round < 3; round++) {
      SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
      int epoch = job.epoch();
      ContainerProcess candidate = job.candidate();
      before.get("1").kill();
      job.awaitNotRunningYet();
      candidate.kill();
      job.awaitNewLeader(epoch);
      job.awaitReplaced("1", before.get("1"));
      echo.checkInvariants(before, Set.of("1"));
    }
  }

  /** Rows 7 and 8: the same with the whole AM container, so that the attempt is lost, too. */
  @Test
  void amContainerKilledBetweenAllocationAndLaunchLeaksNothing() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    int epoch = job.epoch();
    before.get("1").kill();
    job.awaitNotRunningYet();
    killAmContainer();
    job.awaitNewLeader(epoch);
    job.awaitReplaced("1", before.get("1"));
    echo.checkInvariants(before, Set.of("1"));
  }

  /**
   * Row 23: a completion that the dead leader may have seen already reaches its successor again.
   */
  @Test
  void completionSeenByTwoLeadersIsOneReplacement() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    int epoch = job.epoch();
    ContainerProcess candidate = job.candidate();
    before.get("0").kill();
    candidate.kill();
    job.awaitNewLeader(epoch);
    job.awaitReplaced("0", before.get("0"));
    echo.checkInvariants(before, Set.of("0"));
  }

  private void killAmContainer() {
    job.killContainer(job.candidate().containerId());
  }

  private String state() {
    return cluster.resourceManager().application(job.applicationId()).path("state").asText();
  }
}
