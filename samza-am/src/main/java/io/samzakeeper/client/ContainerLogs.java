package io.samzakeeper.client;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** The log files of one container, wherever they are now. */
interface ContainerLogs {

  /** None where there is nothing of that container, or nothing yet. */
  List<LogFile> files() throws IOException;

  /**
   * Copies the end of a file as it is now.
   *
   * @param bytes how many at most
   * @return nothing where there is no such file
   */
  Optional<Copied> copyEnd(String file, long bytes, OutputStream out) throws IOException;

  /** One file. */
  record LogFile(String name, long bytes) {}

  /**
   * What was copied.
   *
   * @param from offset of its first byte
   * @param length of the file: the offset after its last byte
   */
  record Copied(long from, long length) {}
}
