package io.samzakeeper.worker;

import io.samzakeeper.e2e.LargeJobGrid;
import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.JobId;
import io.samzakeeper.job.WorkerRegistration;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.ZooKeeperConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.client.FourLetterWordMain;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What ZooKeeper hears of a job that has nothing to do: as many sessions as it has workers, each
 * registered and following its orders as {@link Worker} does. {@code mvn verify -Pfigures
 * -Dkeeper.figures.sessions=1000}; see docs/testing.md. It prints and asserts nothing of that.
 */
@Tag("figures")
class IdleWorkersFiguresIT {
  private static final int SESSIONS = Integer.getInteger("keeper.figures.sessions", 1_000);
  private static final Duration SESSION = Duration.ofSeconds(6);
  private static final Duration QUIET = Duration.ofSeconds(10);
  private static final Duration PERIOD = Duration.ofSeconds(60);
  private static final Pattern RECEIVED = Pattern.compile("Received: (\\d+)");

  @Test
  void packetsOfWorkersThatAreIdle() throws Exception {
    List<AutoCloseable> open = new ArrayList<>();
    try (LargeJobGrid grid = new LargeJobGrid()) {
      JobPaths paths = JobPaths.of("/samza-keeper", new JobId("idle-" + UUID.randomUUID(), "1"));
      for (int i = 0; i < SESSIONS; i++) {
        CuratorFramework client = ZooKeeperConnection.forService(grid.zooKeeper(), SESSION);
        open.add(client);
        open.add(worker(new JobTree(client, paths), i));
      }
      TimeUnit.MILLISECONDS.sleep(QUIET.toMillis());
      long before = received(grid.zooKeeper());
      TimeUnit.MILLISECONDS.sleep(PERIOD.toMillis());
      double perSecond = (double) (received(grid.zooKeeper()) - before) / PERIOD.toSeconds();
      System.out.printf(
          "%d idle workers, sessions of %d ms: %.0f packets a second, %.2f of each worker%n",
          SESSIONS, SESSION.toMillis(), perSecond, perSecond / SESSIONS);
      System.out.printf(
          "  heartbeats alone, one each third of a session: %.2f of each worker%n",
          3_000.0 / SESSION.toMillis());
    } finally {
      for (int i = open.size() - 1; i >= 0; i--) {
        open.get(i).close();
      }
    }
  }

  private static OrdersWatch worker(JobTree tree, int number) throws Exception {
    String processor = Integer.toString(number);
    String container = "container_1_0001_01_" + number;
    put(
        tree,
        tree.paths().assignment(processor),
        new Assignment(processor, container, "node", 1, 1));
    put(
        tree,
        tree.paths().container(container),
        new ContainerRecord(
            container,
            ContainerRecord.Role.WORKER,
            processor,
            "node:1",
            "node:2",
            "",
            1024,
            1,
            ContainerRecord.Phase.RUNNING,
            0,
            "",
            ContainerRecord.ANY_PLAN,
            false));
    new Registration(
            tree.client(),
            tree.paths().worker(container),
            new WorkerRegistration(
                container,
                processor,
                "node",
                number,
                WorkerRegistration.State.RUNNING,
                0,
                1,
                0,
                "",
                "",
                ""))
        .enter(WorkerRegistration.State.RUNNING, "");
    OrdersWatch watch =
        new OrdersWatch(
            tree,
            processor,
            container,
            orders -> {},
            e -> {
              throw e;
            });
    watch.read();
    watch.start();
    return watch;
  }

  private static void put(JobTree tree, String path, Record value) throws Exception {
    tree.client().create().creatingParentsIfNeeded().forPath(path, Znodes.encode(value));
  }

  /** By all servers since they started. */
  private static long received(String servers) throws Exception {
    long sum = 0;
    for (String server : servers.split(",", -1)) {
      int colon = server.lastIndexOf(':');
      String said =
          FourLetterWordMain.send4LetterWord(
              server.substring(0, colon), Integer.parseInt(server.substring(colon + 1)), "srvr");
      Matcher matcher = RECEIVED.matcher(said);
      if (!matcher.find()) {
        throw new IllegalStateException(server + " says: " + said);
      }
      sum += Long.parseLong(matcher.group(1));
    }
    return sum;
  }
}
