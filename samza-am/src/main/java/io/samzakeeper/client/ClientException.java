package io.samzakeeper.client;

/** Ends a command with a message for its user and an exit code. */
public final class ClientException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ClientExit exit;

  public ClientException(ClientExit exit, String message) {
    super(message);
    this.exit = exit;
  }

  public ClientException(ClientExit exit, String message, Throwable cause) {
    super(message, cause);
    this.exit = exit;
  }

  public ClientExit exit() {
    return exit;
  }
}
