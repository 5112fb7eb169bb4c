package io.samzakeeper.change;

/** A change that is not made, or was taken back; the message is for who asked for it. */
public final class ChangeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** Why. */
  public enum Kind {
    /** What is asked for is not there. */
    BAD_INPUT,
    /** Another change or a submission is under way, or was faster. */
    BUSY,
    NOT_RUNNING,
    /** Refused by the leader, not taken up in time, or taken back. */
    NOT_DONE
  }

  public ChangeException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public ChangeException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
