package io.samzakeeper.am;

import io.samzakeeper.e2e.LargeJobGrid;
import io.samzakeeper.job.JobId;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.ZooKeeperConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a plan of 1,000 containers and 10,000 tasks costs in an ensemble of three servers: to write,
 * to make current, to read; and how long a new leader takes to know a job of that size again.
 * {@code mvn verify -Pfigures}; see docs/testing.md. It prints and asserts nothing of that.
 */
@Tag("figures")
class LargeJobFiguresIT {
  private static final int ROUNDS = 7;

  @Test
  void planAndTakeOver() throws Exception {
    try (LargeJobGrid grid = new LargeJobGrid();
        CuratorFramework client =
            ZooKeeperConnection.forService(grid.zooKeeper(), Duration.ofSeconds(20))) {
      JobTree tree =
          new JobTree(
              client, JobPaths.of("/samza-keeper", new JobId("large-" + UUID.randomUUID(), "1")));
      LargeJob.write(tree);
      List<Long> write = new ArrayList<>();
      List<Long> makeCurrent = new ArrayList<>();
      List<Long> read = new ArrayList<>();
      List<Long> takeOver = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        long begin = System.nanoTime();
        long generation = tree.plan().write(g -> Znodes.encode(LargeJob.plan(g)));
        write.add(System.nanoTime() - begin);
        begin = System.nanoTime();
        client
            .transaction()
            .forOperations(tree.plan().switchTo(generation, tree.plan().pointerVersion()));
        makeCurrent.add(System.nanoTime() - begin);
        begin = System.nanoTime();
        Znodes.decode("plan", tree.plan().read(generation), Plan.class);
        read.add(System.nanoTime() - begin);
        begin = System.nanoTime();
        LargeJob.supervisor(tree);
        takeOver.add(System.nanoTime() - begin);
        tree.plan().prune();
      }
      say("a plan's bytes, before compression", Znodes.encode(LargeJob.plan(1)).length);
      say("largest znode of the tree, bytes", largest(client, tree.paths().plan()));
      sayMillis("plan: write", write);
      sayMillis("plan: make current", makeCurrent);
      sayMillis("plan: read", read);
      sayMillis("new leader: plan, rows, workers, assignments read and understood", takeOver);
    }
  }

  private static int largest(CuratorFramework client, String path) throws Exception {
    int largest = client.getData().forPath(path).length;
    for (String child : client.getChildren().forPath(path)) {
      largest = Math.max(largest, largest(client, path + "/" + child));
    }
    return largest;
  }

  private static void say(String what, long figure) {
    System.out.printf("%-72s %10d%n", what, figure);
  }

  private static void sayMillis(String what, List<Long> nanos) {
    List<Long> sorted = nanos.stream().sorted().toList();
    System.out.printf(
        "%-72s %10d ms (median of %d; %d at most)%n",
        what,
        Duration.ofNanos(sorted.get(sorted.size() / 2)).toMillis(),
        sorted.size(),
        Duration.ofNanos(sorted.get(sorted.size() - 1)).toMillis());
  }
}
