package io.samzakeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.samzakeeper.e2e.ContainerProcess.Kind;
import java.time.Duration;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Workers fail; the job is the same throughout. */
class WorkerFaultsIT extends SharedEchoJob {
  @Override
  EchoJob start() {
    return EchoJob.start(
        cluster,
        "worker-faults",
        6,
        3,
        config -> config.with("cluster-manager.container.retry.count", "-1"));
  }

  /** Row 18. */
  @Test
  void workerKilledItsTasksGoOnElsewhereAndTheOthersStay() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    before.get("1").kill();
    job.awaitReplaced("1", before.get("1"));
    echo.checkInvariants(before, Set.of("1"));
  }

  /** Row 18, politely: what YARN's own kill does first. */
  @Test
  void workerAskedToEndIsReplaced() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    before.get("2").terminate();
    job.awaitReplaced("2", before.get("2"));
    echo.checkInvariants(before, Set.of("2"));
  }

  /** Rows 19 and 24: bursts of asks must not leave more than was needed. */
  @Test
  void allWorkersKilledInBurstsAllComeBackAndNoneTooMany() {
    for (int burst = 0; burst < 2; burst++) {
      SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
      before.values().forEach(ContainerProcess::kill);
      before.forEach(job::awaitReplaced);
    }
    echo.checkInvariants(job.awaitAllRunning(), Set.of());
  }

  /** Row 21: nobody has told the leader of it yet but YARN. */
  @Test
  @Tag("long")
  void workerKilledBeforeItRegistersIsAskedForAgain() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    before.get("0").kill();
    for (int round = 0; round < 2; round++) {
      ContainerProcess starting = awaitStartingWorker();
      starting.kill();
      await("it is gone").atMost(PATIENCE).until(() -> !starting.alive());
    }
    job.awaitReplaced("0", before.get("0"));
    echo.checkInvariants(before, Set.of("0"));
  }

  /** Row 21, the other way: YARN has started it, and it comes to nothing and does not end. */
  @Test
  void aLaunchThatHangsIsGivenUp() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    job.keeper("config", "set", "keeper.worker.launch.timeout.ms=10000").requireExitCode(0);
    before.get("0").kill();
    ContainerProcess hanging = awaitStartingWorker();
    hanging.pause();

    ContainerProcess after = job.awaitReplaced("0", before.get("0"));

    assertThat(after.containerId()).isNotEqualTo(hanging.containerId());
    assertThat(job.processor("0").orElseThrow().lastError())
        .contains("no sign of its worker 10 s after its launch");
    await("YARN has ended it").atMost(PATIENCE).until(() -> !hanging.alive());
    job.keeper("config", "unset", "keeper.worker.launch.timeout.ms").requireExitCode(0);
    echo.checkInvariants(before, Set.of("0"));
  }

  /** Row 26: frozen past its session and given up, it wakes up and must not commit any more. */
  @Test
  void workerPausedPastItsSessionDoesNotCommitWhenItResumes() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    ContainerProcess paused = before.get("2");
    paused.pause();
    try {
      await("its session has expired")
          .atMost(PATIENCE)
          .until(() -> !job.registrations().containsKey(paused.containerId()));
    } finally {
      paused.resume();
    }
    await("it has ended by itself").atMost(PATIENCE).until(() -> !paused.alive());
    job.awaitReplaced("2", paused);
    echo.checkInvariants(before, Set.of("2"));
  }

  /**
   * Row 26, the other way: it sleeps until its successor runs, and then two processes have the same
   * tasks, each with the belief that they are its own. Of what the sleeper does when it wakes,
   * ZooKeeper takes nothing.
   */
  @Test
  void workerThatWakesWhileItsSuccessorRunsWritesNothing() throws Exception {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    ContainerProcess paused = before.get("0");
    String registration = job.tree().paths().worker(paused.containerId());
    long session = cluster.zooKeeper().checkExists().forPath(registration).getEphemeralOwner();
    paused.pause();
    ContainerProcess successor;
    try {
      successor = job.awaitReplaced("0", paused);
    } finally {
      paused.resume();
    }
    await("it has ended by itself").atMost(PATIENCE).until(() -> !paused.alive());

    new Sessions(cluster, job).checkSilentSince(session, "0", job.assignments().get("0").version());
    assertThat(job.workers().get("0")).as("the successor goes on").isEqualTo(successor);
    echo.checkInvariants(before, Set.of("0"));
  }

  @Test
  void everyWorkerStartsWithTheClassesThatWereArchivedAtSubmission() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    before.get("0").kill();
    job.awaitReplaced("0", before.get("0"));
    assertThat(job.awaitAllRunning().values()).allMatch(SharedClasses::usedBy);
    echo.checkInvariants(before, Set.of("0"));
  }

  /** A worker process that has no registration yet. */
  private ContainerProcess awaitStartingWorker() {
    return await("a worker that has not registered yet")
        .pollInterval(Duration.ofMillis(5))
        .atMost(PATIENCE)
        .until(
            () -> {
              Set<String> registered = job.registrations().keySet();
              return job.processes(Kind.WORKER).stream()
                  .filter(process -> !registered.contains(process.containerId()))
                  .findFirst();
            },
            java.util.Optional::isPresent)
        .orElseThrow();
  }

  @Test
  void everyInvariantHoldsWithoutAnyFault() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    echo.checkInvariants(before, Set.of());
    assertThat(cluster.topics().names()).noneMatch(name -> name.contains("coordinator"));
  }
}
