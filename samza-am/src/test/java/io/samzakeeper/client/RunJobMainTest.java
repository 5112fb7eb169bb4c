package io.samzakeeper.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused before anybody is spoken to, through the command's entry point. */
class RunJobMainTest {
  @TempDir Path directory;
  private String output;

  @Test
  void noArguments() {
    assertRefused(run(), "--config-path is missing");
  }

  @Test
  void anUnknownFlag() {
    assertRefused(run("--config-paht=x"), "--config-paht=x");
  }

  @Test
  void anUnknownOperation() {
    assertRefused(run("--operation=restart"), "--operation", "restart", "status");
  }

  @Test
  void anOverrideWithoutValue() {
    assertRefused(run("--config", "job.name"), "--config=job.name", "KEY=VALUE");
  }

  @Test
  void noFile() {
    Path missing = directory.resolve("missing.properties");
    assertRefused(run("--config-path", missing.toString()), missing.toString());
  }

  @Test
  void aMalformedFile() throws IOException {
    Path file = Files.writeString(directory.resolve("a.properties"), "a=1\nb=\\uXYZ\n");
    assertRefused(run("--config-path=" + file), file.toString(), "line 2");
  }

  @Test
  void noName() {
    assertRefused(run("--config", "keeper.zk.connect=zk:2181"), "job.name is missing");
  }

  @Test
  void noZooKeeperAddress() {
    assertRefused(run("--config", "job.name=count"), "keeper.zk.connect is missing");
  }

  @ParameterizedTest
  @CsvSource({
    "job.name, a/b",
    "job.id, a b",
    "job.container.count, two",
    "cluster-manager.container.memory.mb, 1g",
    "task.execute, bin/mine.sh",
    "keeper.zk.root, keeper"
  })
  void aValueThatCannotBeUsed(String key, String value) {
    assertRefused(
        run(
            "--config", "job.name=count",
            "--config", "keeper.zk.connect=zk:2181",
            "--config", key + "=" + value),
        key + "=" + value,
        "allowed: ");
  }

  @Test
  void anOverrideWinsOverTheFile() throws IOException {
    Path file = Files.writeString(directory.resolve("a.properties"), "job.name=fine\n");
    assertRefused(run("--config-path=" + file, "--config", "job.name=a$b"), "job.name=a$b");
  }

  @Test
  void noConfigurationOfACluster() {
    assertRefused(
        run("--config", "job.name=count", "--config", "keeper.zk.connect=zk:2181"),
        "HADOOP_CONF_DIR is missing",
        "yarn-site.xml");
  }

  @Test
  void help() {
    assertThat(run("--help")).isEqualTo(ClientExit.OK.code());
    assertThat(output).contains("--config-path", "--operation", "--detached", "--jar");
  }

  private int run(String... args) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      return RunJobMain.run(
          args,
          Map.of("KEEPER_HOME", directory.toString(), "HOME", directory.toString()),
          out,
          out);
    } finally {
      output = bytes.toString(StandardCharsets.UTF_8);
    }
  }

  private void assertRefused(int code, String... words) {
    assertThat(code).as(output).isEqualTo(ClientExit.BAD_INPUT.code());
    assertThat(output).contains(List.of(words)).doesNotContain("\tat ");
  }
}
