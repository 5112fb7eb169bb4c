package io.samzakeeper.e2e;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** All lines of a topic, growing while it is open. */
final class Output implements AutoCloseable {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final OutputReader reader;

  Output(Topics topics, String topic, int partitions) {
    this.reader = new OutputReader(topics, topic, partitions, lines::add);
  }

  List<String> lines() {
    return lines;
  }

  @Override
  public void close() {
    reader.close();
  }
}
