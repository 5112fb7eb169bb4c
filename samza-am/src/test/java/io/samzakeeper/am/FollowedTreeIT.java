package io.samzakeeper.am;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.samzakeeper.job.JobId;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeView;
import io.samzakeeper.tree.ZooKeeperConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FollowedTreeIT {
  private static final String APPLICATION = "application_1_0001";
  private static final int NAMES = 40;

  private final Random chance = new Random(5);
  private TestingServer server;
  private CuratorFramework leader;
  private CuratorFramework standby;
  private JobTree tree;
  private JobPaths paths;
  private FollowedTree followed;

  @BeforeEach
  void start() throws Exception {
    server = new TestingServer();
    leader = ZooKeeperConnection.forService(server.getConnectString(), Duration.ofSeconds(20));
    standby = ZooKeeperConnection.forService(server.getConnectString(), Duration.ofSeconds(20));
    paths = JobPaths.of("/samza-keeper", new JobId("orders", "1"));
    tree = new JobTree(standby, paths);
    JobTree written = new JobTree(leader, paths);
    parents().forEach(written::ensure);
    written.ensure(paths.epoch());
    followed = new FollowedTree(tree, APPLICATION, () -> {});
  }

  @AfterEach
  void stop() throws Exception {
    followed.close();
    standby.close();
    leader.close();
    server.close();
  }

  /** A copy without the two round trips lags behind what was written the moment before. */
  @Test
  void copyHoldsAllThatWasWrittenBeforeItWasAskedFor() throws Exception {
    followed.start();
    awaitCopy();
    for (int round = 0; round < 100; round++) {
      change();
      standby.setData().forPath(paths.epoch(), new byte[0]); // as one does who takes the epoch
      TreeView copy = followed.upToDate().orElseThrow();
      assertThat(contents(copy)).as("round %s", round).isEqualTo(contents(tree));
    }
  }

  @Test
  void copyIsReadAnewWhenTheConnectionWasLost() throws Exception {
    followed.start();
    awaitCopy();
    server.stop();
    await().atMost(Duration.ofSeconds(20)).until(() -> followed.upToDate().isEmpty());
    server.restart();
    assertThat(leader.blockUntilConnected(20, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    change();
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(contents(awaitCopy())).isEqualTo(contents(tree)));
  }

  @Test
  void thereIsNoCopyBeforeAllHasBeenRead() {
    assertThat(followed.upToDate()).isEmpty();
  }

  private TreeView awaitCopy() {
    return await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> followed.upToDate(), Optional::isPresent)
        .orElseThrow();
  }

  /** What a busy leader writes, in one transaction. */
  private void change() throws Exception {
    List<CuratorOp> writes = new ArrayList<>();
    for (String parent : parents()) {
      for (int i = 0; i < 5; i++) {
        String path = parent + "/" + chance.nextInt(NAMES);
        byte[] data = Long.toString(chance.nextLong()).getBytes(StandardCharsets.UTF_8);
        boolean exists = leader.checkExists().forPath(path) != null;
        if (writes.stream().anyMatch(write -> write.getTypeAndPath().getForPath().equals(path))) {
          continue;
        }
        if (!exists) {
          writes.add(leader.transactionOp().create().forPath(path, data));
        } else if (chance.nextBoolean()) {
          writes.add(leader.transactionOp().delete().forPath(path));
        } else {
          writes.add(leader.transactionOp().setData().forPath(path, data));
        }
      }
    }
    leader.transaction().forOperations(writes);
  }

  private List<String> parents() {
    return List.of(
        paths.nmTokens(APPLICATION), paths.assignments(), paths.containers(), paths.processors());
  }

  private Map<String, SortedMap<String, String>> contents(TreeView view) {
    Map<String, SortedMap<String, String>> contents = new TreeMap<>();
    for (String parent : parents()) {
      SortedMap<String, String> children = new TreeMap<>();
      view.readChildrenBytes(parent)
          .forEach(
              (name, data) ->
                  children.put(
                      name,
                      data.version() + ": " + new String(data.value(), StandardCharsets.UTF_8)));
      contents.put(parent, children);
      assertThat(view.exists(parent)).isTrue();
      assertThat(view.children(parent)).hasSameSizeAs(children.keySet());
    }
    return contents;
  }
}
