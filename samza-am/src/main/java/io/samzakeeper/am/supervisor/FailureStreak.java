package io.samzakeeper.am.supervisor;

import java.time.Duration;
import java.time.Instant;

/** Failures that follow each other: the more there are, the longer the next try has to wait. */
final class FailureStreak {
  /** A failure is the first again if none came for so long. */
  private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(5);

  private int failures;
  private Instant last = Instant.EPOCH;

  /** One more; says when the next try may be, in words. */
  String add(Instant now) {
    boolean isFirst = last.plus(FORGOTTEN_AFTER).isBefore(now);
    failures = isFirst ? 1 : failures + 1;
    last = now;
    Duration pause = RetryPolicy.pause(failures);
    return pause.isZero() ? "at once" : "in " + pause.toSeconds() + " s";
  }

  Instant nextTry() {
    return last.plus(RetryPolicy.pause(failures));
  }
}
