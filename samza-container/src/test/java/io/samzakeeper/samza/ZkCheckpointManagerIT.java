package io.samzakeeper.samza;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.UnreadableZnodeException;
import io.samzakeeper.tree.Fence;
import io.samzakeeper.tree.FencedException;
import io.samzakeeper.tree.GroupCommit;
import io.samzakeeper.tree.TreeException;
import io.samzakeeper.tree.Versioned;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.samza.Partition;
import org.apache.samza.SamzaException;
import org.apache.samza.checkpoint.Checkpoint;
import org.apache.samza.checkpoint.CheckpointId;
import org.apache.samza.checkpoint.CheckpointV1;
import org.apache.samza.checkpoint.CheckpointV2;
import org.apache.samza.config.MapConfig;
import org.apache.samza.container.TaskName;
import org.apache.samza.metrics.MetricsRegistryMap;
import org.apache.samza.system.SystemStreamPartition;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Checkpoints against a real ZooKeeper server: who may write them, and what is durable when. */
@Timeout(60)
class ZkCheckpointManagerIT {
  private static final TaskName TASK = new TaskName("Partition 0");

  private TestJob job;

  @BeforeEach
  void start() throws Exception {
    job = new TestJob();
  }

  @AfterEach
  void stop() throws Exception {
    job.close();
  }

  @Test
  void theNextOwnerReadsWhatTheLastOneWrote() throws Exception {
    ZkCheckpointManager first = manager(job.owner(job.assign("container_1", 1)), 1, TASK);
    assertThat(first.readLastCheckpoint(TASK)).isNull();
    first.writeCheckpoint(TASK, at(41));
    first.writeCheckpoint(TASK, at(42));
    assertThat(first.readLastCheckpoint(TASK)).isEqualTo(at(42));

    ZkCheckpointManager second = manager(job.owner(job.assign("container_2", 1)), 1, TASK);
    assertThat(second.readLastCheckpoint(TASK)).isEqualTo(at(42));
    assertThat(job.checkpoint("Partition 0").orElseThrow().containerId()).isEqualTo("container_1");
    assertThat(job.checkpoint("Partition 0").orElseThrow().epoch()).isEqualTo(7);
  }

  @Test
  void bothVersionsAreKeptAndThePreferredOneIsRead() throws Exception {
    CheckpointV2 v2 =
        new CheckpointV2(CheckpointId.create(), at(2).getOffsets(), Map.of("b", Map.of("s", "m")));
    ZkCheckpointManager writer = manager(job.owner(job.assign("container_1", 1)), 1, TASK);
    writer.writeCheckpoint(TASK, at(1));
    writer.writeCheckpoint(TASK, v2);
    TestJob.Owner next = job.owner(job.assign("container_2", 1));
    assertThat(manager(next, 1, TASK).readLastCheckpoint(TASK)).isEqualTo(at(1));
    assertThat(manager(next, 2, TASK).readLastCheckpoint(TASK)).isEqualTo(v2);
  }

  @Test
  void aWriteOfWhoLostTheProcessorIsRefusedAndNothingOfItIsWritten() throws Exception {
    TestJob.Owner loser = job.owner(job.assign("container_1", 1));
    TaskName other = new TaskName("Partition 1");
    ZkCheckpointManager late = manager(loser, 1, TASK, other);
    late.writeCheckpoint(TASK, at(10));
    TestJob.Owner winner = job.owner(job.assign("container_2", 1));
    manager(winner, 1, TASK, other).writeCheckpoint(TASK, at(20));
    long transaction = job.transactionOf(TestJob.paths().checkpoint("Partition 0"));

    assertThatThrownBy(() -> late.writeCheckpoint(TASK, at(11)))
        .isInstanceOf(FencedException.class);
    assertThatThrownBy(() -> late.writeCheckpoint(other, at(12)))
        .isInstanceOf(FencedException.class);
    assertThatThrownBy(late::clearCheckpoints).hasRootCauseInstanceOf(Exception.class);

    assertThat(job.transactionOf(TestJob.paths().checkpoint("Partition 0"))).isEqualTo(transaction);
    assertThat(job.checkpoint("Partition 1")).isEmpty();
    assertThat(late.readLastCheckpoint(TASK)).isEqualTo(at(10));
    await().untilAsserted(() -> assertThat(loser.fenced()).hasSize(1));
    assertThat(winner.fenced()).isEmpty();
  }

  /**
   * What a worker does that wakes up after its session: its client has a new one already, and the
   * leader has not given the processor away yet.
   */
  @Test
  void aWriteOfWhoseSessionIsOverIsRefusedThoughTheProcessorIsStillItsOwn() throws Exception {
    Versioned<Assignment> assignment = job.assign("container_1", 1);
    String registration = TestJob.paths().worker("container_1");
    job.tree()
        .client()
        .create()
        .creatingParentsIfNeeded()
        .withMode(CreateMode.EPHEMERAL)
        .forPath(registration);
    TestJob.Owner owner =
        job.owner(
            assignment,
            new Fence(TestJob.paths().assignment("0"), assignment.version())
                .whileThereIs(registration));
    ZkCheckpointManager manager = manager(owner, 1, TASK);
    manager.writeCheckpoint(TASK, at(1));

    job.tree().client().delete().forPath(registration); // as the end of the session does

    assertThatThrownBy(() -> manager.writeCheckpoint(TASK, at(2)))
        .isInstanceOf(FencedException.class)
        .hasMessageContaining(registration);
    assertThat(job.checkpoint("Partition 0").orElseThrow().versions().get(1).inputs())
        .singleElement()
        .satisfies(input -> assertThat(input.offset()).isEqualTo("1"));
    // Who waits for the write hears of it first.
    await().untilAsserted(() -> assertThat(owner.fenced()).hasSize(1));
  }

  /** The server is away while they arrive: two may be under way, all others wait for the next. */
  @Test
  void whatArrivesDuringACommitGoesOutTogetherAndAConnectionLossIsOutlived() throws Exception {
    List<TaskName> tasks =
        IntStream.range(0, 64).mapToObj(i -> new TaskName("Partition " + i)).toList();
    ZkCheckpointManager manager =
        manager(job.owner(job.assign("container_1", 1)), 1, tasks.toArray(new TaskName[0]));
    for (TaskName task : tasks) {
      manager.writeCheckpoint(task, at(1));
    }

    job.server().stop();
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (TaskName task : tasks) {
      Thread thread = new Thread(() -> manager.writeCheckpoint(task, at(2)), task.getTaskName());
      thread.setUncaughtExceptionHandler((t, e) -> failures.add(e));
      threads.add(thread);
      thread.start();
    }
    await()
        .untilAsserted(
            () -> assertThat(threads).allMatch(t -> t.getState() == Thread.State.WAITING));
    job.server().restart();
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(failures).isEmpty();
    Set<Long> transactions = new HashSet<>();
    for (TaskName task : tasks) {
      assertThat(manager.readLastCheckpoint(task)).isEqualTo(at(2));
      assertThat(job.checkpoint(task.getTaskName()).orElseThrow().versions().get(1).inputs())
          .singleElement()
          .satisfies(input -> assertThat(input.offset()).isEqualTo("2"));
      transactions.add(job.transactionOf(TestJob.paths().checkpoint(task.getTaskName())));
    }
    assertThat(transactions).hasSizeBetween(1, 3);
  }

  @Test
  void aWriteThatWaitsForZooKeeperFailsWhenTheWorkerStops() throws Exception {
    TestJob.Owner owner = job.owner(job.assign("container_1", 1));
    ZkCheckpointManager manager = manager(owner, 1, TASK);
    manager.writeCheckpoint(TASK, at(1));
    job.server().stop();
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    Thread thread = new Thread(() -> manager.writeCheckpoint(TASK, at(2)));
    thread.setUncaughtExceptionHandler((t, e) -> failures.add(e));
    thread.start();
    await().until(() -> thread.getState() == Thread.State.WAITING);

    owner.tree().writes().abandon();
    thread.join();
    assertThat(failures).singleElement().isInstanceOf(TreeException.class);
    assertThat(manager.readLastCheckpoint(TASK)).isEqualTo(at(1));
    assertThatThrownBy(() -> manager.writeCheckpoint(TASK, at(3)))
        .isInstanceOf(TreeException.class);
  }

  @Test
  void clearedCheckpointsAreGoneForAllTasks() throws Exception {
    TestJob.Owner owner = job.owner(job.assign("container_1", 1));
    ZkCheckpointManager manager = manager(owner, 1, TASK, new TaskName("a/b"));
    manager.writeCheckpoint(TASK, at(1));
    manager.writeCheckpoint(new TaskName("a/b"), at(1));
    manager.clearCheckpoints();
    assertThat(job.tree().children(TestJob.paths().checkpoints())).isEmpty();
    assertThat(manager.readLastCheckpoint(TASK)).isNull();
    manager.writeCheckpoint(TASK, at(2));
    assertThat(manager(owner, 1, TASK).readLastCheckpoint(TASK)).isEqualTo(at(2));
  }

  @Test
  void aFollowerSeesWhatIsWrittenMeanwhile() throws Exception {
    TestJob.Owner owner = job.owner(job.assign("container_1", 1));
    ZkCheckpointManager follower = new ZkCheckpointManager(owner.tree(), List.of((short) 1), true);
    follower.register(TASK);
    follower.start();
    manager(owner, 1, TASK).writeCheckpoint(TASK, at(5));
    assertThat(follower.readLastCheckpoint(TASK)).isEqualTo(at(5));
  }

  @Test
  void aCheckpointThatSomebodyHasRemovedIsMadeAgain() throws Exception {
    TestJob.Owner owner = job.owner(job.assign("container_1", 1));
    ZkCheckpointManager manager = manager(owner, 1, TASK);
    manager.writeCheckpoint(TASK, at(1));
    job.tree().client().delete().forPath(TestJob.paths().checkpoint("Partition 0"));
    manager.writeCheckpoint(TASK, at(2));
    assertThat(job.checkpoint("Partition 0")).isPresent();
  }

  /** Beside another, too: a request may not hold more than one of them. */
  @Test
  void theLargestValueThatIsAllowedFits() throws Exception {
    TestJob.Owner owner = job.owner(job.assign("container_1", 1));
    byte[] largest = new byte[GroupCommit.MAX_VALUE_BYTES];
    String parent = TestJob.paths().checkpoints();
    for (int round = 0; round < 2; round++) {
      CompletableFuture.allOf(
              owner.tree().writes().submit(parent + "/a", largest),
              owner.tree().writes().submit(parent + "/b", largest))
          .join();
    }
    assertThat(job.tree().client().getData().forPath(parent + "/a")).hasSize(largest.length);
    assertThatThrownBy(
            () -> owner.tree().writes().submit(parent + "/a", new byte[largest.length + 1]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aCorruptCheckpointIsNeverTakenForNone() throws Exception {
    TestJob.Owner owner = job.owner(job.assign("container_1", 1));
    String path = TestJob.paths().checkpoint("Partition 0");
    byte[] garbage = "garbage".getBytes(StandardCharsets.UTF_8);
    job.tree().client().create().creatingParentsIfNeeded().forPath(path, garbage);
    assertThatThrownBy(() -> manager(owner, 1, TASK))
        .isInstanceOf(UnreadableZnodeException.class)
        .hasMessageContaining(path);
    assertThat(job.tree().client().getData().forPath(path)).isEqualTo(garbage);
  }

  @Test
  void misuseIsNamed() throws Exception {
    TestJob.Owner owner = job.owner(job.assign("container_1", 1));
    assertThatThrownBy(() -> manager(owner, 1).writeCheckpoint(TASK, at(1)))
        .isInstanceOf(SamzaException.class)
        .hasMessageContaining("Partition 0");
    assertThatThrownBy(
            () ->
                new ZkCheckpointManagerFactory()
                    .getCheckpointManager(new MapConfig(), new MetricsRegistryMap()))
        .hasMessageContaining("task.checkpoint.factory");
  }

  private static ZkCheckpointManager manager(
      TestJob.Owner owner, int readVersion, TaskName... tasks) {
    ZkCheckpointManager manager =
        new ZkCheckpointManager(owner.tree(), List.of((short) readVersion), false);
    List.of(tasks).forEach(manager::register);
    manager.start();
    return manager;
  }

  private static Checkpoint at(int offset) {
    return new CheckpointV1(
        Map.of(
            new SystemStreamPartition("kafka", "my.topic", new Partition(0)),
            Integer.toString(offset)));
  }
}
