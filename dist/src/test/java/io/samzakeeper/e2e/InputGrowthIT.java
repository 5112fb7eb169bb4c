package io.samzakeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Row 38: an input topic gets partitions while the job runs. */
@ExtendWith(ClusterExtension.class)
class InputGrowthIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Cluster cluster;

  InputGrowthIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void onlyTheContainerThatGainsATaskRestartsAndTheNewPartitionIsProcessed() throws Exception {
    try (EchoJob echo =
        EchoJob.start(
            cluster,
            "grows",
            4,
            2,
            config ->
                config
                    .with("systems.kafka.samza.offset.default", "oldest")
                    .with("keeper.rollout.watch.ms", "1000")
                    .with("yarn.am.container.memory.mb", "1024") // room for a planner
                    .with("job.coordinator.monitor-partition-change.frequency.ms", "1000"))) {
      Job job = echo.job();
      SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
      long other = job.registrations().get(before.get("1").containerId()).version();

      cluster.topics().grow(echo.input(), 5);

      await("the new partition has its task")
          .atMost(PATIENCE)
          .until(() -> job.assignments().get("0").value().planGeneration() > 1);
      assertThat(job.awaitAllRunning()).as("all in the same processes").isEqualTo(before);
      assertThat(job.registrations().get(before.get("1").containerId()).version())
          .as("who gains nothing has not restarted")
          .isEqualTo(other);
      echo.checkInvariants(before, java.util.Set.of());
    }
  }
}
