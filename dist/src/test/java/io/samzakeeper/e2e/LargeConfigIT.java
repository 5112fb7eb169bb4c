package io.samzakeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.Generations;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Row 17: config and plan of a job, each larger than a znode may be, by real processes. Readers see
 * whole versions only, whenever their writer dies.
 */
@Tag("long")
@ExtendWith(ClusterExtension.class)
class LargeConfigIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int ZNODE_LIMIT = 1 << 20;
  private static final int TRIES = 20;

  private final Cluster cluster;

  LargeConfigIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void configAndPlanOfMegabytesAreReadWholeWhoeverDies() throws Exception {
    String large = incompressible(3 * ZNODE_LIMIT);
    try (EchoJob echo =
        EchoJob.start(
            cluster,
            "large-config",
            2,
            2,
            config ->
                config
                    .with("large.table", large)
                    .with("keeper.am.standby.count", "1")
                    .with("keeper.rollout.watch.ms", "0"))) {
      Job job = echo.job();
      String name = job.id().name();
      for (String path : List.of(job.tree().paths().config(), job.tree().paths().plan())) {
        assertThat(header(path + "/1").bytes()).as(path).isGreaterThan(2 * ZNODE_LIMIT);
        checkSizes(path + "/1");
      }
      assertThat(cluster.keeper(0, "config", name, "get", "large.table")).contains(large);

      SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
      job.leaderKilled();
      cluster.keeper(0, "config", name, "set", "task.window.ms=5000");
      assertThat(job.tree().plan().current().orElseThrow().value().generation()).isEqualTo(2);
      checkSizes(job.tree().paths().plan() + "/2");

      long halfWritten = killedWhileItWrites(job);
      assertThat(job.tree().config().current().orElseThrow().value().generation()).isEqualTo(2);
      assertThat(cluster.keeper(0, "config", name, "history").lines())
          .anyMatch(line -> line.startsWith("2 (current)"))
          .noneMatch(line -> line.startsWith(halfWritten + ":"));
      job.leaderKilled();
      cluster.keeper(0, "config", name, "set", "task.window.ms=6000");
      assertThat(cluster.keeper(0, "config", name, "get", "task.window.ms")).contains("6000");
      assertThat(cluster.keeper(0, "config", name, "get", "large.table")).contains(large);
      assertThat(cluster.keeper(0, "config", name, "history").lines()).hasSize(3);
      cluster.keeper(0, "config", name, "rollback");
      assertThat(cluster.keeper(0, "config", name, "get", "task.window.ms")).contains("5000");
      echo.checkInvariants(before, Set.of());
    }
  }

  /** Of base64, which can be compressed by a quarter. */
  private static String incompressible(int bytes) {
    byte[] random = new byte[bytes / 4 * 3];
    new Random(17).nextBytes(random);
    return Base64.getEncoder().encodeToString(random);
  }

  private Generations.Header header(String generation) throws Exception {
    return Znodes.decode(
        generation, zooKeeper().getData().forPath(generation), Generations.Header.class);
  }

  private void checkSizes(String generation) throws Exception {
    int chunks = header(generation).chunks();
    assertThat(zooKeeper().getChildren().forPath(generation)).hasSize(chunks);
    for (int i = 0; i < chunks; i++) {
      Stat stat = zooKeeper().checkExists().forPath(generation + "/" + i);
      assertThat(stat.getDataLength()).isLessThanOrEqualTo(ZNODE_LIMIT / 2);
    }
  }

  private CuratorFramework zooKeeper() {
    return cluster.zooKeeper();
  }

  /**
   * Kills commands that change the config until one has left a generation behind that lacks chunks.
   *
   * @return its number
   */
  private long killedWhileItWrites(Job job) throws Exception {
    for (int i = 0; i < TRIES; i++) {
      Process command = startChange(job, 1000 + i);
      try {
        await("it begins to write, or has ended")
            .pollInterval(Duration.ofMillis(1))
            .pollDelay(Duration.ZERO)
            .atMost(PATIENCE)
            .until(() -> incomplete(job).isPresent() || !command.isAlive());
      } finally {
        command.descendants().forEach(ProcessHandle::destroyForcibly);
        command.destroyForcibly();
        command.waitFor();
      }
      OptionalLong left = incomplete(job);
      if (left.isPresent()) {
        return left.getAsLong();
      }
      if (job.tree().config().current().orElseThrow().value().generation() > 2) {
        cluster.keeper(0, "config", job.id().name(), "rollback", "2");
        throw new AssertionError("the command was not killed before its change was current");
      }
    }
    throw new AssertionError("no command was killed while it wrote");
  }

  private OptionalLong incomplete(Job job) throws Exception {
    for (long generation : job.tree().config().numbers()) {
      String path = job.tree().paths().config() + "/" + generation;
      try {
        if (zooKeeper().getChildren().forPath(path).size() < header(path).chunks()) {
          return OptionalLong.of(generation);
        }
      } catch (KeeperException.NoNodeException e) {
        // Pruned meanwhile.
      }
    }
    return OptionalLong.empty();
  }

  private Process startChange(Job job, int windowMillis) throws IOException {
    Path log = cluster.directory(job.id().name()).resolve("killed-" + windowMillis + ".log");
    return Command.start(
        log.getParent(),
        Map.of(
            "HADOOP_CONF_DIR", cluster.grid().hadoopConfDir().toString(),
            "KEEPER_ZK_CONNECT", cluster.grid().zooKeeperConnect()),
        log,
        List.of(
            cluster.product().home().resolve("bin/keeper").toString(),
            "config",
            job.id().name(),
            "set",
            "task.window.ms=" + windowMillis));
  }
}
