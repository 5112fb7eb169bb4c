package io.samzakeeper.planner;

import java.util.LinkedHashMap;
import java.util.Map;

/** Where the time goes, for the log. */
final class Phases {
  private final Map<String, Long> millis = new LinkedHashMap<>();
  private long start = System.nanoTime();

  /** Ends a phase; the next one starts. */
  void done(String phase) {
    long now = System.nanoTime();
    millis.put(phase, (now - start) / 1_000_000);
    start = now;
  }

  @Override
  public String toString() {
    return millis.toString();
  }
}
