package io.samzakeeper.tree;

/** ZooKeeper could not be asked, or refused. The cause says which; nothing is known to be done. */
public class TreeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TreeException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Wraps what Curator threw; restores the interrupt where it was one. */
  public static TreeException of(String what, Throwable cause) {
    if (cause instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    return new TreeException("could not " + what + ": " + cause.getMessage(), cause);
  }
}
