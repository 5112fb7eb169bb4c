package io.samzakeeper.planner;

import io.samzakeeper.job.PlannerResult.Problem;
import io.samzakeeper.job.PlannerResult.Status;
import io.samzakeeper.job.SensitiveKeys;

/** There will be no plan, and why: the message is for the user. */
final class PlanningException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Status status;
  private final transient Problem problem;

  private PlanningException(Status status, Problem problem, Throwable cause) {
    super(problem.message(), cause);
    this.status = status;
    this.problem = problem;
  }

  /** A key that must be there and is not. */
  static PlanningException missing(String key, String allowed) {
    return new PlanningException(
        Status.BAD_INPUT,
        new Problem(key, "", allowed, key + " is missing; allowed: " + allowed),
        null);
  }

  /**
   * A value that cannot be used.
   *
   * @param why what is wrong with it, without the key and the value
   * @param allowed what would be accepted, for the end of a sentence
   * @param cause may be null
   */
  static PlanningException badInput(
      String key, String value, String why, String allowed, Throwable cause) {
    String shown = SensitiveKeys.shown(key, value);
    return new PlanningException(
        Status.BAD_INPUT,
        new Problem(
            key,
            shown,
            allowed,
            key + "=" + shown + " cannot be used: " + why + "; allowed: " + allowed),
        cause);
  }

  /**
   * Something outside of the config that is not there or does not answer.
   *
   * @param remedy what to look at before the next try
   * @param cause may be null
   */
  static PlanningException environment(
      String key, String value, String why, String remedy, Throwable cause) {
    String shown = SensitiveKeys.shown(key, value);
    return new PlanningException(
        Status.ENVIRONMENT,
        new Problem(key, shown, remedy, key + "=" + shown + ": " + why + "; " + remedy),
        cause);
  }

  Status status() {
    return status;
  }

  Problem problem() {
    return problem;
  }
}
