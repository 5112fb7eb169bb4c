package io.samzakeeper.am.yarn;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.token.Token;
import org.apache.hadoop.security.token.TokenIdentifier;
import org.apache.hadoop.yarn.api.records.ApplicationAttemptId;
import org.apache.hadoop.yarn.security.AMRMTokenIdentifier;

/**
 * What it takes to speak for an attempt: whoever holds it may, from any host.
 *
 * @param keyId of the RM's master key that the token was made with; a rollover raises it
 */
public record AttemptToken(
    ApplicationAttemptId attemptId, int keyId, Token<AMRMTokenIdentifier> token) {

  /** Finds the token among those that the NodeManager gave to the AM's container. */
  public static Optional<AttemptToken> in(Credentials credentials) throws IOException {
    for (Token<? extends TokenIdentifier> token : credentials.getAllTokens()) {
      if (token.getKind().equals(AMRMTokenIdentifier.KIND_NAME)) {
        return Optional.of(of(token.getIdentifier(), token.getPassword()));
      }
    }
    return Optional.empty();
  }

  /** Restores a token from the form that {@link #encode} gives. */
  public static AttemptToken decode(String encoded) throws IOException {
    Token<AMRMTokenIdentifier> token = new Token<>();
    token.decodeFromUrlString(encoded);
    return of(token.getIdentifier(), token.getPassword());
  }

  /** The token as text, for whoever may succeed us. A secret. */
  public String encode() throws IOException {
    return token.encodeToUrlString();
  }

  static AttemptToken of(org.apache.hadoop.yarn.api.records.Token token) throws IOException {
    return of(YarnRecords.bytes(token.getIdentifier()), YarnRecords.bytes(token.getPassword()));
  }

  private static AttemptToken of(byte[] identifier, byte[] password) throws IOException {
    // The service is left open: it follows from the configuration of whoever connects.
    Token<AMRMTokenIdentifier> token =
        new Token<>(identifier, password, AMRMTokenIdentifier.KIND_NAME, new Text());
    AMRMTokenIdentifier decoded = token.decodeIdentifier();
    return new AttemptToken(decoded.getApplicationAttemptId(), decoded.getKeyId(), token);
  }

  /** Does not print the secret. */
  @Override
  public String toString() {
    return "token of " + attemptId + " with key " + keyId;
  }
}
