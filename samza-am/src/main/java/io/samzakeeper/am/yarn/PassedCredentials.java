package io.samzakeeper.am.yarn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.function.Predicate;
import org.apache.hadoop.io.DataOutputBuffer;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.token.Token;
import org.apache.hadoop.security.token.TokenIdentifier;
import org.apache.hadoop.yarn.security.AMRMTokenIdentifier;

/** What the processes that a leader starts get of its own credentials. */
final class PassedCredentials {
  /** Secrets of the AM's own web server, which YARN names so. */
  private static final String AM_WEB_SECRETS = "yarn.application.am.";

  private PassedCredentials() {}

  /**
   * All but what YARN has given to this one process: the AMRMToken, which candidates share through
   * the tree, and the keys of its web server.
   *
   * @param candidatesSecret what only candidates may know; workers run the user's code
   */
  static ByteBuffer without(Text candidatesSecret, Credentials own) {
    return serialised(own, alias -> !alias.equals(candidatesSecret));
  }

  /** The same, for another candidate. */
  static ByteBuffer all(Credentials own) {
    return serialised(own, alias -> true);
  }

  private static ByteBuffer serialised(Credentials own, Predicate<Text> secrets) {
    Credentials passed = new Credentials();
    for (Text alias : own.getAllSecretKeys()) {
      if (!alias.toString().startsWith(AM_WEB_SECRETS) && secrets.test(alias)) {
        passed.addSecretKey(alias, own.getSecretKey(alias));
      }
    }
    own.getTokenMap()
        .forEach(
            (alias, token) -> {
              if (!isAmRmToken(token)) {
                passed.addToken(alias, token);
              }
            });
    try (DataOutputBuffer out = new DataOutputBuffer()) {
      passed.writeTokenStorageToStream(out);
      return ByteBuffer.wrap(out.getData(), 0, out.getLength());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // in memory
    }
  }

  private static boolean isAmRmToken(Token<? extends TokenIdentifier> token) {
    return token.getKind().equals(AMRMTokenIdentifier.KIND_NAME);
  }
}
