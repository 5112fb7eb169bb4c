package io.samzakeeper.am.supervisor.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that passes from one thing to happen to the next, without waiting. */
final class VirtualTime {
  private record Due(long atNanos, long sequence, Runnable task) {}

  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final PriorityQueue<Due> queue =
      new PriorityQueue<>(Comparator.comparingLong(Due::atNanos).thenComparingLong(Due::sequence));
  private long nowNanos;
  private long sequence;

  Instant now() {
    return START.plusNanos(nowNanos);
  }

  Duration elapsed() {
    return Duration.ofNanos(nowNanos);
  }

  void after(Duration delay, Runnable task) {
    queue.add(new Due(nowNanos + Math.max(0, delay.toNanos()), sequence++, task));
  }

  void afterMillis(long millis, Runnable task) {
    after(Duration.ofMillis(millis), task);
  }

  /** Does what is due next. */
  void step() {
    Due due = queue.remove();
    nowNanos = due.atNanos();
    due.task().run();
  }
}
