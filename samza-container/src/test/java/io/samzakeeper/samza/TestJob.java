package io.samzakeeper.samza;

import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.CheckpointRecord;
import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.JobId;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.Fence;
import io.samzakeeper.tree.FencedException;
import io.samzakeeper.tree.GroupCommit;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.Versioned;
import io.samzakeeper.tree.ZooKeeperConnection;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.test.TestingServer;
import org.apache.zookeeper.data.Stat;

/** A ZooKeeper server with the tree of one job, and the leader's part in it. */
public final class TestJob implements Closeable {
  /** Of the leader that has assigned processor 0. */
  public static final long EPOCH = 7;

  public static final JobId JOB = new JobId("counts", "1");
  public static final String ROOT = "/samza-keeper";

  private final TestingServer server;
  private final List<Closeable> opened = new ArrayList<>();
  private final CuratorFramework client;
  private final JobTree tree;

  public TestJob() throws Exception {
    server = new TestingServer();
    client = connect();
    tree = new JobTree(client, paths());
  }

  public static JobPaths paths() {
    return JobPaths.of(ROOT, JOB);
  }

  public TestingServer server() {
    return server;
  }

  /** With a client of the test's own. */
  public JobTree tree() {
    return tree;
  }

  private CuratorFramework connect() {
    CuratorFramework opening =
        ZooKeeperConnection.forService(server.getConnectString(), Duration.ofSeconds(30));
    opened.add(opening);
    return opening;
  }

  /** Gives processor 0 to a container, as the leader does. */
  public Versioned<Assignment> assign(String containerId, long planGeneration) throws Exception {
    String path = paths().assignment("0");
    Assignment assignment = new Assignment("0", containerId, "host", planGeneration, EPOCH);
    client.create().orSetData().creatingParentsIfNeeded().forPath(path, Znodes.encode(assignment));
    return tree.assignment("0").orElseThrow();
  }

  /** Tells the worker of a container what it may run, in its row of the leader's table. */
  public void table(String containerId, long runsFrom, boolean standsReady) throws Exception {
    table(containerId, ContainerRecord.Role.WORKER, "0", runsFrom, standsReady);
  }

  /** The same of a spare. */
  public void tableSpare(String containerId) throws Exception {
    table(containerId, ContainerRecord.Role.SPARE, "", ContainerRecord.ANY_PLAN, true);
  }

  private void table(
      String containerId,
      ContainerRecord.Role role,
      String processor,
      long runsFrom,
      boolean standsReady)
      throws Exception {
    ContainerRecord row =
        new ContainerRecord(
            containerId,
            role,
            processor,
            "host:1",
            "host:2",
            "",
            1024,
            1,
            ContainerRecord.Phase.RUNNING,
            0,
            "",
            runsFrom,
            standsReady);
    client
        .create()
        .orSetData()
        .creatingParentsIfNeeded()
        .forPath(paths().container(containerId), Znodes.encode(row));
  }

  /** What a container would have that was given processor 0, on a connection of its own. */
  public Owner owner(Versioned<Assignment> assignment) {
    return owner(assignment, new Fence(paths().assignment("0"), assignment.version()));
  }

  /** The same, with a fence that looks at more than the assignment. */
  public Owner owner(Versioned<Assignment> assignment, Fence fence) {
    List<FencedException> fenced = new CopyOnWriteArrayList<>();
    CuratorFramework own = connect();
    GroupCommit writes = new GroupCommit(own, fence, fenced::add);
    opened.add(writes::close);
    return new Owner(new OwnedTree(new JobTree(own, paths()), writes, assignment.value()), fenced);
  }

  /**
   * @param fenced what the owner was told
   */
  public record Owner(OwnedTree tree, List<FencedException> fenced) {}

  public Optional<CheckpointRecord> checkpoint(String task) {
    return tree.read(paths().checkpoint(task), CheckpointRecord.class).map(Versioned::value);
  }

  /** The transaction that wrote a znode last; -1 where there is none. */
  public long transactionOf(String path) throws Exception {
    Stat stat = client.checkExists().forPath(path);
    return stat == null ? -1 : stat.getMzxid();
  }

  @Override
  public void close() throws IOException {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
    server.close();
  }
}
