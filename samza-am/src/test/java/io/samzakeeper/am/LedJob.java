package io.samzakeeper.am;

import io.samzakeeper.am.supervisor.TestPlans;
import io.samzakeeper.job.Application;
import io.samzakeeper.job.JobId;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.ZooKeeperConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.test.TestingServer;

/** A job of one processor that runs, as far as a real ZooKeeper server says so. */
final class LedJob implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(20);
  static final JobId ID = new JobId("orders", "1");
  static final String APPLICATION = "application_1_0001";

  private final TestingServer server;
  private final CuratorFramework client;
  private final JobTree tree;
  private final BoundedReads reads = new BoundedReads(PATIENCE);

  LedJob() throws Exception {
    server = new TestingServer();
    client = ZooKeeperConnection.forService(server.getConnectString(), PATIENCE);
    tree = new JobTree(client, JobPaths.of("/samza-keeper", ID));
    long plan = tree.plan().write(g -> Znodes.encode(TestPlans.of(g, List.of("0"))));
    client.transaction().forOperations(tree.plan().switchTo(plan, tree.plan().pointerVersion()));
    is(Application.State.RUNNING);
  }

  JobTree tree() {
    return tree;
  }

  CuratorFramework client() {
    return client;
  }

  BoundedReads reads() {
    return reads;
  }

  void is(Application.State state) throws Exception {
    put(tree.paths().application(), new Application(APPLICATION, state, "", 1, ""));
  }

  void put(String path, Record value) throws Exception {
    client.create().orSetData().creatingParentsIfNeeded().forPath(path, Znodes.encode(value));
  }

  @Override
  public void close() throws IOException {
    reads.close();
    client.close();
    server.close();
  }
}
