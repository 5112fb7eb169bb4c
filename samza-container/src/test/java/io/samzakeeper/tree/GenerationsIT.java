package io.samzakeeper.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.tree.MortalZooKeeper.Lifetime;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.curator.test.TestingServer;
import org.apache.curator.utils.ZookeeperFactory;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whenever its writer dies, what is current is one whole generation: the last or the next. Each
 * seed is another series of values, of one chunk to several, and each value is given to as many
 * writers as it takes: the first dies before its first write, the second before its second, and so
 * on, until one lives.
 */
@Timeout(300)
class GenerationsIT {
  private static final int SEEDS = Integer.getInteger("keeper.seeds", 2);

  /** More than are kept. */
  private static final int VALUES = Generations.KEPT + 3;

  private static final int LARGEST_BYTES = 1_600_000;

  private TestingServer server;
  private CuratorFramework client;

  @BeforeEach
  void start() throws Exception {
    server = new TestingServer();
    client = client(new Lifetime(Integer.MAX_VALUE));
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    server.close();
  }

  @Test
  void whereverAWriterDiesAWholeGenerationIsCurrent() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      run(seed);
    }
  }

  @Test
  void anAnswerThatIsLostIsNoOtherWriter() {
    int unused = new Generations(client, "/job/config").pointerVersion(); // makes it
    byte[] value = value(new Random(1));
    try (CuratorFramework writer = client(ForgetfulZooKeeper::new)) {
      Generations generations = new Generations(writer, "/job/config");
      long generation = generations.write(value);
      assertThat(generations.read(generation)).isEqualTo(value);
    }
  }

  /** Makes each znode, and says the first time that the connection was lost meanwhile. */
  @SuppressWarnings("try") // of ZooKeeper's own close
  private static final class ForgetfulZooKeeper extends ZooKeeper {
    private final Set<String> made = new HashSet<>();

    ForgetfulZooKeeper(String connect, int sessionMillis, Watcher watcher, boolean canBeReadOnly)
        throws IOException {
      super(connect, sessionMillis, watcher, canBeReadOnly);
    }

    /** Which Curator calls. */
    @Override
    public String create(
        String path, byte[] data, List<ACL> acl, CreateMode mode, Stat stat, long ttlMillis)
        throws KeeperException, InterruptedException {
      String created = super.create(path, data, acl, mode, stat, ttlMillis);
      if (made.add(path)) {
        throw new KeeperException.ConnectionLossException();
      }
      return created;
    }
  }

  private void run(long seed) {
    Random random = new Random(seed);
    String path = "/job-" + seed + "/config";
    Generations seen = new Generations(client, path);
    SortedMap<Long, byte[]> given = new TreeMap<>();
    Set<Long> wereCurrent = new TreeSet<>();
    for (int i = 0; i < VALUES; i++) {
      byte[] value = value(random);
      long before = current(seen);
      boolean lives = false;
      for (int writes = 0; !lives; writes++) {
        lives = write(path, value, new Lifetime(writes));
        seen.numbers().forEach(number -> given.putIfAbsent(number, value));
        checkWhole(seed, seen, before, given);
        wereCurrent.add(current(seen));
        assertThat(wereCurrent).as("seed %d", seed).containsAll(seen.wholeNumbers());
      }
      assertThat(seen.read(current(seen))).as("seed %d", seed).isEqualTo(value);
      assertThat(seen.numbers()).as("seed %d", seed).hasSizeLessThanOrEqualTo(Generations.KEPT);
    }
  }

  /** Returns whether the writer has lived to the end of it. */
  private boolean write(String path, byte[] value, Lifetime lifetime) {
    try (CuratorFramework writer = client(lifetime)) {
      Generations generations = new Generations(writer, path);
      int pointer = generations.pointerVersion();
      long generation = generations.write(value);
      writer.transaction().forOperations(generations.switchTo(generation, pointer));
      generations.prune();
    } catch (Exception e) {
      assertThat(lifetime.isOver()).as("died of something else: %s", e).isTrue();
    }
    return !lifetime.isOver();
  }

  private static void checkWhole(
      long seed, Generations seen, long before, SortedMap<Long, byte[]> given) {
    long current = current(seen);
    assertThat(current).as("seed %d", seed).isGreaterThanOrEqualTo(before);
    if (current > 0) {
      assertThat(seen.wholeNumbers()).as("seed %d", seed).contains(current);
    }
    for (long number : seen.wholeNumbers()) {
      assertThat(seen.read(number))
          .as("seed %d, generation %d", seed, number)
          .isEqualTo(given.get(number));
    }
  }

  private static long current(Generations generations) {
    return generations.current().map(now -> now.value().generation()).orElse(0L);
  }

  /** One that cannot be compressed, mostly small. */
  private static byte[] value(Random random) {
    byte[] value =
        new byte[random.nextInt(random.nextInt(3) == 0 ? LARGEST_BYTES : LARGEST_BYTES / 1_000)];
    random.nextBytes(value);
    return value;
  }

  private CuratorFramework client(Lifetime lifetime) {
    return client(lifetime.clients());
  }

  private CuratorFramework client(ZookeeperFactory zooKeepers) {
    CuratorFramework made =
        CuratorFrameworkFactory.builder()
            .connectString(server.getConnectString())
            .retryPolicy(new RetryOneTime(100))
            .zookeeperFactory(zooKeepers)
            .build();
    made.start();
    return made;
  }
}
