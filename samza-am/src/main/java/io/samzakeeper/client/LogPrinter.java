package io.samzakeeper.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Prints what several logs say, whole lines of each, with the name of the log before each line
 * where there are several. Each log has an output of its own; they may be on different threads.
 */
final class LogPrinter {
  private final PrintStream out;
  private final boolean named;
  private final int width;

  /**
   * @param named whether lines say whose they are
   * @param width of the longest name
   */
  LogPrinter(PrintStream out, boolean named, int width) {
    this.out = out;
    this.named = named;
    this.width = width;
  }

  OutputStream of(String name) {
    return named ? new Lines(name) : out;
  }

  /** A line of the command's own. */
  void say(String line) {
    synchronized (out) {
      out.println("== " + line);
    }
  }

  /** Whether somebody still reads. */
  boolean isRead() {
    return !out.checkError();
  }

  private final class Lines extends OutputStream {
    private final byte[] prefix;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    Lines(String name) {
      this.prefix =
          (name + " ".repeat(width - name.length()) + " | ").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void write(int b) throws IOException {
      begun.write(b);
      if (b == '\n') {
        flush();
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      for (int i = offset; i < offset + length; i++) {
        write(bytes[i]);
      }
    }

    /** Half a line waits for its other half, or for the end. */
    @Override
    public void flush() {
      byte[] line = begun.toByteArray();
      if (line.length > 0 && line[line.length - 1] == '\n') {
        print(line);
      }
    }

    private void print(byte[] line) {
      synchronized (out) {
        out.write(prefix, 0, prefix.length);
        out.write(line, 0, line.length);
      }
      begun.reset();
    }

    @Override
    public void close() throws IOException {
      if (begun.size() > 0) {
        begun.write('\n');
        flush();
      }
    }
  }
}
