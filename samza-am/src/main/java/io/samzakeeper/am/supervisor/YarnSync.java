package io.samzakeeper.am.supervisor;

import java.time.Instant;

/** Where this leader stands with the RM. */
final class YarnSync {
  private String attemptId;
  private boolean inSync;
  private boolean everInSync;
  private Instant since = Instant.EPOCH;

  YarnSync(String attemptId) {
    this.attemptId = attemptId;
  }

  String attemptId() {
    return attemptId;
  }

  /**
   * @return whether it is the first time for this leader
   */
  boolean inSync(String newAttemptId, Instant now) {
    boolean first = !everInSync;
    attemptId = newAttemptId;
    inSync = true;
    everInSync = true;
    since = now;
    return first;
  }

  void lost() {
    inSync = false;
  }

  /** Whether YARN hears us. If not, nothing can be replaced and no end of a container is told. */
  boolean isInSync() {
    return inSync;
  }

  /** Since when; patience with containers starts anew then, as their ends may be told only now. */
  Instant since() {
    return since;
  }
}
