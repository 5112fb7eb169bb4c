package io.samzakeeper.samza;

import io.samzakeeper.job.Assignment;
import io.samzakeeper.tree.Fence;
import io.samzakeeper.tree.GroupCommit;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeException;
import io.samzakeeper.tree.Versioned;
import io.samzakeeper.tree.ZooKeeperConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.curator.framework.CuratorFramework;
import org.apache.samza.Partition;
import org.apache.samza.checkpoint.Checkpoint;
import org.apache.samza.checkpoint.CheckpointV1;
import org.apache.samza.container.TaskName;
import org.apache.samza.system.SystemStreamPartition;
import org.apache.zookeeper.CreateMode;

/**
 * What a worker does with checkpoints, on a session of its own behind a proxy of its own: reads
 * them, and then each task commits without a pause until it is told that it must not.
 */
final class CheckpointOwner {
  private static final SystemStreamPartition INPUT =
      new SystemStreamPartition("kafka", "numbers", new Partition(0));

  private final int number;
  private final CheckpointHistory history;
  private final HoldingProxy proxy;
  private final CuratorFramework client;
  private final GroupCommit writes;
  private final ZkCheckpointManager manager;
  private final List<Thread> tasks = new ArrayList<>();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicInteger fenced = new AtomicInteger();

  /** Reads what its predecessors left, and begins to commit. */
  CheckpointOwner(
      int number,
      Versioned<Assignment> assignment,
      List<String> taskNames,
      List<InetSocketAddress> servers,
      Duration session,
      CheckpointHistory history)
      throws Exception {
    this.number = number;
    this.history = history;
    this.proxy = new HoldingProxy(servers);
    this.client = ZooKeeperConnection.forService(proxy.address(), session);
    JobPaths paths = TestJob.paths();
    String registration = paths.worker(container(number));
    client.create().creatingParentsIfNeeded().withMode(CreateMode.EPHEMERAL).forPath(registration);
    Fence fence = new Fence(paths.assignment("0"), assignment.version()).whileThereIs(registration);
    this.writes = new GroupCommit(client, fence, lost -> fenced.incrementAndGet());
    this.manager =
        new ZkCheckpointManager(
            new OwnedTree(new JobTree(client, paths), writes, assignment.value()),
            List.of((short) 1),
            false);
    taskNames.forEach(task -> manager.register(new TaskName(task)));
    List<CheckpointHistory.Read> reads = taskNames.stream().map(history::readBegins).toList();
    manager.start();
    for (int i = 0; i < reads.size(); i++) {
      Checkpoint checkpoint = manager.readLastCheckpoint(new TaskName(taskNames.get(i)));
      long value = checkpoint == null ? 0 : Long.parseLong(checkpoint.getOffsets().get(INPUT));
      history.readEnds(reads.get(i), value, OptionalInt.of(number - 1));
    }
    taskNames.forEach(task -> tasks.add(new Thread(() -> commit(task), container(number))));
    tasks.forEach(Thread::start);
  }

  static String container(int number) {
    return "container_" + number;
  }

  private void commit(String task) {
    for (long i = 1; ; i++) {
      long value = CheckpointHistory.value(number, i);
      history.writeBegins(task, value);
      try {
        manager.writeCheckpoint(
            new TaskName(task), new CheckpointV1(Map.of(INPUT, Long.toString(value))));
      } catch (TreeException e) {
        return; // as a task that is stopped
      }
      history.acknowledged(task, value);
      acknowledged.incrementAndGet();
    }
  }

  int number() {
    return number;
  }

  HoldingProxy proxy() {
    return proxy;
  }

  long acknowledged() {
    return acknowledged.get();
  }

  /** Whether all its tasks have been told to stop. */
  boolean isOver() {
    return tasks.stream().noneMatch(Thread::isAlive);
  }

  /** How often it was told that it is fenced. */
  int fenced() {
    return fenced.get();
  }

  /** Ends all of it, whatever state it is in. */
  void end() throws IOException, InterruptedException {
    writes.close();
    for (Thread task : tasks) {
      task.join();
    }
    proxy.letGo();
    client.close();
    proxy.close();
  }
}
