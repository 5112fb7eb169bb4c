package io.samzakeeper.samza;

import io.samzakeeper.job.CheckpointRecord;
import io.samzakeeper.job.CheckpointRecord.Input;
import io.samzakeeper.job.CheckpointRecord.Snapshot;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.samza.Partition;
import org.apache.samza.checkpoint.Checkpoint;
import org.apache.samza.checkpoint.CheckpointId;
import org.apache.samza.checkpoint.CheckpointV1;
import org.apache.samza.checkpoint.CheckpointV2;
import org.apache.samza.container.TaskName;
import org.apache.samza.system.SystemStreamPartition;

/** Between Samza's checkpoints and ours. */
public final class CheckpointCodec {
  private static final Comparator<Input> ORDER =
      Comparator.comparing(Input::system)
          .thenComparing(Input::stream)
          .thenComparingInt(Input::partition)
          .thenComparingInt(Input::keyBucket);

  private CheckpointCodec() {}

  /** The record of a checkpoint that another store held: written by no container, in no epoch. */
  public static CheckpointRecord imported(TaskName task, Checkpoint checkpoint, long nowMillis) {
    SortedMap<Integer, Snapshot> versions = new TreeMap<>();
    versions.put((int) checkpoint.getVersion(), toSnapshot(checkpoint));
    return new CheckpointRecord(task.getTaskName(), "", 0, nowMillis, versions);
  }

  /**
   * @throws IllegalArgumentException when it is of a kind that this version of Samza does not have
   */
  static Snapshot toSnapshot(Checkpoint checkpoint) {
    if (checkpoint instanceof CheckpointV1) {
      return new Snapshot("", inputs(checkpoint), new TreeMap<>());
    }
    if (checkpoint instanceof CheckpointV2 v2) {
      SortedMap<String, SortedMap<String, String>> state = new TreeMap<>();
      v2.getStateCheckpointMarkers()
          .forEach((backend, markers) -> state.put(backend, new TreeMap<>(markers)));
      return new Snapshot(v2.getCheckpointId().serialize(), inputs(checkpoint), state);
    }
    throw new IllegalArgumentException(
        "checkpoints of version "
            + checkpoint.getVersion()
            + " cannot be written; task.checkpoint.write.versions allows 1 and 2");
  }

  /**
   * @throws IllegalArgumentException when the version is neither 1 nor 2
   */
  public static Checkpoint toCheckpoint(int version, Snapshot snapshot) {
    Map<SystemStreamPartition, String> offsets = new HashMap<>();
    for (Input input : snapshot.inputs()) {
      offsets.put(
          new SystemStreamPartition(
              input.system(), input.stream(), new Partition(input.partition()), input.keyBucket()),
          input.offset());
    }
    return switch (version) {
      case CheckpointV1.CHECKPOINT_VERSION -> new CheckpointV1(offsets);
      case CheckpointV2.CHECKPOINT_VERSION -> {
        Map<String, Map<String, String>> state = new HashMap<>();
        snapshot.state().forEach((backend, markers) -> state.put(backend, new HashMap<>(markers)));
        yield new CheckpointV2(CheckpointId.deserialize(snapshot.id()), offsets, state);
      }
      default ->
          throw new IllegalArgumentException(
              "checkpoints of version "
                  + version
                  + " cannot be read; task.checkpoint.read.versions allows 1 and 2");
    };
  }

  private static List<Input> inputs(Checkpoint checkpoint) {
    return checkpoint.getOffsets().entrySet().stream()
        .map(
            entry ->
                new Input(
                    entry.getKey().getSystem(),
                    entry.getKey().getStream(),
                    entry.getKey().getPartition().getPartitionId(),
                    entry.getKey().getKeyBucket(),
                    entry.getValue()))
        .sorted(ORDER)
        .toList();
  }
}
