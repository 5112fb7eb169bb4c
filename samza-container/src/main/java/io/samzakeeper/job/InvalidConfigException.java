package io.samzakeeper.job;

/** A config value that cannot be used. The message is for the user: key, value, what is allowed. */
public final class InvalidConfigException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * @param key the config key as the user writes it
   * @param value what was given, null when nothing was
   * @param allowed what would be accepted, for the end of a sentence
   */
  public InvalidConfigException(String key, String value, String allowed) {
    super(
        (value == null ? key + " is missing" : key + "=" + value + " cannot be used")
            + "; allowed: "
            + allowed);
  }

  public InvalidConfigException(String key, String value, String allowed, Throwable cause) {
    this(key, value, allowed);
    initCause(cause);
  }
}
