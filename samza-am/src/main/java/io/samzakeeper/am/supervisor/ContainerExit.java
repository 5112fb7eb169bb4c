package io.samzakeeper.am.supervisor;

/**
 * What an exit status says. Negative ones are YARN's own ({@code ContainerExitStatus}); the rest is
 * what the worker's process ended with.
 */
enum ContainerExit {
  /** Everything is done, for good. */
  COMPLETED,
  /** Ended from outside, or on purpose: replaced, not counted. */
  NOT_ITS_FAULT,
  /** Replaced and counted. */
  FAILED;

  /** For an end that YARN has given no status to. YARN's own value for "none yet". */
  static final int NO_STATUS = -1000;

  static final int ABORTED = -100;
  static final int DISKS_FAILED = -101;
  static final int PREEMPTED = -102;
  static final int KILLED_BY_APPMASTER = -105;
  static final int KILLED_BY_RESOURCEMANAGER = -106;
  static final int KILLED_AFTER_APP_COMPLETION = -107;

  /**
   * Stock Samza does not count the first three. The next three are ends by ourselves or by the RM,
   * which says nothing about the job either.
   */
  static ContainerExit of(int status) {
    return switch (status) {
      case 0 -> COMPLETED;
      case ABORTED,
              DISKS_FAILED,
              PREEMPTED,
              KILLED_BY_APPMASTER,
              KILLED_BY_RESOURCEMANAGER,
              KILLED_AFTER_APP_COMPLETION ->
          NOT_ITS_FAULT;
      default -> FAILED;
    };
  }

  /** For people. */
  static String describe(int status) {
    return switch (status) {
      case NO_STATUS -> "no exit code";
      case ABORTED -> "exit code -100 (aborted by YARN, or its node was lost)";
      case DISKS_FAILED -> "exit code -101 (its node's disks failed)";
      case PREEMPTED -> "exit code -102 (preempted)";
      case -103 -> "exit code -103 (exceeded its virtual memory)";
      case -104 -> "exit code -104 (exceeded its memory)";
      case KILLED_BY_APPMASTER -> "exit code -105 (killed by the application master)";
      case KILLED_BY_RESOURCEMANAGER -> "exit code -106 (killed by the ResourceManager)";
      case KILLED_AFTER_APP_COMPLETION -> "exit code -107 (killed after the application's end)";
      case 137 -> "exit code 137 (SIGKILL)";
      case 143 -> "exit code 143 (SIGTERM)";
      default -> "exit code " + status;
    };
  }
}
