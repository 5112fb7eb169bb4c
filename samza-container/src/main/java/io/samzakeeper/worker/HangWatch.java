package io.samzakeeper.worker;

import io.samzakeeper.samza.RunLoopProgress;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Looks whether a container's run loop turns, on a thread of its own, and tells once if it has not
 * for too long.
 */
final class HangWatch implements AutoCloseable {
  /** Who wakes later than that was stopped itself, and knows nothing of the loop. */
  private static final long OVERSLEPT_MILLIS = 1_000;

  private final RunLoopProgress progress;
  private final Duration timeout;
  private final BooleanSupplier isExcused;
  private final Consumer<String> onHang;
  private final Thread thread = new Thread(this::watch, "hang-watch");

  /** By {@link System#nanoTime}: before that nothing counts. */
  private long from = System.nanoTime();

  /**
   * @param timeout for how long the loop may stand still
   * @param isExcused whether it may at this moment, as commits wait
   * @param onHang told where the loop is, on the watch's thread
   */
  HangWatch(
      RunLoopProgress progress,
      Duration timeout,
      BooleanSupplier isExcused,
      Consumer<String> onHang) {
    this.progress = progress;
    this.timeout = timeout;
    this.isExcused = isExcused;
    this.onHang = onHang;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  @Override
  public void close() {
    if (Thread.currentThread() != thread) { // which has something to tell
      thread.interrupt();
    }
  }

  private void watch() {
    try {
      long left = timeout.toMillis();
      while (left > 0) {
        long asleep = System.nanoTime();
        Thread.sleep(left);
        boolean overslept = millisSince(asleep) > left + OVERSLEPT_MILLIS;
        if (overslept || isExcused.getAsBoolean()) {
          from = System.nanoTime();
        }
        left = timeout.toMillis() - standsFor();
      }
      onHang.accept(progress.where());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  /** Nothing before the first turn: opening stores takes what it takes. */
  private long standsFor() {
    long still = progress.still().map(Duration::toMillis).orElse(0L);
    return Math.min(still, millisSince(from));
  }

  private static long millisSince(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos).toMillis();
  }
}
