package io.samzakeeper.client;

import io.samzakeeper.job.CheckpointRecord.Input;

/** An input of a task as commands write it: {@code system.stream/partition[/key bucket]}. */
final class CheckpointInput {
  private CheckpointInput() {}

  static String name(Input input) {
    return input.system()
        + "."
        + input.stream()
        + "/"
        + input.partition()
        + (input.keyBucket() < 0 ? "" : "/" + input.keyBucket());
  }
}
