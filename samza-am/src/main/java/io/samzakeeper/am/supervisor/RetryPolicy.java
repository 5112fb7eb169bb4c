package io.samzakeeper.am.supervisor;

import io.samzakeeper.job.ProcessorRecord;
import java.time.Duration;
import java.time.Instant;

/**
 * How often a processor may fail, and how long to wait between its tries.
 *
 * <p>The count is stock Samza's ({@code
 * ContainerProcessManager.onResourceCompletedWithUnknownStatus}): a failure adds one if it comes
 * within the window after the last try, otherwise it is the first again; more than {@code
 * cluster-manager.container.retry.count} of them end the retries. The wait is ours: none after the
 * first failure, then 1 s, 2 s, 4 s, ... at most 30 s, so that a crash loop costs the cluster
 * little.
 */
final class RetryPolicy {
  static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final int retryCount;
  private final Duration window;

  RetryPolicy(int retryCount, Duration window) {
    this.retryCount = retryCount;
    this.window = window;
  }

  /** How many failures in a row there are with one more now. */
  int failuresWithOneMore(ProcessorRecord record, Instant now) {
    if (record.failures() == 0) {
      return 1;
    }
    Duration sinceLastTry = Duration.between(nextTry(record), now);
    return sinceLastTry.compareTo(window) >= 0 ? 1 : record.failures() + 1;
  }

  boolean isUsedUp(int failures) {
    return retryCount >= 0 && failures > retryCount;
  }

  /** When the processor may get its next container; in the past unless it has just failed. */
  Instant nextTry(ProcessorRecord record) {
    return Instant.ofEpochMilli(record.lastFailureMillis()).plus(pause(record.failures()));
  }

  /** The wait after so many failures in a row. */
  static Duration pause(int failures) {
    if (failures <= 1) {
      return Duration.ZERO;
    }
    int doublings = Math.min(failures - 2, 10);
    Duration pause = FIRST_PAUSE.multipliedBy(1L << doublings);
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  /** For people: which failure of how many. */
  String describe(int failures) {
    return retryCount < 0
        ? "failure " + failures + ", retried without end"
        : "failure "
            + failures
            + ", "
            + retryCount
            + " are retried within "
            + window.toSeconds()
            + " s of each other";
  }
}
