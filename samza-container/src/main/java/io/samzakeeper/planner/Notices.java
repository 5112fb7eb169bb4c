package io.samzakeeper.planner;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lines for the user, in the order in which they came up; all of them are logged, too. */
final class Notices {
  private static final Logger LOG = LoggerFactory.getLogger(Notices.class);

  private final List<String> lines = new CopyOnWriteArrayList<>();

  /** Adds a line once. */
  void add(String line) {
    if (!lines.contains(line)) {
      lines.add(line);
      LOG.info("{}", line);
    }
  }

  List<String> lines() {
    return List.copyOf(lines);
  }
}
