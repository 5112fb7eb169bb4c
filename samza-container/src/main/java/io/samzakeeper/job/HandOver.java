package io.samzakeeper.job;

import java.util.Objects;

/**
 * A planned change of the leader, from the wish to its answer: ephemeral, the znode of who asks.
 * The wish names the epoch that it is to end, so it is done once at most, whoever leads meanwhile.
 *
 * @param phase how far it has come
 * @param askedBy user@host/pid, for people
 * @param askedAtMillis epoch milliseconds
 * @param epoch of the leader that is asked to give way
 * @param to candidate that is to lead; empty for any
 * @param candidate whom it is offered to, then who leads; empty before
 * @param newEpoch of the new leader; -1 before it leads
 * @param reason why it was refused, for people; empty otherwise
 */
public record HandOver(
    Phase phase,
    String askedBy,
    long askedAtMillis,
    int epoch,
    String to,
    String candidate,
    int newEpoch,
    String reason) {

  public HandOver {
    Objects.requireNonNull(phase, "phase");
    Objects.requireNonNull(askedBy, "askedBy");
    Objects.requireNonNull(to, "to");
    Objects.requireNonNull(candidate, "candidate");
    Objects.requireNonNull(reason, "reason");
  }

  /** Who writes each: see the class that does. */
  public enum Phase {
    /** By who asks. */
    ASKED,
    /** By the leader, to a candidate: does it live, and is it ready? */
    OFFERED,
    /** By that candidate. The leader gives way then. */
    ACCEPTED,
    /** By the new leader, once YARN has heard it. */
    DONE,
    /** By a leader: nothing was done, or something else has happened. */
    REFUSED
  }

  /** Nothing more follows. */
  public boolean hasAnswer() {
    return switch (phase) {
      case ASKED, OFFERED, ACCEPTED -> false;
      case DONE, REFUSED -> true;
    };
  }

  /**
   * @param to candidate that is to lead; empty for any
   */
  public static HandOver asked(String askedBy, long nowMillis, int epoch, String to) {
    return new HandOver(Phase.ASKED, askedBy, nowMillis, epoch, to, "", -1, "");
  }

  public HandOver offeredTo(String heir) {
    return new HandOver(Phase.OFFERED, askedBy, askedAtMillis, epoch, to, heir, -1, "");
  }

  public HandOver accepted() {
    return new HandOver(Phase.ACCEPTED, askedBy, askedAtMillis, epoch, to, candidate, -1, "");
  }

  public HandOver done(String leader, int leaderEpoch) {
    return new HandOver(Phase.DONE, askedBy, askedAtMillis, epoch, to, leader, leaderEpoch, "");
  }

  public HandOver refused(String why) {
    return new HandOver(Phase.REFUSED, askedBy, askedAtMillis, epoch, to, "", -1, why);
  }
}
