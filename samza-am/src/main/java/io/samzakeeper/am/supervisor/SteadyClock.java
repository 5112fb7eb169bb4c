package io.samzakeeper.am.supervisor;

import java.time.Instant;
import java.time.InstantSource;

/** The wall clock's time at the start, and the monotonic clock's progress from then on. */
final class SteadyClock implements InstantSource {
  private final Instant start = Instant.now();
  private final long startNanos = System.nanoTime();

  @Override
  public Instant instant() {
    return start.plusNanos(System.nanoTime() - startNanos);
  }
}
