package io.samzakeeper.am.web;

/** A request that cannot be answered as it was meant. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * @param status of HTTP
   * @param problem for people
   */
  public ProblemException(int status, String problem) {
    super(problem);
    this.status = status;
  }

  public ProblemException(int status, String problem, Throwable cause) {
    super(problem, cause);
    this.status = status;
  }

  public int status() {
    return status;
  }
}
