package io.samzakeeper.grid;

/** Something that the user of a grid can read and act on; the message is complete as it is. */
public final class GridException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public GridException(String message) {
    super(message);
  }

  public GridException(String message, Throwable cause) {
    super(message, cause);
  }
}
