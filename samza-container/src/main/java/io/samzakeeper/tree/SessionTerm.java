package io.samzakeeper.tree;

import java.time.Duration;

/**
 * How long a session without connection may be taken for alive. Pure; times are of one monotonic
 * clock, in nanoseconds.
 *
 * <p>The ensemble ends a session when it has heard nothing of it for its timeout, but only a quorum
 * can, and one that comes together again gives every session its whole timeout from then
 * (ZooKeeper's {@code SessionTrackerImpl} starts so). Who knows that there was no quorum at a time
 * knows that the session lives for one timeout from that time.
 */
final class SessionTerm {
  private final long session;
  private final long outageMax;
  private final long disconnectedAt;
  private long end;

  /**
   * @param session the timeout that the ensemble granted
   * @param outageMax for how long an ensemble without quorum prolongs the session
   */
  SessionTerm(Duration session, Duration outageMax, long disconnectedAt) {
    this.session = session.toNanos();
    this.outageMax = outageMax.toNanos();
    this.disconnectedAt = disconnectedAt;
    this.end = disconnectedAt + this.session;
  }

  /**
   * There was no quorum at that time.
   *
   * @return whether it counts: too late, or after an outage that was too long, it does not
   */
  boolean prolong(long noQuorumAt) {
    if (isOver(noQuorumAt) || noQuorumAt - disconnectedAt > outageMax) {
      return false;
    }
    end = Math.max(end, noQuorumAt + session);
    return true;
  }

  /** Whether the ensemble had no quorum at any time of it. */
  boolean wasProlonged() {
    return end != disconnectedAt + session;
  }

  boolean isOver(long now) {
    return now - end >= 0;
  }

  long sessionNanos() {
    return session;
  }

  long nanosSinceLoss(long now) {
    return now - disconnectedAt;
  }

  long nanosLeft(long now) {
    return end - now;
  }
}
