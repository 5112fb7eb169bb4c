package io.samzakeeper.tree;

/**
 * A write was refused because somebody else owns now what it was fenced by: the epoch, or an
 * assignment. Nothing of it was written. The writer has to stop what it owned.
 */
public final class FencedException extends TreeException {
  private static final long serialVersionUID = 1L;

  public FencedException(String message, Throwable cause) {
    super(message, cause);
  }
}
