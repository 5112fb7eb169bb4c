package io.samzakeeper.job;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Short names for long contents. */
public final class Digests {
  /** In characters; enough that two contents of one job do not share a name by chance. */
  private static final int LENGTH = 16;

  private Digests() {}

  /** Hexadecimal digits; the same for the same bytes, on every machine. */
  public static String of(byte[] content) {
    try {
      byte[] whole = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(whole).substring(0, LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
