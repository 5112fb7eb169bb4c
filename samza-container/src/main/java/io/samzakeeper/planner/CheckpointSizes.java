package io.samzakeeper.planner;

import io.samzakeeper.job.CheckpointRecord;
import io.samzakeeper.job.CheckpointRecord.Input;
import io.samzakeeper.job.CheckpointRecord.Snapshot;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.GroupCommit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.samza.config.Config;
import org.apache.samza.config.JobConfig;
import org.apache.samza.config.StorageConfig;
import org.apache.samza.config.SystemConfig;
import org.apache.samza.job.model.JobModel;
import org.apache.samza.job.model.TaskModel;
import org.apache.samza.system.SystemStream;
import org.apache.samza.system.SystemStreamPartition;

/**
 * Whether the checkpoints of a job will fit: a task's lies in one znode, however far the task gets.
 * Measured with the largest that the task can have, as the worker would encode it.
 */
final class CheckpointSizes {
  private static final String GROUPER = JobConfig.SSP_GROUPER_FACTORY;

  /** Kafka's are signed 64-bit numbers. */
  private static final int KAFKA_OFFSET = Long.toString(Long.MAX_VALUE).length();

  /** For what other systems have been seen to use, with room. */
  private static final int OTHER_OFFSET = 64;

  /** A time in milliseconds and the last digits of one in nanoseconds. */
  private static final int CHECKPOINT_ID = 40;

  /** Kafka's name a changelog's partition and an offset, those of blob stores the id of a blob. */
  private static final int MARKER = 512;

  private static final int CONTAINER_ID = 64;

  private final Config config;
  private final StorageConfig storage;

  private CheckpointSizes(Config config) {
    this.config = config;
    this.storage = new StorageConfig(config);
  }

  /**
   * @throws PlanningException for the task with the largest checkpoint, when it does not fit
   */
  static void check(JobModel model) {
    CheckpointSizes sizes = new CheckpointSizes(model.getConfig());
    model.getContainers().values().stream()
        .flatMap(container -> container.getTasks().values().stream())
        .max(Comparator.comparingInt(sizes::bytes))
        .ifPresent(sizes::check);
  }

  /** Of the largest checkpoint that a task can have. */
  static int bytes(Config config, TaskModel task) {
    return new CheckpointSizes(config).bytes(task);
  }

  private void check(TaskModel task) {
    int bytes = bytes(task);
    if (bytes > GroupCommit.MAX_VALUE_BYTES) {
      throw PlanningException.badInput(
          GROUPER,
          new JobConfig(config).getSystemStreamPartitionGrouperFactory(),
          "it gives "
              + task.getTaskName()
              + " "
              + task.getSystemStreamPartitions().size()
              + " partitions, whose checkpoint may grow to "
              + bytes
              + " bytes; "
              + GroupCommit.MAX_VALUE_BYTES
              + " fit into a znode",
          "a grouper that gives each task fewer partitions, such as"
              + " org.apache.samza.container.grouper.stream.GroupBySystemStreamPartitionFactory,"
              + " with fewer in task.broadcast.inputs",
          null);
    }
  }

  private int bytes(TaskModel task) {
    List<Input> inputs = inputs(task);
    // What Samza no longer writes stays in the znode, so both are there whatever it writes.
    SortedMap<Integer, Snapshot> versions = new TreeMap<>();
    versions.put(1, new Snapshot("", withChangelogs(inputs, task), new TreeMap<>()));
    versions.put(2, new Snapshot(text(CHECKPOINT_ID), inputs, state()));
    return Znodes.encode(
            new CheckpointRecord(
                task.getTaskName().getTaskName(),
                text(CONTAINER_ID),
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                versions))
        .length;
  }

  private List<Input> inputs(TaskModel task) {
    return task.getSystemStreamPartitions().stream()
        .map(partition -> input(partition, text(offsetLength(partition.getSystem()))))
        .toList();
  }

  /** In version 1 the changelogs' positions are among the inputs, each with a checkpoint's id. */
  private List<Input> withChangelogs(List<Input> inputs, TaskModel task) {
    List<Input> all = new ArrayList<>(inputs);
    for (SystemStream changelog : storage.getStoreChangelogs().values()) {
      all.add(
          input(
              new SystemStreamPartition(changelog, task.getChangelogPartition()),
              text(CHECKPOINT_ID + 1 + offsetLength(changelog.getSystem()))));
    }
    return all;
  }

  private SortedMap<String, SortedMap<String, String>> state() {
    SortedMap<String, SortedMap<String, String>> state = new TreeMap<>();
    for (String backend : storage.getBackupFactories()) {
      SortedMap<String, String> markers = new TreeMap<>();
      storage
          .getStoresWithBackupFactory(backend)
          .forEach(store -> markers.put(store, text(MARKER)));
      state.put(backend, markers);
    }
    return state;
  }

  private int offsetLength(String system) {
    return new SystemConfig(config)
            .getSystemFactory(system)
            .filter(factory -> factory.endsWith(".KafkaSystemFactory"))
            .isPresent()
        ? KAFKA_OFFSET
        : OTHER_OFFSET;
  }

  private static Input input(SystemStreamPartition partition, String offset) {
    return new Input(
        partition.getSystem(),
        partition.getStream(),
        partition.getPartition().getPartitionId(),
        partition.getKeyBucket(),
        offset);
  }

  private static String text(int length) {
    return "9".repeat(length);
  }
}
