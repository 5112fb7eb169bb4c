package io.samzakeeper.samza;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.CheckpointRecord;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeException;
import io.samzakeeper.tree.Versioned;
import io.samzakeeper.tree.ZooKeeperConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.test.InstanceSpec;
import org.apache.curator.test.TestingCluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Three servers, one owner of the checkpoints after the other, and those that were do not know it;
 * connections are cut, clients paused. What all of them asked and were told has to be a history of
 * one register for each task, in which nothing of an owner appears once it is over.
 */
@Timeout(60)
class CheckpointHistoryIT {
  private static final int KINDS_OF_DISTURBANCE = 6;
  private static final int ROUNDS = 2;
  private static final int VIOLATIONS_SHOWN = 10;
  private static final int TICK_MILLIS = 500;
  private static final Duration SESSION = Duration.ofSeconds(2);
  private static final List<String> TASKS = List.of("Partition 0", "Partition 1", "Partition 2");

  private final CheckpointHistory history = new CheckpointHistory();
  private final List<CheckpointOwner> owners = new ArrayList<>();
  private TestingCluster cluster;
  private CuratorFramework client;
  private JobTree tree;

  @BeforeEach
  void start() throws Exception {
    cluster = new TestingCluster(server(), server(), server());
    cluster.start();
    client = ZooKeeperConnection.forService(cluster.getConnectString(), Duration.ofSeconds(4));
    tree = new JobTree(client, TestJob.paths());
    tree.ensure(TestJob.paths().checkpoints());
  }

  private static InstanceSpec server() {
    return new InstanceSpec(null, -1, -1, -1, true, -1, TICK_MILLIS, -1);
  }

  @AfterEach
  void stop() throws Exception {
    for (CheckpointOwner owner : owners) {
      owner.end();
    }
    client.close();
    cluster.close();
  }

  @Test
  void checkpointsAreRegistersWhateverBecomesOfTheirOwners() throws Exception {
    long seed = Long.getLong("keeper.seed", System.nanoTime());
    try {
      Random random = new Random(seed);
      Thread reader = new Thread(this::readAlways, "reader");
      reader.start();
      next();
      for (int round = 0; round < ROUNDS; round++) {
        List<Integer> kinds =
            new ArrayList<>(IntStream.range(0, KINDS_OF_DISTURBANCE).boxed().toList());
        Collections.shuffle(kinds, random);
        for (int kind : kinds) {
          disturb(kind, random);
        }
      }
      reader.interrupt();
      reader.join();
      assign(CheckpointOwner.container(owners.size() + 1));
      for (String task : TASKS) {
        read(task, OptionalInt.of(owners.size()));
      }
      untilOver(current());
      assertThat(history.violations().stream().limit(VIOLATIONS_SHOWN)).isEmpty();
      assertThat(owners).allSatisfy(owner -> assertThat(owner.fenced()).isLessThanOrEqualTo(1));
      assertThat(history.size()).isGreaterThan(1000);
    } catch (Exception | AssertionError e) {
      List<String> violations = history.violations();
      throw new AssertionError(
          "-Dkeeper.seed="
              + seed
              + "; "
              + violations.size()
              + " violations, first of all "
              + violations.stream().limit(VIOLATIONS_SHOWN).toList(),
          e);
    }
  }

  private void disturb(int kind, Random random) throws Exception {
    CheckpointOwner owner = current();
    switch (kind) {
      case 0 -> { // given away while it lives
        next();
        untilOver(owner);
      }
      case 1 -> {
        owner.proxy().cut();
        untilItGoesOn(owner);
      }
      case 2 -> { // stopped for less than its session
        owner.proxy().hold();
        Thread.sleep(random.nextInt((int) SESSION.toMillis() / 3));
        owner.proxy().letGo();
        untilItGoesOn(owner);
      }
      case 3 -> { // stopped until its registration is gone, and nobody has it yet when it goes on
        owner.proxy().hold();
        String registration = TestJob.paths().worker(CheckpointOwner.container(owner.number()));
        client.delete().quietly().forPath(registration); // as the end of the session does
        for (String task : TASKS) {
          read(task, OptionalInt.of(owner.number()));
        }
        owner.proxy().letGo();
        untilOver(owner);
        next();
      }
      case 4 -> { // stopped, given away, and then it goes on
        owner.proxy().hold();
        next();
        owner.proxy().letGo();
        untilOver(owner);
      }
      case 5 -> { // what it sends may or may not arrive before it is given away
        owner.proxy().cut();
        next();
        untilOver(owner);
      }
      default -> throw new AssertionError();
    }
  }

  private CheckpointOwner current() {
    return owners.get(owners.size() - 1);
  }

  private void next() throws Exception {
    int number = owners.size() + 1;
    Versioned<Assignment> assignment = assign(CheckpointOwner.container(number));
    List<InetSocketAddress> servers =
        cluster.getInstances().stream()
            .map(
                server -> new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort()))
            .toList();
    owners.add(new CheckpointOwner(number, assignment, TASKS, servers, SESSION, history));
    untilItGoesOn(current());
  }

  private Versioned<Assignment> assign(String containerId) throws Exception {
    byte[] assignment = Znodes.encode(new Assignment("0", containerId, "host", 1, 1));
    String path = TestJob.paths().assignment("0");
    client.create().orSetData().creatingParentsIfNeeded().forPath(path, assignment);
    return tree.assignment("0").orElseThrow();
  }

  /** Its session may end while it is disturbed on a machine that is busy. */
  private static void untilItGoesOn(CheckpointOwner owner) {
    long before = owner.acknowledged();
    until(() -> owner.acknowledged() > before + 2L * TASKS.size() || owner.isOver());
  }

  /** Where it is not told to stop, the history shows what came of it. */
  private static void untilOver(CheckpointOwner owner) {
    long before = owner.acknowledged();
    until(() -> owner.isOver() || owner.acknowledged() > before + 1000);
  }

  private static void until(Callable<Boolean> condition) {
    await().pollInterval(Duration.ofMillis(10)).atMost(Duration.ofSeconds(40)).until(condition);
  }

  private void readAlways() {
    while (!Thread.currentThread().isInterrupted()) {
      for (String task : TASKS) {
        try {
          read(task, OptionalInt.empty());
        } catch (RuntimeException e) {
          return; // interrupted: the test is over
        }
      }
    }
  }

  /**
   * What is read after it by the same session has every write that was acknowledged before. A sync
   * would not do: the ensemble's leader answers one at once, and may have yet to apply what a
   * follower has acknowledged already.
   */
  private void writeSomething() {
    try {
      client.setData().forPath(TestJob.paths().checkpoints(), new byte[0]);
    } catch (Exception e) {
      throw TreeException.of("write", e);
    }
  }

  private void read(String task, OptionalInt over) {
    CheckpointHistory.Read read = history.readBegins(task);
    writeSomething();
    long value =
        tree.read(TestJob.paths().checkpoint(task), CheckpointRecord.class)
            .map(Versioned::value)
            .map(record -> record.versions().get(1).inputs().get(0).offset())
            .map(Long::parseLong)
            .orElse(0L);
    history.readEnds(read, value, over);
  }
}
