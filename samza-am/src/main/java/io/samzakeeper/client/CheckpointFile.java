package io.samzakeeper.client;

import io.samzakeeper.job.CheckpointRecord;
import io.samzakeeper.job.InvalidConfigException;
import io.samzakeeper.job.Znodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * What {@code keeper checkpoint export} writes and {@code import} reads: one JSON object.
 *
 * @param job whose they were, for people
 * @param atMillis when it was written, epoch milliseconds
 */
record CheckpointFile(String job, long atMillis, List<CheckpointRecord> checkpoints) {

  /**
   * @throws InvalidConfigException when there is a file of that name: it may be the only copy
   */
  void write(Path file) throws IOException {
    if (Files.exists(file)) {
      throw new InvalidConfigException(
          "FILE", file.toString(), "the name of a file that is not there yet");
    }
    Files.write(file, Znodes.encode(this), StandardOpenOption.CREATE_NEW);
  }

  /**
   * @throws InvalidConfigException when there is no such file
   * @throws io.samzakeeper.job.UnreadableZnodeException when it is something else
   */
  static CheckpointFile read(Path file) throws IOException {
    try {
      return Znodes.decode(file.toString(), Files.readAllBytes(file), CheckpointFile.class);
    } catch (NoSuchFileException e) {
      throw new InvalidConfigException(
          "FILE", file.toString(), "a file that keeper checkpoint export wrote", e);
    }
  }
}
