package io.samzakeeper.job;

/**
 * The YARN application that runs the job now, or ran it last.
 *
 * @param applicationId {@code application_<timestamp>_<n>}; empty while a client is submitting
 * @param state where its life has come to
 * @param submitter who holds the claim while submitting: user@host/pid, for people
 * @param sinceMillis when the state was entered, epoch milliseconds
 * @param diagnostics why it ended, for people; empty while it runs
 */
public record Application(
    String applicationId, State state, String submitter, long sinceMillis, String diagnostics) {

  /** Only the leader moves an application out of RUNNING; only a client moves it there. */
  public enum State {
    SUBMITTING,
    RUNNING,
    SUCCEEDED,
    FAILED,
    KILLED;

    public boolean ended() {
      return this == SUCCEEDED || this == FAILED || this == KILLED;
    }
  }
}
