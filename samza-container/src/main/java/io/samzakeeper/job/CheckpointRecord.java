package io.samzakeeper.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.SortedMap;

/**
 * How far a task has come. One znode holds every kind of checkpoint that Samza writes for a task,
 * the last of each. Any topic, partition or key bucket comes back as it went in.
 *
 * @param task its name, for people: the znode's name is encoded
 * @param containerId who wrote it
 * @param epoch of the leader that had assigned the task
 * @param writtenMillis when, epoch milliseconds
 * @param versions by Samza's checkpoint version, 1 or 2
 */
public record CheckpointRecord(
    String task,
    String containerId,
    long epoch,
    long writtenMillis,
    SortedMap<Integer, Snapshot> versions) {

  /**
   * One checkpoint.
   *
   * @param id Samza's checkpoint id; empty in version 1, which has none
   * @param inputs in a fixed order
   * @param state state backend to store to its marker; empty in version 1
   */
  public record Snapshot(
      String id, List<Input> inputs, SortedMap<String, SortedMap<String, String>> state) {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Snapshot of(CheckpointForm form) {
      return form.toSnapshot();
    }

    @JsonValue
    CheckpointForm form() {
      return CheckpointForm.of(this);
    }
  }

  /**
   * A partition of an input, or of a changelog.
   *
   * @param keyBucket which share of the partition; -1 where it is not shared out
   * @param offset the last that is processed, as its system writes it; may be null
   */
  public record Input(String system, String stream, int partition, int keyBucket, String offset) {}
}
