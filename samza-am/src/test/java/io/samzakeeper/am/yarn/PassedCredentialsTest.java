package io.samzakeeper.am.yarn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.token.Token;
import org.apache.hadoop.security.token.TokenIdentifier;
import org.apache.hadoop.yarn.security.AMRMTokenIdentifier;
import org.junit.jupiter.api.Test;

class PassedCredentialsTest {
  private static final Text SECRET = new Text("candidates'");
  private static final Text USERS = new Text("user's");

  @Test
  void aWorkerCannotSpeakForTheApplicationNorReadWhatCandidatesShare() throws IOException {
    Credentials am = amCredentials();

    Credentials worker = read(PassedCredentials.without(SECRET, am));

    assertThat(worker.getTokenMap()).containsOnlyKeys(new Text("hdfs"));
    assertThat(worker.getAllSecretKeys()).containsExactly(USERS);
    assertThat(am.getAllTokens()).hasSize(2);
  }

  @Test
  void anotherCandidateGetsTheSecretAndTakesTheTokenFromTheTree() throws IOException {
    Credentials standby = read(PassedCredentials.all(amCredentials()));

    assertThat(standby.getTokenMap()).containsOnlyKeys(new Text("hdfs"));
    assertThat(standby.getAllSecretKeys()).containsExactlyInAnyOrder(USERS, SECRET);
  }

  private static Credentials amCredentials() {
    Credentials am = new Credentials();
    am.addToken(new Text("rm"), token(AMRMTokenIdentifier.KIND_NAME));
    am.addToken(new Text("hdfs"), token(new Text("HDFS_DELEGATION_TOKEN")));
    am.addSecretKey(USERS, new byte[] {1});
    am.addSecretKey(SECRET, new byte[] {3});
    am.addSecretKey(new Text("yarn.application.am.keystore"), new byte[] {2});
    return am;
  }

  private static Credentials read(ByteBuffer serialised) throws IOException {
    Credentials credentials = new Credentials();
    credentials.readTokenStorageStream(
        new DataInputStream(new ByteArrayInputStream(YarnRecords.bytes(serialised))));
    return credentials;
  }

  private static Token<TokenIdentifier> token(Text kind) {
    return new Token<>(new byte[] {1}, new byte[] {2}, kind, new Text("service"));
  }
}
