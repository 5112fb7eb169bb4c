package io.samzakeeper.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.samzakeeper.job.CheckpointRecord;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.samza.CheckpointCodec;
import io.samzakeeper.tree.GroupCommit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.samza.Partition;
import org.apache.samza.checkpoint.CheckpointId;
import org.apache.samza.checkpoint.CheckpointV1;
import org.apache.samza.checkpoint.CheckpointV2;
import org.apache.samza.checkpoint.kafka.KafkaChangelogSSPOffset;
import org.apache.samza.checkpoint.kafka.KafkaStateCheckpointMarker;
import org.apache.samza.config.Config;
import org.apache.samza.config.MapConfig;
import org.apache.samza.container.TaskName;
import org.apache.samza.job.model.ContainerModel;
import org.apache.samza.job.model.JobModel;
import org.apache.samza.job.model.TaskModel;
import org.apache.samza.system.SystemStreamPartition;
import org.junit.jupiter.api.Test;

class CheckpointSizesTest {
  private static final String LONGEST = Long.toString(Long.MAX_VALUE);
  private static final TaskName TASK = new TaskName("Partition 0");

  private final Map<String, String> config = new HashMap<>();

  CheckpointSizesTest() {
    config.put("systems.kafka.samza.factory", "org.apache.samza.system.kafka.KafkaSystemFactory");
    config.put("stores.counts.factory", "org.example.Factory");
    config.put("stores.counts.changelog", "kafka.counts-changelog");
  }

  /** Where the check draws the line, and what the codec makes of the largest that it lets pass. */
  @Test
  void whatPassesFitsWhateverTheOffsetsBecome() {
    int most = 1;
    for (int step = 1 << 17; step > 0; step /= 2) {
      if (passes(most + step)) {
        most += step;
      }
    }
    assertThat(most).isBetween(15_500, 16_000);
    assertThat(passes(most)).isTrue();
    assertThat(passes(most + 1)).isFalse();

    int bytes = Znodes.encode(largest(most)).length;
    assertThat(bytes).isLessThanOrEqualTo(GroupCommit.MAX_VALUE_BYTES);
    // Not so careful either that it refuses what would fit easily.
    assertThat(bytes).isGreaterThan(GroupCommit.MAX_VALUE_BYTES * 99 / 100);
  }

  @Test
  void theErrorNamesTaskPartitionsSizesAndWhatToDo() {
    assertThatThrownBy(() -> CheckpointSizes.check(model(100_000)))
        .isInstanceOf(PlanningException.class)
        .hasMessageContaining("job.systemstreampartition.grouper.factory=org.apache.samza")
        .hasMessageContaining("gives Partition 0 100000 partitions")
        .hasMessageContaining(GroupCommit.MAX_VALUE_BYTES + " fit into a znode")
        .hasMessageContaining("GroupBySystemStreamPartitionFactory");
  }

  @Test
  void offsetsOfOtherSystemsMayBeLonger() {
    int kafka = CheckpointSizes.bytes(new MapConfig(config), task(1000));
    config.put("systems.kafka.samza.factory", "org.example.OtherSystemFactory");
    assertThat(CheckpointSizes.bytes(new MapConfig(config), task(1000)))
        .isGreaterThan(kafka + 2 * 1000 * 40);
  }

  private boolean passes(int partitions) {
    try {
      CheckpointSizes.check(model(partitions));
      return true;
    } catch (PlanningException e) {
      return false;
    }
  }

  private JobModel model(int partitions) {
    Config all = new MapConfig(config);
    return new JobModel(all, Map.of("0", new ContainerModel("0", Map.of(TASK, task(partitions)))));
  }

  private static TaskModel task(int partitions) {
    return new TaskModel(TASK, inputs(partitions), new Partition(0));
  }

  private static Set<SystemStreamPartition> inputs(int partitions) {
    Set<SystemStreamPartition> inputs = new HashSet<>();
    for (int partition = 0; partition < partitions; partition++) {
      inputs.add(new SystemStreamPartition("kafka", "orders", new Partition(partition)));
    }
    return inputs;
  }

  /** As Samza would write it, in both versions, with a store. */
  private static CheckpointRecord largest(int partitions) {
    CheckpointId id = CheckpointId.create();
    SystemStreamPartition changelog =
        new SystemStreamPartition("kafka", "counts-changelog", new Partition(0));
    Map<SystemStreamPartition, String> offsets = new HashMap<>();
    inputs(partitions).forEach(input -> offsets.put(input, LONGEST));
    Map<SystemStreamPartition, String> withChangelog = new HashMap<>(offsets);
    withChangelog.put(changelog, new KafkaChangelogSSPOffset(id, LONGEST).toString());
    String marker =
        KafkaStateCheckpointMarker.serialize(new KafkaStateCheckpointMarker(changelog, LONGEST));
    CheckpointV2 second =
        new CheckpointV2(
            id,
            offsets,
            Map.of(
                KafkaStateCheckpointMarker.KAFKA_STATE_BACKEND_FACTORY_NAME,
                Map.of("counts", marker)));
    SortedMap<Integer, CheckpointRecord.Snapshot> versions = new TreeMap<>();
    versions.putAll(CheckpointCodec.imported(TASK, new CheckpointV1(withChangelog), 0).versions());
    versions.putAll(CheckpointCodec.imported(TASK, second, 0).versions());
    return new CheckpointRecord(
        TASK.getTaskName(),
        "container_e17_1410901177871_0001_01_000005",
        Long.MAX_VALUE,
        System.currentTimeMillis(),
        versions);
  }
}
