package io.samzakeeper.am.yarn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.hadoop.io.DataOutputBuffer;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.token.Token;
import org.apache.hadoop.security.token.TokenIdentifier;
import org.apache.hadoop.yarn.security.AMRMTokenIdentifier;

/**
 * What a worker gets of the AM's credentials: all but what makes it an AM, since it runs the user's
 * code.
 */
final class WorkerCredentials {
  /** Secrets of the AM's own web server, which YARN names so. */
  private static final String AM_WEB_SECRETS = "yarn.application.am.";

  private WorkerCredentials() {}

  static ByteBuffer from(Credentials am) {
    Credentials worker = new Credentials();
    for (Text alias : am.getAllSecretKeys()) {
      if (!alias.toString().startsWith(AM_WEB_SECRETS)) {
        worker.addSecretKey(alias, am.getSecretKey(alias));
      }
    }
    am.getTokenMap()
        .forEach(
            (alias, token) -> {
              if (!isAmRmToken(token)) {
                worker.addToken(alias, token);
              }
            });
    try (DataOutputBuffer out = new DataOutputBuffer()) {
      worker.writeTokenStorageToStream(out);
      return ByteBuffer.wrap(out.getData(), 0, out.getLength());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // in memory
    }
  }

  private static boolean isAmRmToken(Token<? extends TokenIdentifier> token) {
    return token.getKind().equals(AMRMTokenIdentifier.KIND_NAME);
  }
}
