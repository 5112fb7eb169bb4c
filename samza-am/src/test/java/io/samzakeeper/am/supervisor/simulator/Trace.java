package io.samzakeeper.am.supervisor.simulator;

import java.util.ArrayDeque;
import java.util.Deque;

/** The last things that happened, for who has to find out why. */
final class Trace {
  private static final int KEPT = 150;

  private final VirtualTime time;
  private final Deque<String> lines = new ArrayDeque<>();

  Trace(VirtualTime time) {
    this.time = time;
  }

  void add(String line) {
    if (lines.size() == KEPT) {
      lines.removeFirst();
    }
    lines.add(String.valueOf(time.elapsed().toMillis()) + " ms  " + line);
  }

  @Override
  public String toString() {
    return String.join("\n", lines);
  }
}
