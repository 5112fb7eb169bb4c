package io.samzakeeper.client;

import io.samzakeeper.client.ContainerLogs.Copied;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * One log file that grows: hands on what was not handed on before, also where the file was rolled
 * meanwhile. For one thread.
 */
final class LogFollow {
  private static final long FIRST_LOOK = 64 * 1024;

  private final ContainerLogs logs;
  private final String file;
  private long position;

  /**
   * @param position offset of the first byte that is wanted
   */
  LogFollow(ContainerLogs logs, String file, long position) {
    this.logs = logs;
    this.file = file;
    this.position = position;
  }

  /** Where the next byte is that was not handed on yet. */
  long position() {
    return position;
  }

  /**
   * Hands on what is new.
   *
   * @return false where there is no such file any more
   */
  boolean copyNew(OutputStream out) throws IOException {
    for (long look = FIRST_LOOK; ; ) {
      ByteArrayOutputStream end = new ByteArrayOutputStream();
      Optional<Copied> copied = logs.copyEnd(file, look, end);
      if (copied.isEmpty()) {
        return false;
      }
      long length = copied.get().length();
      if (length < position) {
        rolled(out);
      }
      if (copied.get().from() <= position) {
        int skip = (int) (position - copied.get().from());
        out.write(end.toByteArray(), skip, end.size() - skip);
        position = length;
        return true;
      }
      // More has come than we looked at; and more will, until we look again.
      look = length - position + FIRST_LOOK;
    }
  }

  /** What came before was renamed, as log4j2 does: its end may be new to us. */
  private void rolled(OutputStream out) throws IOException {
    ByteArrayOutputStream end = new ByteArrayOutputStream();
    Optional<Copied> before = logs.copyEnd(file + ".1", Long.MAX_VALUE, end);
    if (before.filter(copied -> copied.length() >= position).isPresent()) {
      int skip = (int) position;
      out.write(end.toByteArray(), skip, end.size() - skip);
    }
    position = 0;
  }
}
