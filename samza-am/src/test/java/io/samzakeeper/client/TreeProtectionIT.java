package io.samzakeeper.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.samzakeeper.job.JobId;
import io.samzakeeper.tree.ClientSettings;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeException;
import io.samzakeeper.tree.TreeSecret;
import io.samzakeeper.tree.ZooKeeperConnection;
import io.samzakeeper.tree.ZooKeeperConnection.Access;
import io.samzakeeper.tree.ZooKeeperConnection.Digest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.test.TestingServer;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Row 42, by znode: who can do what in a tree, against a real ZooKeeper server. */
class TreeProtectionIT {
  private static final String ROOT = "/samza-keeper";
  private static final JobPaths PATHS = JobPaths.of(ROOT, new JobId("orders", "1"));
  private static final Digest OURS = new Digest("keeper-user", "a secret");
  private static final Digest APPLICATION = new Digest("keeper", "another secret");

  private TestingServer server;
  private final List<CuratorFramework> clients = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    server = new TestingServer();
  }

  @AfterEach
  void stop() throws Exception {
    clients.forEach(CuratorFramework::close);
    server.close();
  }

  @Test
  void whateverIsMadeInAProtectedTreeIsProtected() throws Exception {
    JobTree ours = tree(OURS);
    new TreeProtection(ours, TreeSecret.only(OURS)).begin();
    fill(ours);
    fill(service(OURS, APPLICATION), "/by-the-leader");
    for (JobTree stranger : List.of(tree(), tree(new Digest("keeper-user", "wrong")))) {
      for (String path : List.of("", "/config", "/config/1", "/seat", "/by-the-leader/a")) {
        assertRefused(stranger, PATHS.job() + path);
      }
    }
    assertThat(ours.readBytes(PATHS.config() + "/1")).isPresent();
    assertThat(ours.client().getACL().forPath(ROOT)).isEqualTo(ZooDefs.Ids.OPEN_ACL_UNSAFE);
    assertThat(service(OURS).client().getACL().forPath(PATHS.job() + "/by-the-leader/a"))
        .isEqualTo(TreeSecret.only(OURS));
  }

  @Test
  void anOpenTreeIsTakenOverAsAWholeAndGivenBack() throws Exception {
    JobTree stranger = tree();
    fill(stranger);
    JobTree ours = tree(OURS);
    TreeProtection protection = new TreeProtection(ours, TreeSecret.only(OURS));
    protection.begin();
    assertThat(stranger.readBytes(PATHS.config() + "/1")).isPresent();
    protection.takeOver();
    assertRefused(stranger, PATHS.job());
    assertRefused(stranger, PATHS.config() + "/1");
    assertRefused(stranger, PATHS.job() + "/seat");

    new TreeProtection(ours, ZooDefs.Ids.OPEN_ACL_UNSAFE).takeOver();
    assertThat(stranger.readBytes(PATHS.config() + "/1")).isPresent();
  }

  @Test
  void aTakeOverThatEndsInTheMiddleIsDoneAgain() throws Exception {
    fill(tree());
    JobTree ours = tree(OURS);
    TreeWalk walk = new TreeWalk(ours.client());
    walk.protect(List.of(PATHS.config() + "/1", PATHS.config()), TreeSecret.only(OURS));
    TreeProtection next = new TreeProtection(ours, TreeSecret.only(OURS));
    next.begin();
    assertThat(ours.readBytes(PATHS.config() + "/1")).isPresent();
    next.takeOver();
    for (String path : List.of("", "/config", "/config/1", "/seat")) {
      assertRefused(tree(), PATHS.job() + path);
    }
  }

  @Test
  void aCommandOfAnotherUserIsRefusedWithAWordOnWhoMay() {
    new TreeProtection(tree(OURS), TreeSecret.only(OURS)).begin();
    Jobs jobs = new Jobs(tree().client(), ROOT);
    assertThatThrownBy(() -> jobs.find("orders"))
        .isInstanceOf(TreeException.class)
        .hasCauseInstanceOf(KeeperException.NoAuthException.class);
    assertThatThrownBy(() -> jobs.find("application_1_0001")).hasMessageContaining("is no job");
  }

  @Test
  void whoeverLacksTheSecretCannotTakeATreeOver() {
    JobTree ours = tree(OURS);
    new TreeProtection(ours, TreeSecret.only(OURS)).begin();
    Digest others = new Digest("keeper-user", "the secret of another");
    TreeProtection another = new TreeProtection(tree(others), TreeSecret.only(others));
    another.begin();
    assertThatThrownBy(another::takeOver)
        .hasMessageContaining(PATHS.job())
        .hasCauseInstanceOf(KeeperException.NoAuthException.class);
  }

  @Test
  void aWorkerCannotReadWhatCandidatesShare() throws Exception {
    JobTree ours = tree(OURS);
    new TreeProtection(ours, TreeSecret.only(OURS)).begin();
    String token = PATHS.amToken("application_1_0001");
    service(OURS, APPLICATION)
        .client()
        .create()
        .creatingParentsIfNeeded()
        .withACL(TreeSecret.only(APPLICATION))
        .forPath(token, new byte[] {1});
    assertThat(service(OURS, APPLICATION).readBytes(token)).isPresent();
    assertThatThrownBy(() -> service(OURS).readBytes(token))
        .hasCauseInstanceOf(KeeperException.NoAuthException.class);
  }

  private static void fill(JobTree tree) throws Exception {
    fill(tree, "/config");
    tree.client().create().creatingParentsIfNeeded().forPath(PATHS.config() + "/1", new byte[] {1});
    tree.client().create().withMode(CreateMode.EPHEMERAL).forPath(PATHS.job() + "/seat");
  }

  private static void fill(JobTree tree, String name) throws Exception {
    tree.ensure(PATHS.job() + name);
    tree.client()
        .transaction()
        .forOperations(
            tree.client()
                .transactionOp()
                .create()
                .forPath(PATHS.job() + name + "/a", new byte[] {1}));
  }

  private static void assertRefused(JobTree tree, String path) {
    CuratorFramework client = tree.client();
    assertThatThrownBy(() -> client.getData().forPath(path))
        .isInstanceOf(KeeperException.NoAuthException.class);
    assertThatThrownBy(() -> client.getChildren().forPath(path))
        .isInstanceOf(KeeperException.NoAuthException.class);
    assertThatThrownBy(() -> client.setData().forPath(path, new byte[0]))
        .isInstanceOf(KeeperException.NoAuthException.class);
    assertThatThrownBy(() -> client.setACL().withACL(ZooDefs.Ids.OPEN_ACL_UNSAFE).forPath(path))
        .isInstanceOf(KeeperException.NoAuthException.class);
    if (!path.endsWith("/seat")) {
      assertThatThrownBy(
              () -> client.create().withACL(ZooDefs.Ids.OPEN_ACL_UNSAFE).forPath(path + "/x"))
          .isInstanceOf(KeeperException.NoAuthException.class);
    }
  }

  private JobTree tree(Digest... digests) {
    return of(
        ZooKeeperConnection.forCommand(
            server.getConnectString(), Duration.ofSeconds(10), access(digests)));
  }

  private JobTree service(Digest... digests) {
    return of(
        ZooKeeperConnection.forService(
            server.getConnectString(), Duration.ofSeconds(10), access(digests)));
  }

  private static Access access(Digest... digests) {
    return new Access(ROOT, List.of(digests), ClientSettings.NONE);
  }

  private JobTree of(CuratorFramework client) {
    clients.add(client);
    return new JobTree(client, PATHS);
  }
}
