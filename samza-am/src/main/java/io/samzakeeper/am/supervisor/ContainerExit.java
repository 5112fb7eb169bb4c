package io.samzakeeper.am.supervisor;

import io.samzakeeper.job.ExitCode;

/**
 * What an exit status says. Negative ones are YARN's own ({@code ContainerExitStatus}); the rest is
 * what the worker's process ended with.
 */
enum ContainerExit {
  /** Everything is done, for good. */
  COMPLETED,
  /** Ended from outside, or on purpose: replaced, not counted. */
  NOT_ITS_FAULT,
  /** It could not begin, for a reason outside of the job: replaced with a pause, not counted. */
  COULD_NOT_BEGIN,
  /** Replaced and counted. */
  FAILED;

  /** For an end that YARN has given no status to. YARN's own value for "none yet". */
  static final int NO_STATUS = -1000;

  static final int ABORTED = -100;
  static final int DISKS_FAILED = -101;
  static final int PREEMPTED = -102;
  static final int KILLED_FOR_VIRTUAL_MEMORY = -103;
  static final int KILLED_FOR_MEMORY = -104;
  static final int KILLED_BY_APPMASTER = -105;
  static final int KILLED_BY_RESOURCEMANAGER = -106;
  static final int KILLED_AFTER_APP_COMPLETION = -107;

  /**
   * Stock Samza does not count -100, -101 and -102. Neither do we count -105 to -107, which are
   * ends by ourselves or by the RM, and the worker's own stops when it may not go on.
   */
  static ContainerExit of(int status) {
    return switch (status) {
      case ABORTED,
              DISKS_FAILED,
              PREEMPTED,
              KILLED_BY_APPMASTER,
              KILLED_BY_RESOURCEMANAGER,
              KILLED_AFTER_APP_COMPLETION ->
          NOT_ITS_FAULT;
      default -> ExitCode.of(status).map(ContainerExit::of).orElse(FAILED);
    };
  }

  private static ContainerExit of(ExitCode code) {
    return switch (code) {
      case COMPLETED -> COMPLETED;
      case ASSIGNMENT_LOST, SESSION_LOST, HAND_OVER_TIMED_OUT -> NOT_ITS_FAULT;
      case ZOOKEEPER_UNREACHABLE -> COULD_NOT_BEGIN;
      case INTERNAL_ERROR,
              OUT_OF_MEMORY,
              TASK_FAILED,
              BAD_CONFIG,
              TREE_UNREADABLE,
              HUNG,
              TERMINATED ->
          FAILED;
    };
  }

  /** For people. */
  static String describe(int status) {
    String meaning =
        switch (status) {
          case NO_STATUS -> "YARN could not start it";
          case ABORTED -> "aborted by YARN, or its node was lost";
          case DISKS_FAILED -> "its node's disks failed";
          case PREEMPTED -> "preempted";
          case KILLED_FOR_VIRTUAL_MEMORY -> "used more virtual memory than it has";
          case KILLED_FOR_MEMORY -> "used more memory than it has";
          case KILLED_BY_APPMASTER -> "killed by the application master";
          case KILLED_BY_RESOURCEMANAGER -> "killed by the ResourceManager";
          case KILLED_AFTER_APP_COMPLETION -> "killed after the application's end";
          case 137 -> "SIGKILL";
          default -> ExitCode.of(status).map(ExitCode::explanation).orElse("");
        };
    return "exit code " + status + (meaning.isEmpty() ? "" : " (" + meaning + ")");
  }
}
