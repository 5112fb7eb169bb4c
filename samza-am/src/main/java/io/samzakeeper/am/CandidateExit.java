package io.samzakeeper.am;

/**
 * How a candidate process ends. The launcher script starts another one in the same container unless
 * the code is final; see {@code bin/am-launcher.sh}, which knows the same numbers.
 */
enum CandidateExit {
  /** The application is unregistered: nothing is left to do. Final. */
  FINISHED(0),
  /** Something unexpected; the log has it. */
  CRASHED(1),
  /** The attempt that this container was launched for is over. Final. */
  ATTEMPT_OVER(3),
  /** Leadership or the ZooKeeper session is lost: only a fresh process is surely no zombie. */
  LEADERSHIP_LOST(4),
  /** What the client or YARN passed on cannot be used. */
  BAD_ENVIRONMENT(5),
  /** Gave leadership to another candidate, as planned. The next one starts at once. */
  HANDED_OVER(6),
  /** The launcher script is gone: YARN regards the container as ended. Nobody sees this code. */
  LAUNCHER_GONE(7);

  private final int code;

  CandidateExit(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
