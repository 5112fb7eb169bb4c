package io.samzakeeper.am;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script, with a JVM that only has an exit code. */
class LauncherTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;

  @Test
  void afterAHandOverTheNextStartsAtOnceHoweverOften() throws Exception {
    assertThat(pauses(CandidateExit.HANDED_OVER.code(), 4)).containsExactly("0", "0", "0", "0");
  }

  @Test
  void afterASignalToTheJvmToo() throws Exception {
    assertThat(pauses(143, 4)).containsExactly("0", "0", "0", "0");
  }

  @Test
  void afterYoungDeathsItPausesLongerEachTime() throws Exception {
    assertThat(pauses(CandidateExit.CRASHED.code(), 3)).containsExactly("0", "0.2", "0.5");
  }

  @Test
  void whereAnotherStandsTheNextOneIsInNoHurry() throws Exception {
    assertThat(pauses(137, 2, "mkdir -p tmp; : > tmp/in-company")).containsExactly("3", "3");
    assertThat(pauses(CandidateExit.HANDED_OVER.code(), 1, ": > tmp/in-company"))
        .containsExactly("0");
  }

  /** As when YARN has forgotten whom to kill. */
  @Test
  void whoeverKillsTheLauncherEndsTheJvmToo() throws Exception {
    writeJava(
        """
        #!/bin/sh
        echo x > started
        cat
        echo x > ended
        """);
    Process launcher = launcher().redirectOutput(directory.resolve("out").toFile()).start();
    await().atMost(PATIENCE).until(() -> Files.exists(directory.resolve("started")));
    assertThat(directory.resolve("ended")).doesNotExist();

    launcher.destroyForcibly();

    await().atMost(PATIENCE).until(() -> Files.exists(directory.resolve("ended")));
  }

  /** The pauses before each next start, where so many end with the code, and then the job. */
  private List<String> pauses(int code, int times) throws IOException, InterruptedException {
    return pauses(code, times, ":");
  }

  private List<String> pauses(int code, int times, String before)
      throws IOException, InterruptedException {
    Files.deleteIfExists(directory.resolve("started"));
    writeJava(
        """
        #!/bin/sh
        echo x >> started
        %s
        [ "$(wc -l < started)" -gt %d ] && exit 0
        exit %d
        """
            .formatted(before, times, code));
    Process launcher = launcher().start();
    String output = new String(launcher.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(launcher.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(launcher.exitValue()).as(output).isZero();
    return output.lines().map(line -> line.replaceAll(".*starts in (\\S+) s", "$1")).toList();
  }

  private void writeJava(String script) throws IOException {
    Path java = directory.resolve("bin").resolve("java");
    Files.createDirectories(java.getParent());
    Files.writeString(java, script);
    assertThat(java.toFile().setExecutable(true)).isTrue();
  }

  private ProcessBuilder launcher() {
    ProcessBuilder builder =
        new ProcessBuilder(
            "bash", Path.of("..", "bin", "am-launcher.sh").toAbsolutePath().toString());
    builder.directory(directory.toFile());
    builder.environment().put("AM_JAVA_HOME", directory.toString());
    builder.environment().put("LOG_DIR", ".");
    return builder.redirectErrorStream(true);
  }
}
