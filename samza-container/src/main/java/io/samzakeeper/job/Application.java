package io.samzakeeper.job;

/**
 * The YARN application that runs the job now, or ran it last.
 *
 * @param applicationId {@code application_<timestamp>_<n>}
 * @param state where its life has come to
 * @param submitter who submitted it: user@host/pid, for people
 * @param sinceMillis when the state was entered, epoch milliseconds
 * @param diagnostics why it ended, for people; empty while it runs
 */
public record Application(
    String applicationId, State state, String submitter, long sinceMillis, String diagnostics) {

  /** A client moves an application to RUNNING before it submits it; only the leader moves it on. */
  public enum State {
    RUNNING,
    SUCCEEDED,
    FAILED,
    KILLED;

    public boolean ended() {
      return this == SUCCEEDED || this == FAILED || this == KILLED;
    }
  }
}
