package io.samzakeeper.job;

/** A znode that is corrupt or of a newer format. It must be left as it is. */
public final class UnreadableZnodeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnreadableZnodeException(String path, String why, Throwable cause) {
    super("cannot read " + path + ": " + why + "; it is left as it is", cause);
  }
}
