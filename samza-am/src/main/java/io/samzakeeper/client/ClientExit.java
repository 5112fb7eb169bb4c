package io.samzakeeper.client;

/** Exit codes of the commands; documented in docs/exit-codes.md. */
public enum ClientExit {
  OK(0, "done"),
  INTERNAL_ERROR(1, "a fault of the command itself; the message has the details"),
  BAD_INPUT(2, "a flag, a config value or the job itself cannot be used; nothing was started"),
  UNREACHABLE(3, "ZooKeeper, YARN or a system of the job cannot be reached; nothing was started"),
  ALREADY_RUNNING(4, "the job runs already, or another client is submitting it"),
  JOB_FAILED(5, "the application failed or was killed"),
  NOT_RUNNING(6, "the job does not run"),
  NOT_DONE(7, "what was asked of the running job was refused, or not done in time; it runs on"),
  REFUSED(8, "ZooKeeper refuses it: the job's tree is another user's, or the secret is gone");

  private final int code;
  private final String meaning;

  ClientExit(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  public int code() {
    return code;
  }

  public String meaning() {
    return meaning;
  }
}
