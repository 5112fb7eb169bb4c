package io.samzakeeper.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryNTimes;
import org.apache.curator.test.TestingServer;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many znodes read at once, from a real ZooKeeper server. */
@Timeout(60)
class JobTreeIT {
  private static final String PARENT = "/job/checkpoints";
  private static final int LARGE = 600_000;

  private TestingServer server;
  private CuratorFramework client;

  @BeforeEach
  void start() throws Exception {
    server = new TestingServer();
    client = ZooKeeperConnection.forService(server.getConnectString(), Duration.ofSeconds(6));
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    server.close();
  }

  @Test
  void thoseThatAreThereAreReadAndNoneIsMixedUp() throws Exception {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 350; i++) {
      names.add("task-" + i);
      if (i % 3 != 0) {
        create("task-" + i, new byte[i]);
      }
    }
    SortedMap<String, Versioned<byte[]>> read = tree(client).readBytes(PARENT, names);
    assertThat(read).hasSize(233);
    read.forEach((name, value) -> assertThat(name).isEqualTo("task-" + value.value().length));
  }

  @Test
  void manyLargeOnesAreReadInOneAnswer() throws Exception {
    List<String> names = large();
    long session = client.getZookeeperClient().getZooKeeper().getSessionId();
    assertThat(tree(client).readBytes(PARENT, names)).hasSize(names.size());
    BulkRead bulk = new BulkRead(client);
    bulk.read(names.stream().map(name -> PARENT + "/" + name).toList());
    assertThat(bulk.unanswered()).isEmpty();
    assertThat(client.getZookeeperClient().getZooKeeper().getSessionId()).isEqualTo(session);
  }

  /** A client as ZooKeeper makes it gives up its connection over an answer of more than 1 MiB. */
  @Test
  void whatNoAnswerComesForIsReadOneByOne() throws Exception {
    List<String> names = large();
    try (CuratorFramework small =
        CuratorFrameworkFactory.newClient(server.getConnectString(), new RetryNTimes(20, 100))) {
      small.start();
      BulkRead bulk = new BulkRead(small);
      bulk.read(names.stream().map(name -> PARENT + "/" + name).toList());
      assertThat(bulk.unanswered()).hasSize(names.size());
      SortedMap<String, Versioned<byte[]>> read = tree(small).readBytes(PARENT, names);
      assertThat(read).hasSize(names.size());
      assertThat(read.values()).allMatch(value -> value.value().length == LARGE);
    }
  }

  @Test
  void oneThatMayNotBeReadIsAnError() throws Exception {
    create("open", new byte[1]);
    client
        .create()
        .withACL(List.of(new ACL(Perms.ALL, new Id("ip", "192.0.2.1"))))
        .forPath(PARENT + "/closed", new byte[1]);
    assertThatThrownBy(() -> tree(client).readBytes(PARENT, List.of("open", "closed")))
        .isInstanceOf(TreeException.class)
        .hasCauseInstanceOf(KeeperException.NoAuthException.class);
  }

  private List<String> large() throws Exception {
    List<String> names = List.of("a", "b", "c");
    for (String name : names) {
      create(name, new byte[LARGE]);
    }
    return names;
  }

  private void create(String name, byte[] data) throws Exception {
    client.create().creatingParentsIfNeeded().forPath(PARENT + "/" + name, data);
  }

  private static JobTree tree(CuratorFramework client) {
    return new JobTree(client, new JobPaths("/job"));
  }
}
