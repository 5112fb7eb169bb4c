package io.samzakeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.samzakeeper.job.AppliedPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Config that changes while the job runs, by the command: what is processed twice would show, as
 * the job itself commits once in ten minutes only.
 */
class ConfigChangeIT extends SharedEchoJob {
  private static final int PARTITIONS = 4;

  @Override
  EchoJob start() {
    return EchoJob.start(
        cluster,
        "change",
        PARTITIONS,
        2,
        config ->
            config
                .with("task.commit.ms", "600000")
                .with("keeper.rollout.watch.ms", "2000")
                .with("job.coordinator.monitor-partition-change.frequency.ms", "0")
                .with("cluster-manager.container.memory.mb", "512"));
  }

  @Test
  void aTaskKeyRestartsEveryContainerInItsProcessAndNothingIsProcessedTwice() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    assertThat(keeper(0, "set", "task.window.ms=5000", "--dry-run"))
        .contains("restart in place of processor: 0, 1", "nothing was changed");

    assertThat(keeper(0, "set", "task.window.ms=5000")).contains("has handed over and goes on");

    assertThat(job.workers()).as("the same processes").isEqualTo(before);
    checkAllIsWell();
  }

  /** New before old: who takes over has stood ready. */
  @Test
  void optionsOfTheJvmGiveEveryProcessorANewContainer() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();

    assertThat(keeper(0, "set", "task.opts=-Decho.changed=true")).contains("stand ready");

    assertThat(job.workers())
        .hasSize(2)
        .allSatisfy((p, now) -> assertThat(now).isNotEqualTo(before.get(p)));
    checkAllIsWell();
  }

  @Test
  void moreAndFewerContainersMoveAsFewTasksAsCanBe() {
    assertThat(keeper(0, "set", "job.container.count=3")).contains("new processor: 2");
    job.config().with("job.container.count", "3");
    job.awaitAllRunning();
    checkAllIsWell();

    assertThat(keeper(0, "set", "job.container.count=2")).contains("end of processor: 2");
    job.config().with("job.container.count", "2");
    job.awaitAllRunning();
    checkAllIsWell();
  }

  /** Row 36. */
  @Test
  void whatCannotBePlannedIsRefusedAndTheJobRunsOn() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    long generation = generation();

    assertThat(keeper(2, "set", "job.container.count=99")).contains("job.container.count=99", "4");
    assertThat(keeper(2, "set", "task.class=io.samzakeeper.Missing"))
        .contains("io.samzakeeper.Missing");
    assertThat(keeper(2, "set", "yarn.queue=other")).contains("yarn.queue", "submit it again");
    assertThat(keeper(2, "set", "cluster-manager.container.memory.mb=999999")).contains("at most");

    assertThat(generation()).isEqualTo(generation);
    assertThat(job.workers()).isEqualTo(before);
  }

  @Test
  void aChangeThatMakesContainersFailIsTakenBack() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();

    assertThat(keeper(7, "set", "encoding=no-such-encoding"))
        .contains("is taken back", "did not stay");

    await("both run").atMost(PATIENCE).until(() -> job.workers().size() == 2);
    // Who fails a moment after it runs may have been followed by the next one: not both always try.
    assertThat(job.workers()).as("one at least has failed").isNotEqualTo(before);
    assertThat(keeper(2, "get", "encoding")).contains("not given");
    echo.checkNothingLost();
    echo.checkOneWriter();
    awaitDone();
    echo.checkNoLeak();
  }

  /** Row 35. */
  @Test
  void aLeaderThatDiesInTheMiddleIsFollowedByOneThatGoesOn() throws Exception {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    long generation = generation();
    int epoch = job.epoch();
    ContainerProcess leader = job.leaderProcess();

    CompletableFuture<String> change =
        CompletableFuture.supplyAsync(() -> keeper(0, "set", "task.window.ms=6000"));
    await("it has begun")
        .pollInterval(Duration.ofMillis(2))
        .atMost(PATIENCE)
        .until(() -> generation() > generation && isRollingOut());
    leader.kill();
    job.awaitNewLeader(epoch);
    change.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

    assertThat(job.workers()).as("the same processes").isEqualTo(before);
    checkAllIsWell();
  }

  private boolean isRollingOut() {
    return job.appliedPlan().filter(a -> a.state() == AppliedPlan.State.ROLLING_OUT).isPresent();
  }

  private void awaitDone() {
    await("it is settled")
        .atMost(PATIENCE)
        .until(
            () -> job.appliedPlan().filter(a -> a.state() == AppliedPlan.State.DONE).isPresent());
  }

  private void checkAllIsWell() {
    echo.checkNothingLost();
    Map<Integer, Long> all = new TreeMap<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      all.put(partition, echo.echoes().complete(partition));
    }
    assertThat(echo.echoes().repeatedBefore(all)).as("processed twice").isZero();
    echo.checkOneWriter();
    echo.checkNoLeak();
  }

  private long generation() {
    return job.tree().plan().current().orElseThrow().value().generation();
  }

  private String keeper(int exitCode, String... arguments) {
    List<String> all = new ArrayList<>(List.of("config", job.id().name()));
    all.addAll(List.of(arguments));
    return cluster
        .product()
        .run("keeper", Map.of("KEEPER_ZK_CONNECT", cluster.grid().zooKeeperConnect()), all)
        .requireExitCode(exitCode)
        .output();
  }
}
