package io.samzakeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.samzakeeper.job.AppliedPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The verbs of {@code bin/keeper} that look at a job, and those that change its checkpoints. */
@ExtendWith(ClusterExtension.class)
class CommandsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Cluster cluster;
  @TempDir private Path directory;

  CommandsIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void whatAJobHasInZooKeeperIsShownAndItsCheckpointsAreChangedWhileItDoesNotRun()
      throws IOException {
    try (EchoJob echo = EchoJob.start(cluster, "commands", 2, 1, config -> config)) {
      Job job = echo.job();
      String name = job.id().name();
      assertThat(cluster.keeper(0, "config", name))
          .contains("generation 1", "task.class=io.samzakeeper.e2e.jobs.EchoTask");
      assertThat(cluster.keeper(0, "tree", name))
          .contains(job.applicationId(), "Partition 0", "readable with the application's secret");
      await("both tasks have committed more than what is set back below")
          .atMost(PATIENCE)
          .until(() -> echo.committed().values().stream().filter(count -> count > 20).count() == 2);
      assertThat(cluster.keeper(0, "checkpoint", name)).contains("Partition 0: written at");

      assertThat(cluster.keeper(4, "checkpoint", name, "reset", "--all"))
          .contains(job.applicationId());
      assertThat(cluster.keeper(4, "checkpoint", name, "set", "Partition 0", input(echo, 0) + "=0"))
          .contains(job.applicationId());

      job.end();
      Map<Integer, Long> committed = echo.committed();
      Path file = directory.resolve("checkpoints.json");
      cluster.keeper(0, "checkpoint", name, "export", file.toString());
      cluster.keeper(0, "checkpoint", name, "reset", "--all");
      assertThat(cluster.keeper(0, "checkpoint", name)).contains("No task");
      cluster.keeper(0, "checkpoint", name, "import", file.toString());
      assertThat(echo.committed()).isEqualTo(committed);
      asWithSamzasTool(job, "Partition\\ 0", 4);
      assertThat(echo.committed()).containsEntry(0, 5L).containsEntry(1, committed.get(1));
      cluster.keeper(0, "checkpoint", name, "set", "Partition 0", input(echo, 0) + "=9");

      job.run().requireExitCode(0);
      job.awaitAllRunning();
      echo.checkNothingLost();
      assertThat(echo.echoes().repeatedBefore(Map.of(0, 10L))).as("those below").isZero();
      assertThat(echo.echoes().repeatedBefore(Map.of(0, committed.get(0))))
          .as("read again from the offset that was set")
          .isEqualTo(Math.toIntExact(committed.get(0)) - 10);
      assertThat(echo.echoes().repeatedBefore(Map.of(1, committed.get(1)))).isZero();
      assertThat(cluster.keeper(0, "config", name, "history").lines()).hasSize(2);
    }
  }

  /** Rows 35 and 36: what is current survives the leader, and what cannot be used is refused. */
  @Test
  void configIsChangedWhileTheJobRunsAndNothingRestarts() {
    try (EchoJob echo =
        EchoJob.start(
            cluster,
            "live-config",
            4,
            2,
            config ->
                config
                    .with("keeper.am.standby.count", "0")
                    .with("cluster-manager.container.retry.count", "0"))) {
      Job job = echo.job();
      String name = job.id().name();
      SortedMap<String, ContainerProcess> before = job.awaitAllRunning();

      assertThat(
              cluster.keeper(
                  0, "config", name, "set", "keeper.am.standby.count=1", "--reason", "safer"))
          .contains("- keeper.am.standby.count=0", "+ keeper.am.standby.count=1", "generation 2");
      awaitStandbys(job, 1);
      for (String dryRun : List.of("--reason=try", "--dry-run")) {
        assertThat(cluster.keeper(2, "config", name, "set", "yarn.package.path=/other.tgz", dryRun))
            .contains("yarn.package.path=/other.tgz", "counts when the job is submitted");
      }
      cluster.keeper(0, "config", name, "set", "cluster-manager.container.retry.count=5");

      await("both stand").atMost(PATIENCE).until(() -> job.standing().size() == 2);
      int epoch = job.epoch();
      job.currentLeaderProcess().orElseThrow().kill();
      job.awaitNewLeader(epoch);
      before.get("0").kill();
      job.awaitReplaced("0", before.get("0")); // with none of the retries it began with

      await("both stand").atMost(PATIENCE).until(() -> job.standing().size() == 2);
      cluster.keeper(0, "failover", name); // who leads keeps its container, whatever the number
      cluster.keeper(0, "config", name, "rollback", "1");
      awaitStandbys(job, 0);
      assertThat(cluster.keeper(0, "config", name, "history"))
          .contains("4 (current): rollback to 1", "2: safer");
      echo.checkNothingLost();
      echo.checkOneWriter();
      echo.checkNoCollateral(before, Set.of("0"));
    }
  }

  /** Who leads is stopped, and nobody stands by. */
  @Test
  @Tag("long")
  void aChangeThatNoLeaderTakesUpIsCurrentAndTheCommandSaysSo() {
    try (EchoJob echo =
        EchoJob.start(
            cluster,
            "no-leader",
            2,
            1,
            config -> config.with("keeper.am.standby.count", "0").with("task.window.ms", "9000"))) {
      Job job = echo.job();
      String name = job.id().name();
      SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
      ContainerProcess leader = job.leaderProcess();
      leader.pause();
      try {
        assertThat(
                cluster.keeper(7, "config", name, "set", "keeper.worker.launch.timeout.ms=90000"))
            .contains("generation 2 is current, and no leader has taken it up within 30 s");
        assertThat(cluster.keeper(7, "config", name, "set", "task.window.ms=5000"))
            .contains("generation 3 is current, and no leader has taken it up within 30 s");
      } finally {
        leader.resume();
      }
      await("the next leader goes by both")
          .atMost(PATIENCE)
          .until(
              () ->
                  job.appliedPlan()
                      .filter(plan -> plan.state() == AppliedPlan.State.DONE)
                      .filter(plan -> plan.generation() == 2)
                      .isPresent());
      echo.checkInvariants(before, Set.of());
      assertThat(cluster.keeper(0, "config", name, "history")).contains("3 (current)");
    }
  }

  private static void awaitStandbys(Job job, int standbys) {
    await(standbys + " AMs stand by")
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(job.processes(ContainerProcess.Kind.CANDIDATE)).hasSize(standbys + 1));
  }

  /** Print, edit, write. */
  private void asWithSamzasTool(Job job, String task, long offset) throws IOException {
    String config = "--config-path=" + job.file();
    String printed = tool(config);
    String line =
        printed
            .lines()
            .filter(l -> l.startsWith("tasknames." + task + "."))
            .findFirst()
            .orElseThrow(() -> new AssertionError(printed));
    Path file = directory.resolve("offsets.properties");
    Files.writeString(file, line.substring(0, line.indexOf('=') + 1) + offset + "\n");
    assertThat(tool(config, "--new-offsets=" + file))
        .contains(line.substring(0, line.indexOf('=') + 1) + offset);
  }

  private String tool(String... arguments) {
    return cluster
        .product()
        .run("checkpoint-tool.sh", Map.of(), List.of(arguments))
        .requireExitCode(0)
        .output();
  }

  /** As the command itself names it. */
  private String input(EchoJob echo, int partition) throws IOException {
    JsonNode shown =
        JSON.readTree(cluster.keeper(0, "checkpoint", echo.job().id().name(), "show", "--json"));
    return StreamSupport.stream(shown.spliterator(), false)
        .filter(task -> task.path("task").asText().equals("Partition " + partition))
        .map(task -> task.at("/versions/1/inputs/0"))
        .map(i -> i.path("system").asText() + "." + i.path("stream").asText() + "/" + partition)
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }
}
