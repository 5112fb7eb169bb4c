package io.samzakeeper.am;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.am.supervisor.Event;
import io.samzakeeper.am.supervisor.TestPlans;
import io.samzakeeper.job.ConfigGeneration;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.JobId;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.ZooKeeperConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a leader hears of configs, from a real ZooKeeper server. */
class ConfigWatchIT {
  private TestingServer server;
  private CuratorFramework client;
  private JobTree tree;
  private ConfigWatch watch;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final List<Integer> usable = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    server = new TestingServer();
    client = ZooKeeperConnection.forService(server.getConnectString(), Duration.ofSeconds(20));
    tree = new JobTree(client, JobPaths.of("/samza-keeper", new JobId("orders", "1")));
    long plan = tree.plan().write(g -> Znodes.encode(TestPlans.of(g, java.util.List.of("0"))));
    client.transaction().forOperations(tree.plan().switchTo(plan, tree.plan().pointerVersion()));
    current(generation(config(1)));
    watch =
        new ConfigWatch(
            tree,
            config(1),
            config -> LeaderSettings.of(config, config.standbyCount()),
            (config, planned) -> usable.add(config.standbyCount()),
            events::add);
    watch.start();
  }

  @AfterEach
  void stop() throws Exception {
    watch.close();
    client.close();
    server.close();
  }

  @Test
  void theOneThatTheLeaderBeganWithAndEachThatFollows() throws Exception {
    assertThat(changed()).satisfies(first -> assertThat(first.generation()).isEqualTo(1));
    current(generation(config(3)));

    Event.ConfigChanged second = changed();
    assertThat(second.generation()).isEqualTo(2);
    assertThat(second.settings().standbys()).isEqualTo(3);
    assertThat(second.changes()).containsExactly("keeper.am.standby.count: 1 -> 3");
    assertThat(usable).containsExactly(1, 3);
  }

  /** The fault table's row 36. */
  @Test
  void oneThatCannotBeUsedIsRefusedAndTheNextIsComparedWithTheLastThatCould() throws Exception {
    changed();
    current(generation(config(1).with("keeper.am.standby.count", "many")));
    assertThat(refused().problem()).contains("keeper.am.standby.count=many");

    current(generation(config(2)));
    assertThat(changed().changes()).containsExactly("keeper.am.standby.count: 1 -> 2");
    assertThat(usable).containsExactly(1, 2);
  }

  @Test
  void oneThatIsDamagedIsRefused() throws Exception {
    changed();
    long number = generation(config(5));
    client.setData().forPath(tree.paths().config() + "/" + number + "/0", new byte[] {1});
    current(number);

    assertThat(refused().problem()).contains("checksum");
    assertThat(usable).containsExactly(1);
  }

  private Event.ConfigChanged changed() throws InterruptedException {
    return (Event.ConfigChanged) events.poll(20, TimeUnit.SECONDS);
  }

  private Event.ConfigRefused refused() throws InterruptedException {
    return (Event.ConfigRefused) events.poll(20, TimeUnit.SECONDS);
  }

  private static JobConfig config(int standbys) {
    return new JobConfig(
        new TreeMap<>(
            java.util.Map.of(
                "job.name", "orders",
                "keeper.zk.connect", "localhost:1",
                "keeper.am.standby.count", Integer.toString(standbys))));
  }

  private long generation(JobConfig config) {
    return tree.config()
        .write(Znodes.encode(new ConfigGeneration(config.values(), "me", "test", 1)));
  }

  private void current(long generation) throws Exception {
    int pointer = tree.config().pointerVersion();
    client.transaction().forOperations(tree.config().switchTo(generation, pointer));
  }
}
