package io.samzakeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One job, on stock Samza and here in turns, with its checkpoints in Kafka and in ZooKeeper. */
@Tag("long")
@ExtendWith(ClusterExtension.class)
class MovingFromStockIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int PARTITIONS = 2;

  private final Cluster cluster;

  MovingFromStockIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void aJobMovesHereAndBackAndHereAgainAndLosesNoPlace() {
    JobConfig config = EchoJob.config(cluster, cluster.uniqueName("moving"), PARTITIONS, 1);
    String name = config.get("job.name");
    try (EchoJob echo = EchoJob.attach(cluster, new Job(cluster, config), PARTITIONS)) {
      Job job = echo.job();
      Map<Integer, Long> processed;
      try (StockJob stock = StockJob.submit(cluster, stock(config))) {
        processed = more(echo, Map.of());
        assertThat(echo.echoes().last(0).orElseThrow().containerId())
            .contains(stock.applicationId().substring("application_".length()));
      }

      assertThat(job.run().requireExitCode(0).output()).contains("took over the checkpoints of 2");
      processed = more(echo, processed);
      assertThat(cluster.keeper(0, "checkpoint", name))
          .contains("newest ", ", lag ", "Lag of kafka." + echo.input() + ": ")
          .doesNotContain("not known");
      assertThat(cluster.keeper(4, "checkpoint", name, "export", "--to-kafka")).contains("runs as");
      job.end();
      processed = complete(echo);
      Map<Integer, Long> ours = echo.committed();
      assertThat(cluster.keeper(0, "checkpoint", name, "export", "--to-kafka"))
          .contains("Checkpoints of 2 tasks are written");
      int repeated = echo.echoes().repeatedBefore(ours);
      assertThat(repeated).as("of what stock had not committed").isLessThan(200);

      try (StockJob stock = StockJob.submit(cluster, stock(config))) {
        processed = more(echo, processed);
        assertThat(echo.echoes().last(0).orElseThrow().containerId())
            .contains(stock.applicationId().substring("application_".length()));
        echo.checkNothingLost();
      }
      assertThat(echo.echoes().repeatedBefore(ours))
          .as("stock has begun where ours had ended")
          .isEqualTo(repeated);

      assertThat(cluster.keeper(0, "checkpoint", name, "import", "--from-kafka"))
          .contains("Checkpoints of 2 tasks are in place");
      Map<Integer, Long> stocks = echo.committed();
      assertThat(stocks)
          .allSatisfy((partition, count) -> assertThat(count).isGreaterThan(ours.get(partition)));
      repeated = echo.echoes().repeatedBefore(stocks);
      job.run().requireExitCode(0);
      more(echo, processed);
      echo.checkNothingLost();
      assertThat(echo.echoes().repeatedBefore(stocks))
          .as("ours has begun where stock had ended")
          .isEqualTo(repeated);
    }
  }

  @Test
  void whatCannotBeHadIsSaid() {
    JobConfig config = EchoJob.config(cluster, cluster.uniqueName("no-stock"), PARTITIONS, 1);
    String name = config.get("job.name");
    try (EchoJob echo = EchoJob.attach(cluster, new Job(cluster, config), PARTITIONS)) {
      Job job = echo.job();
      job.run().requireExitCode(0);
      more(echo, Map.of());
      job.end();
      assertThat(cluster.keeper(2, "checkpoint", name, "import", "--from-kafka"))
          .contains(
              "task.checkpoint.system=kafka", "there is no topic __samza_checkpoint_ver_1_for_");
      assertThat(
              cluster.keeper(
                  2,
                  "checkpoint",
                  name,
                  "export",
                  "--to-kafka",
                  "--config",
                  "task.checkpoint.system=other"))
          .contains("other");
      assertThat(echo.committed()).hasSize(PARTITIONS);
    }
  }

  /** Until each partition has gone on for a while; returns how far it is. */
  private static Map<Integer, Long> more(EchoJob echo, Map<Integer, Long> than) {
    Map<Integer, Long> complete = new HashMap<>();
    for (int i = 0; i < PARTITIONS; i++) {
      int partition = i;
      long wanted = than.getOrDefault(partition, 0L) + 60;
      complete.put(
          partition,
          await("partition " + partition + " goes on to " + wanted)
              .atMost(PATIENCE)
              .until(() -> echo.echoes().complete(partition), seen -> seen >= wanted));
    }
    // Longer than task.commit.ms.
    echo.awaitFedFor(Duration.ofSeconds(2));
    return complete;
  }

  /** How far each partition is now. */
  private static Map<Integer, Long> complete(EchoJob echo) {
    Map<Integer, Long> complete = new HashMap<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      complete.put(partition, echo.echoes().complete(partition));
    }
    return complete;
  }

  private static JobConfig stock(JobConfig config) {
    return JobConfig.copyOf(config).without("keeper.zk.connect");
  }
}
