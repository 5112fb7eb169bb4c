package io.samzakeeper.am.yarn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.token.Token;
import org.apache.hadoop.security.token.TokenIdentifier;
import org.apache.hadoop.yarn.security.AMRMTokenIdentifier;
import org.junit.jupiter.api.Test;

class WorkerCredentialsTest {
  @Test
  void aWorkerCannotSpeakForTheApplication() throws IOException {
    Credentials am = new Credentials();
    am.addToken(new Text("rm"), token(AMRMTokenIdentifier.KIND_NAME));
    am.addToken(new Text("hdfs"), token(new Text("HDFS_DELEGATION_TOKEN")));
    am.addSecretKey(new Text("user's"), new byte[] {1});
    am.addSecretKey(new Text("yarn.application.am.keystore"), new byte[] {2});

    Credentials worker = new Credentials();
    worker.readTokenStorageStream(
        new DataInputStream(
            new ByteArrayInputStream(YarnRecords.bytes(WorkerCredentials.from(am)))));

    assertThat(worker.getTokenMap()).containsOnlyKeys(new Text("hdfs"));
    assertThat(worker.getAllSecretKeys()).containsExactly(new Text("user's"));
    assertThat(am.getAllTokens()).hasSize(2);
  }

  private static Token<TokenIdentifier> token(Text kind) {
    return new Token<>(new byte[] {1}, new byte[] {2}, kind, new Text("service"));
  }
}
