package io.samzakeeper.worker;

import io.samzakeeper.job.ExitCode;

/** The worker cannot go on, and knows why. */
final class WorkerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exit;

  WorkerException(ExitCode exit, String message) {
    super(message);
    this.exit = exit;
  }

  WorkerException(ExitCode exit, String message, Throwable cause) {
    super(message, cause);
    this.exit = exit;
  }

  ExitCode exit() {
    return exit;
  }
}
