package io.samzakeeper.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.samzakeeper.job.JobConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserSecretTest {
  @TempDir Path directory;
  private UserSecret secret;

  @BeforeEach
  void setUp() throws IOException {
    JobConfig config = new JobConfig(Map.of("keeper.staging.dir", directory.toUri().toString()));
    secret = UserSecret.of(config, new Configuration());
  }

  @Test
  void isMadeOnceAndForItsOwnerOnly() throws IOException {
    assertThat(secret.find()).isEmpty();
    String made = secret.make().password();
    assertThat(secret.make().password()).isEqualTo(made).hasSizeGreaterThan(40);
    assertThat(secret.find().orElseThrow().password()).isEqualTo(made);
    assertThat(mode(file())).isEqualTo("rw-------");
    assertThat(mode(file().getParent())).isEqualTo("rwx------");
  }

  @Test
  void oneThatOthersCanReadIsRefused() throws IOException {
    secret.make();
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
    assertRefused(file(), "600");
  }

  @Test
  void aDirectoryThatOthersMayEnterIsRefused() throws IOException {
    secret.make();
    Files.setPosixFilePermissions(file().getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));
    assertRefused(file().getParent(), "700");
  }

  @Test
  void oneOfAnotherOwnerIsRefused() throws IOException {
    secret.make();
    String user = System.getProperty("user.name");
    System.setProperty("user.name", "somebody-else");
    try {
      assertRefused(file().getParent(), "somebody-else");
    } finally {
      System.setProperty("user.name", user);
    }
  }

  @Test
  void whatIsNoSecretIsRefusedWithoutBeingShown() throws IOException {
    secret.make();
    Files.writeString(file(), "something else");
    assertThatThrownBy(secret::find)
        .hasMessageContaining(file().getFileName().toString())
        .hasMessageNotContaining("something else");
  }

  private void assertRefused(Path what, String wanted) {
    for (ThrowingCallable access : List.<ThrowingCallable>of(secret::find, secret::make)) {
      assertThatThrownBy(access)
          .isInstanceOfSatisfying(
              ClientException.class, e -> assertThat(e.exit()).isEqualTo(ClientExit.REFUSED))
          .hasMessageContainingAll(what.toString(), wanted, "keeper.zk.acl=open");
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private Path file() {
    return Path.of(new org.apache.hadoop.fs.Path(secret.location()).toUri().getPath());
  }
}
