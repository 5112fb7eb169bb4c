package io.samzakeeper.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.samzakeeper.e2e.ContainerProcess.Kind;
import io.samzakeeper.job.UnreadableZnodeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Row 16: what cannot be read is refused by whoever reads it, with its path, and left as it is. */
@Tag("long")
@ExtendWith(ClusterExtension.class)
class CorruptTreeIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Cluster cluster;
  @TempDir private Path directory;

  CorruptTreeIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void aJobWithACheckpointThatCannotBeReadDoesNotBeginAnew() throws Exception {
    try (EchoJob echo =
        EchoJob.start(
            cluster,
            "corrupt",
            2,
            1,
            config ->
                config
                    .with("keeper.am.standby.count", "0")
                    .with("cluster-manager.container.retry.count", "0"))) {
      Job job = echo.job();
      String name = job.id().name();
      echo.awaitFedFor(Duration.ofSeconds(3));
      job.end();
      Map<Integer, Long> committed = echo.committed();
      Path file = directory.resolve("checkpoints.json");
      cluster.keeper(0, "checkpoint", name, "export", file.toString());

      String path = job.tree().paths().checkpoint("Partition 1");
      String whole = new String(read(path), UTF_8);
      refused(job, path, whole.replace("\"format\":1", "\"format\":2"), "it has format 2");
      refused(job, path, whole.substring(0, whole.length() / 2), "it is not JSON");
      refused(job, path, "", "it is empty");
      assertThat(cluster.keeper(0, "checkpoint", name, "show", "Partition 0", "--no-lag"))
          .contains("Partition 0: written at");

      cluster.keeper(0, "checkpoint", name, "reset", "Partition 1");
      cluster.keeper(0, "checkpoint", name, "import", file.toString());
      job.run().requireExitCode(0);
      job.awaitAllRunning();
      echo.checkNothingLost();
      assertThat(echo.echoes().repeatedBefore(committed)).as("processed again").isZero();
    }
  }

  /** By the commands, by the worker, and by who waits for the job to run. */
  private void refused(Job job, String path, String data, String why) throws Exception {
    write(path, data.getBytes(UTF_8));
    String message = "cannot read " + path + ": " + why;
    String name = job.id().name();
    assertThat(cluster.keeper(2, "checkpoint", name, "show", "--no-lag"))
        .contains(message, "left as it is");
    assertThat(cluster.keeper(2, "checkpoint", name, "export", directory.resolve("no").toString()))
        .contains(message);
    assertThat(job.run().requireExitCode(5).output()).contains(message, "exit code 15");
    assertThat(new String(read(path), UTF_8)).isEqualTo(data);
  }

  @Test
  void aPlanThatCannotBeReadIsNotLedByAndNothingRestarts() throws Exception {
    try (EchoJob echo =
        EchoJob.start(
            cluster, "corrupt-plan", 2, 2, config -> config.with("keeper.am.standby.count", "0"))) {
      Job job = echo.job();
      String name = job.id().name();
      SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
      String plan = job.tree().paths().plan() + "/1";
      byte[] whole = read(plan + "/0");
      byte[] damaged = whole.clone();
      damaged[damaged.length / 2] ^= 1;
      write(plan + "/0", damaged);
      String message = "cannot read " + plan + ": its checksum does not match";

      job.leaderProcess().kill();
      await("the next one says what it cannot read")
          .atMost(PATIENCE)
          .until(() -> amLogs(job).contains(message));
      assertThat(cluster.keeper(2, "status", name)).contains(message);
      assertThat(cluster.keeper(2, "config", name, "set", "task.window.ms=5000")).contains(message);
      echo.awaitFedFor(Duration.ofSeconds(3));
      echo.checkNothingLost();
      echo.checkNoCollateral(before, Set.of());
      assertThat(read(plan + "/0")).isEqualTo(damaged);

      write(plan + "/0", whole);
      job.awaitAllStanding();
      await("its leader stays")
          .atMost(PATIENCE)
          .until(() -> job.processes(Kind.CANDIDATE).size() == 1 && heard(job));
      echo.checkInvariants(before, Set.of());
    }
  }

  /** YARN has heard the leader that is written down. */
  private boolean heard(Job job) {
    return cluster
        .product()
        .run(
            "keeper",
            Map.of("KEEPER_ZK_CONNECT", cluster.grid().zooKeeperConnect()),
            List.of("status", job.id().name()))
        .output()
        .contains(job.leader().value().candidateId());
  }

  @Test
  void aWorkerWhoseAssignmentCannotBeReadStopsAndSaysSo() throws Exception {
    try (EchoJob echo = EchoJob.start(cluster, "corrupt-orders", 2, 2, config -> config)) {
      Job job = echo.job();
      SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
      String path = job.tree().paths().assignment("0");
      write(path, "{\"format\":2}".getBytes(UTF_8));

      await("another worker, with an assignment that is whole again")
          .ignoreException(UnreadableZnodeException.class)
          .atMost(PATIENCE)
          .until(
              () -> {
                ContainerProcess now = job.workers().get("0");
                return now != null && !now.equals(before.get("0"));
              });

      assertThat(job.processor("0").orElseThrow().lastError())
          .contains("cannot read " + path + ": it has format 2");
      // Who wrote what cannot be audited: what was written there cannot be read.
      echo.checkNothingLost();
      echo.checkNoCollateral(before, Set.of("0"));
      echo.checkNoLeak();
    }
  }

  private byte[] read(String path) throws Exception {
    return cluster.zooKeeper().getData().forPath(path);
  }

  private void write(String path, byte[] data) throws Exception {
    cluster.zooKeeper().setData().forPath(path, data);
  }

  /** Of all the job's candidates. */
  private String amLogs(Job job) throws IOException {
    try (Stream<Path> files = Files.walk(cluster.grid().dataDirectory())) {
      StringBuilder all = new StringBuilder();
      files
          .filter(file -> file.getFileName().toString().equals("am.log"))
          .filter(file -> file.toString().contains(job.applicationId()))
          .forEach(file -> all.append(text(file)));
      return all.toString();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
