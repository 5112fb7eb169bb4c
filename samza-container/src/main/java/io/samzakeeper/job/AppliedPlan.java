package io.samzakeeper.job;

import java.util.Objects;

/**
 * How far the leader has come with a plan that became current while the job ran.
 *
 * @param generation of the plan
 * @param epoch of the leader
 * @param state how far
 */
public record AppliedPlan(long generation, long epoch, State state) {

  public AppliedPlan {
    Objects.requireNonNull(state, "state");
  }

  /** In this order. */
  public enum State {
    /** Workers change over to it. */
    ROLLING_OUT,
    /** All run by it; one that fails now takes it back. */
    WATCHED,
    /** It stays. */
    DONE
  }
}
