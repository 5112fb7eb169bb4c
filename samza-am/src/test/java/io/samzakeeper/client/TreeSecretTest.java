package io.samzakeeper.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.samzakeeper.job.InvalidConfigException;
import io.samzakeeper.tree.TreeSecret;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.token.Token;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What workers read without Hadoop, as Hadoop writes it. */
class TreeSecretTest {
  private static final String SECRET = "c2VjcmV0".repeat(6);

  @TempDir Path directory;
  private final Credentials credentials = new Credentials();

  @BeforeEach
  void others() {
    // Lengths on both sides of where Hadoop's numbers change their form.
    for (int length : new int[] {0, 1, 127, 128, 300, 70_000}) {
      byte[] bytes = new byte[length];
      Arrays.fill(bytes, (byte) -1);
      credentials.addSecretKey(new Text("a".repeat(length) + "ü"), bytes);
      credentials.addToken(
          new Text("service " + length),
          new Token<>(bytes, bytes, new Text("kind"), new Text("service")));
    }
  }

  @Test
  void isFoundAmongAllThatAContainerGets() throws IOException {
    credentials.addSecretKey(
        new Text(TreeSecret.ALIAS), SECRET.getBytes(StandardCharsets.US_ASCII));
    assertThat(TreeSecret.ofContainer(written()).orElseThrow().password()).isEqualTo(SECRET);
  }

  @Test
  void isNotThereWhereTheTreeIsOpenOrThereIsNoYarn() throws IOException {
    assertThat(TreeSecret.ofContainer(written())).isEmpty();
    assertThat(TreeSecret.ofContainer(Map.of())).isEmpty();
  }

  @Test
  void credentialsThatCannotBeReadAreNamed() throws IOException {
    Map<String, String> environment = written();
    Path file = directory.resolve("tokens");
    byte[] whole = Files.readAllBytes(file);
    for (byte[] broken :
        new byte[][] {
          new byte[0],
          "HDTS".getBytes(StandardCharsets.US_ASCII),
          "HDTS\1...".getBytes(StandardCharsets.US_ASCII),
          Arrays.copyOf(whole, whole.length - 1),
        }) {
      Files.write(file, broken);
      assertThatThrownBy(() -> TreeSecret.ofContainer(environment))
          .isInstanceOf(InvalidConfigException.class)
          .hasMessageContaining(file.toString());
    }
  }

  private Map<String, String> written() throws IOException {
    Path file = directory.resolve("tokens");
    try (OutputStream out = Files.newOutputStream(file);
        DataOutputStream data = new DataOutputStream(out)) {
      credentials.writeTokenStorageToStream(data);
    }
    return Map.of("HADOOP_TOKEN_FILE_LOCATION", file.toString());
  }
}
