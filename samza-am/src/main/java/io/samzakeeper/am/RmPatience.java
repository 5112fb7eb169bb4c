package io.samzakeeper.am;

import java.time.Duration;

/**
 * When a leader that the RM does not answer lets another candidate try. The one whose network is
 * cut off goes soon. One that was never answered in its reign stays longer: then most likely the RM
 * itself is away, nobody can do better, and the leadership should not go round and round until it
 * is back.
 *
 * @param timeout {@code keeper.am.rm.timeout.ms}
 */
record RmPatience(Duration timeout) {
  private static final int NEVER_ANSWERED = 8;

  Duration beforeResigning(boolean everAnswered) {
    return everAnswered ? timeout : timeout.multipliedBy(NEVER_ANSWERED);
  }
}
