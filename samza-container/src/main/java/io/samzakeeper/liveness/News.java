package io.samzakeeper.liveness;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts together the lines of news that come from one process. For the thread that watches it. */
final class News {
  /**
   * What a process is sent that is to tell news. One of an earlier version does not read it, and
   * tells none.
   */
  static final byte[] REQUEST = "news\n".getBytes(StandardCharsets.US_ASCII);

  private static final Logger LOG = LoggerFactory.getLogger(News.class);

  /** A longer line is left out: nobody may fill our memory. */
  static final int LONGEST = 1 << 20;

  /** What is kept between two lines. */
  private static final int USUAL = 1 << 14;

  private final Consumer<byte[]> lines;
  private ByteArrayOutputStream line = new ByteArrayOutputStream(256);
  private boolean skipping;

  /**
   * @param lines told each line, without its end
   */
  News(Consumer<byte[]> lines) {
    this.lines = lines;
  }

  /** Takes all of it. */
  void take(ByteBuffer input) {
    while (input.hasRemaining()) {
      byte next = input.get();
      if (next == '\n') {
        end();
      } else if (line.size() < LONGEST) {
        line.write(next);
      } else {
        skipping = true;
      }
    }
  }

  /** From a new connection: half a line of the one before is none. */
  void restart() {
    line.reset();
    skipping = false;
  }

  private void end() {
    if (skipping) {
      LOG.warn("A line of more than {} bytes is left out", LONGEST);
    } else {
      lines.accept(line.toByteArray());
    }
    if (line.size() > USUAL) {
      line = new ByteArrayOutputStream(USUAL);
    }
    restart();
  }
}
