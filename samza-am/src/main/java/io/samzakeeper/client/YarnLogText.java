package io.samzakeeper.client;

import io.samzakeeper.client.ContainerLogs.Copied;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What YARN writes when it is asked for the end of a log file: some lines of its own, of which one
 * says how long the file is and one that its bytes follow, then those, then lines of its own again.
 */
final class YarnLogText {
  private static final String LENGTH = "LogLength:";
  private static final String CONTENTS = "LogContents:";
  private static final int LONGEST_LINE = 10_000;

  private YarnLogText() {}

  /**
   * Copies the file's bytes.
   *
   * @param bytes that were asked for
   * @return nothing where it is about no file
   */
  static Optional<Copied> copy(InputStream text, long bytes, OutputStream out) throws IOException {
    long length = -1;
    while (true) {
      Optional<String> line = line(text);
      if (line.isEmpty()) {
        return Optional.empty();
      }
      if (line.get().startsWith(LENGTH)) {
        length = Long.parseLong(line.get().substring(LENGTH.length()).trim());
      } else if (line.get().startsWith(CONTENTS) && length >= 0) {
        long from = Math.max(0, length - bytes);
        copyExactly(text, length - from, out);
        return Optional.of(new Copied(from, length));
      }
    }
  }

  private static Optional<String> line(InputStream text) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = text.read();
    if (next < 0) {
      return Optional.empty();
    }
    for (; next >= 0 && next != '\n'; next = text.read()) {
      if (line.size() > LONGEST_LINE) {
        throw new IOException(
            "this is no log as YARN shows them: " + line.toString(StandardCharsets.UTF_8));
      }
      line.write(next);
    }
    return Optional.of(line.toString(StandardCharsets.UTF_8));
  }

  private static void copyExactly(InputStream text, long count, OutputStream out)
      throws IOException {
    byte[] buffer = new byte[8192];
    for (long left = count; left > 0; ) {
      int read = text.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (read < 0) {
        throw new EOFException("the log ends " + left + " bytes before its end");
      }
      out.write(buffer, 0, read);
      left -= read;
    }
  }
}
