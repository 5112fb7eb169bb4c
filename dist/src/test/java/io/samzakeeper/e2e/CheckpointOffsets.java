package io.samzakeeper.e2e;

import io.samzakeeper.job.CheckpointRecord;
import io.samzakeeper.job.Znodes;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a checkpoint says of inputs: the offset of the last record processed, by stream partition.
 */
final class CheckpointOffsets {
  private CheckpointOffsets() {}

  /**
   * Kafka's offsets of inputs; those of changelogs, which carry a checkpoint's id as well, are left
   * out. Where Samza's two versions of a checkpoint differ, because the one has been written and
   * the other not yet, the smaller is taken.
   *
   * @return {@code <system>/<stream>/<partition>} to offset
   */
  static Map<String, Long> of(String path, byte[] data) {
    Map<String, Long> offsets = new TreeMap<>();
    for (CheckpointRecord.Snapshot snapshot :
        Znodes.decode(path, data, CheckpointRecord.class).versions().values()) {
      for (CheckpointRecord.Input input : snapshot.inputs()) {
        if (input.offset() != null && input.offset().matches("\\d+")) {
          offsets.merge(
              input.system() + "/" + input.stream() + "/" + input.partition(),
              Long.valueOf(input.offset()),
              Math::min);
        }
      }
    }
    return offsets;
  }
}
