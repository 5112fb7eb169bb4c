package io.samzakeeper.client;

import io.samzakeeper.job.CheckpointRecord;
import io.samzakeeper.job.CheckpointRecord.Input;
import java.util.List;

/** An input of a task as commands write it: {@code system.stream/partition[/key bucket]}. */
final class CheckpointInput {
  private CheckpointInput() {}

  /** Those of a task, in the version that Samza reads unless it is told otherwise. */
  static List<Input> all(CheckpointRecord checkpoint) {
    return checkpoint.versions().get(checkpoint.versions().firstKey()).inputs();
  }

  static String name(Input input) {
    return input.system()
        + "."
        + input.stream()
        + "/"
        + input.partition()
        + (input.keyBucket() < 0 ? "" : "/" + input.keyBucket());
  }
}
