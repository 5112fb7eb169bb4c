package io.samzakeeper.am.supervisor;

/** This process does not lead any more. It must take no further action in the job's name. */
public final class LeadershipLostException extends Exception {
  private static final long serialVersionUID = 1L;

  public LeadershipLostException(String message, Throwable cause) {
    super(message, cause);
  }
}
