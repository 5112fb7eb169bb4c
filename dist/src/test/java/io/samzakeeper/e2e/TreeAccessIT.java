package io.samzakeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.tree.ZooKeeperConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Row 42: another ZooKeeper user reads or writes the job's tree. */
@ExtendWith(ClusterExtension.class)
class TreeAccessIT {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int REFUSED = 8;

  private final Cluster cluster;

  TreeAccessIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void strangersCanNeitherReadNorWriteWhileTheJobRunsFailsOverAndIsLookedAt() {
    String name = cluster.uniqueName("private");
    try (Job job =
        Job.start(cluster, EchoJob.config(cluster, name, 4, 2).with("keeper.zk.acl", "open"))) {
      assertIsEverybodys(job);
      job.run("--operation=kill").requireExitCode(0);

      // The next submission takes the open tree over.
      job.run("--config", "keeper.zk.acl=digest").requireExitCode(0);
      job.awaitAllRunning();
      assertThat(open(job)).isEmpty();
      int epoch = job.epoch();
      job.leaderProcess().kill();
      job.awaitNewLeader(epoch);
      ContainerProcess worker = job.awaitAllRunning().get("0");
      worker.kill();
      job.awaitReplaced("0", worker);
      assertThat(open(job)).isEmpty();

      assertThat(job.run("--operation=status").exitCode()).isZero();
      String nobodys = "keeper.staging.dir=" + cluster.directory(name).resolve("nobodys").toUri();
      assertRefused(job, "--operation=status", "--config", nobodys);
      assertRefused(job, "--operation=kill", "--config", nobodys);
      job.run("--operation=kill").requireExitCode(0);
      assertRefused(job, "--config", nobodys);
      assertThat(open(job)).isEmpty();
    }
  }

  private static void assertRefused(Job job, String... arguments) {
    Command.Result result = job.run(arguments);
    assertThat(result.output()).contains("only the user who submitted the job");
    assertThat(result.exitCode()).isEqualTo(REFUSED);
  }

  private void assertIsEverybodys(Job job) {
    try (CuratorFramework stranger = stranger(List.of())) {
      List<String> open = new ArrayList<>();
      attempt(open, "read", () -> stranger.getData().forPath(root(job) + "/config"));
      attempt(open, "write", () -> set(stranger, root(job) + "/epoch"));
      assertThat(open).containsExactly("read", "write");
    }
  }

  private CuratorFramework stranger(List<ZooKeeperConnection.Digest> identity) {
    return ZooKeeperConnection.forCommand(
        cluster.grid().zooKeeperConnect(), PATIENCE, Cluster.access(identity));
  }

  /** What strangers could do, of all that can be done to each znode. */
  private List<String> open(Job job) {
    List<String> open = new ArrayList<>();
    for (List<ZooKeeperConnection.Digest> identity :
        List.of(
            List.<ZooKeeperConnection.Digest>of(),
            List.of(new ZooKeeperConnection.Digest("keeper-user", "wrong")))) {
      try (CuratorFramework stranger = stranger(identity)) {
        TreeSet<String> paths = new TreeSet<>();
        walk(root(job), paths);
        assertThat(paths).hasSizeGreaterThan(10);
        for (String path : paths) {
          attempt(open, "read " + path, () -> stranger.getData().forPath(path));
          attempt(open, "list " + path, () -> stranger.getChildren().forPath(path));
          // Of a version that is none: what is allowed fails, too, and breaks nothing.
          attempt(open, "write " + path, () -> set(stranger, path));
          attempt(open, "delete " + path, () -> delete(stranger, path));
          attempt(
              open,
              "protect " + path,
              () ->
                  stranger
                      .setACL()
                      .withVersion(9999)
                      .withACL(ZooDefs.Ids.OPEN_ACL_UNSAFE)
                      .forPath(path));
          if (!isEphemeral(path)) {
            attempt(
                open,
                "create below " + path,
                () ->
                    stranger
                        .create()
                        .withACL(ZooDefs.Ids.OPEN_ACL_UNSAFE)
                        .forPath(path + "/stranger"));
          }
        }
      }
    }
    // Where all jobs are is everybody's: its ACL decides on deleting a job's znode once that is
    // empty.
    open.remove("delete " + root(job));
    open.remove("delete " + root(job));
    return open;
  }

  private static String root(Job job) {
    return job.tree().paths().job();
  }

  private static Object set(CuratorFramework stranger, String path) throws Exception {
    return stranger.setData().withVersion(9999).forPath(path, new byte[0]);
  }

  private static Object delete(CuratorFramework stranger, String path) throws Exception {
    return stranger.delete().withVersion(9999).forPath(path);
  }

  private boolean isEphemeral(String path) {
    try {
      var stat = cluster.zooKeeper().checkExists().forPath(path);
      return stat == null || stat.getEphemeralOwner() != 0;
    } catch (KeeperException.NoAuthException e) {
      return false; // YARN's tokens
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private interface Act {
    Object perform() throws Exception;
  }

  private static void attempt(List<String> open, String what, Act act) {
    try {
      act.perform();
      open.add(what);
    } catch (KeeperException.NoAuthException | KeeperException.NoNodeException e) {
      return; // refused, or gone meanwhile
    } catch (KeeperException e) {
      open.add(what);
    } catch (Exception e) {
      throw new IllegalStateException(what, e);
    }
  }

  private void walk(String path, Set<String> paths) {
    paths.add(path);
    try {
      for (String child : cluster.zooKeeper().getChildren().forPath(path)) {
        walk(path + "/" + child, paths);
      }
    } catch (KeeperException.NoNodeException | KeeperException.NoAuthException e) {
      return; // gone, or YARN's tokens, which not even the user's secret opens
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
