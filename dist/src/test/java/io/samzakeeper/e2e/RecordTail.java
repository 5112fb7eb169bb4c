package io.samzakeeper.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Follows what the harness' probe writes of the job's output, from now on: {@code
 * written,partition,sequence,in,processed,processor/container,pid,host,count}.
 */
final class RecordTail implements AutoCloseable {
  private final RandomAccessFile file;
  private final BufferedReader reader;
  private final StringBuilder line = new StringBuilder();

  RecordTail(Path csv) throws IOException {
    this.file = new RandomAccessFile(csv.toFile(), "r");
    file.seek(file.length());
    this.reader =
        new BufferedReader(
            Channels.newReader(file.getChannel(), StandardCharsets.UTF_8.newDecoder(), -1));
  }

  /**
   * One record of the output: who processed it, and when.
   *
   * @param sequence of the record that was processed, rising in each partition
   * @param count what the task has counted so far
   */
  record Seen(
      int partition,
      long sequence,
      long atMillis,
      String processor,
      String containerId,
      long pid,
      long count) {
    String applicationId() {
      String[] parts = containerId.split("_", -1);
      int start = parts[1].startsWith("e") ? 2 : 1;
      return "application_" + parts[start] + "_" + parts[start + 1];
    }
  }

  /** The first record from here that is wanted. */
  Seen awaitFirst(Predicate<Seen> wanted, Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < deadline) {
      Optional<Seen> next = next();
      if (next.isEmpty()) {
        // A file gives no event; the times measured are those in the records, not of reading.
        LockSupport.parkNanos(20_000_000);
      } else if (wanted.test(next.get())) {
        return next.get();
      }
    }
    throw new IllegalStateException("no such record within " + patience);
  }

  /** The next record, or none if no more is written yet. */
  Optional<Seen> next() throws IOException {
    for (int next = reader.read(); next >= 0; next = reader.read()) {
      if (next != '\n') {
        line.append((char) next);
      } else {
        String[] fields = line.toString().split(",", -1);
        line.setLength(0);
        if (fields.length == 9) {
          return Optional.of(
              new Seen(
                  Integer.parseInt(fields[1]),
                  Long.parseLong(fields[2]),
                  Long.parseLong(fields[4]),
                  fields[5].substring(0, fields[5].indexOf('/')),
                  fields[5].substring(fields[5].indexOf('/') + 1),
                  Long.parseLong(fields[6]),
                  Long.parseLong(fields[8])));
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    reader.close();
    file.close();
  }
}
