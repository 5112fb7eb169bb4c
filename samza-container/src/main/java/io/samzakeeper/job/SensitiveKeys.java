package io.samzakeeper.job;

/** Keys whose values nobody is shown: those that begin as Samza's own secrets do. */
public final class SensitiveKeys {
  /** Samza's {@code Config.SENSITIVE_PREFIX}. */
  private static final String PREFIX = "sensitive.";

  private static final String MASK = "(masked)";

  private SensitiveKeys() {}

  /** The value as people may see it. */
  public static String shown(String key, String value) {
    return key.startsWith(PREFIX) ? MASK : value;
  }
}
