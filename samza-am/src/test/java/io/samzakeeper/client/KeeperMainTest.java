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
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused before anybody is spoken to, and where the cluster's defaults come from. */
class KeeperMainTest {
  @TempDir Path directory;

  @Test
  void noVerb() {
    assertRefused(run(Map.of()), "a verb is missing", "failover", "status");
  }

  @Test
  void anUnknownVerb() {
    assertRefused(run(Map.of(), "failovr", "job"), "failovr");
  }

  @Test
  void noJob() {
    assertRefused(run(Map.of(), "failover"), "JOB");
  }

  @Test
  void noZooKeeper() {
    assertRefused(run(Map.of(), "failover", "word-count"), "keeper.zk.connect is missing");
  }

  @Test
  void helpHasExamplesAndExitCodes() {
    Result help = run(Map.of(), "failover", "--help");
    assertThat(help.code()).isZero();
    assertThat(help.output()).contains("keeper failover word-count", "--to", "Exit codes");
  }

  @Test
  void anothersKeyAmongTheDefaults() throws IOException {
    defaults("job.name=x\n");
    assertRefused(
        run(Map.of("KEEPER_CONF_DIR", directory.toString()), "failover", "word-count"),
        "job.name",
        "keeper.properties");
  }

  @Test
  void defaultsAreBelowTheEnvironmentAndThatBelowTheJob() throws IOException {
    defaults("keeper.zk.connect=file:1\nkeeper.zk.root=/root\n");
    Map<String, String> environment =
        Map.of("KEEPER_CONF_DIR", directory.toString(), "KEEPER_ZK_CONNECT", "environment:1");
    TreeMap<String, String> job = new TreeMap<>(Map.of("job.name", "x"));
    assertThat(ClusterDefaults.below(job, ClusterDefaults.from(environment)))
        .containsEntry("keeper.zk.connect", "environment:1")
        .containsEntry("keeper.zk.root", "/root")
        .containsEntry("job.name", "x");
    job.put("job.coordinator.zk.connect", "job:1"); // the same key by its older name
    assertThat(ClusterDefaults.below(job, ClusterDefaults.from(environment)))
        .doesNotContainKey("keeper.zk.connect")
        .containsEntry("job.coordinator.zk.connect", "job:1");
  }

  @Test
  void completionKnowsVerbsAndTheirOptions() throws IOException, InterruptedException {
    Result script = run(Map.of(), "completion");
    assertThat(script.code()).isZero();
    Path file = Files.writeString(directory.resolve("keeper.bash"), script.output());
    assertThat(completions(file, "keeper", "wa")).containsExactly("watch");
    assertThat(completions(file, "keeper", "failover", "--t")).contains("--to");
  }

  /** As bash asks for them. */
  private static List<String> completions(Path script, String... words)
      throws IOException, InterruptedException {
    String ask =
        "compopt() { :; }; source '%s'; COMP_WORDS=(%s); COMP_CWORD=%d; _complete_keeper; echo ${COMPREPLY[@]}"
            .formatted(script, String.join(" ", words), words.length - 1);
    Process bash = new ProcessBuilder("bash", "-c", ask).redirectErrorStream(true).start();
    String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(output).isZero();
    return List.of(output.strip().split(" "));
  }

  private void defaults(String text) throws IOException {
    Files.writeString(directory.resolve("keeper.properties"), text);
  }

  private record Result(int code, String output) {}

  private Result run(Map<String, String> environment, String... arguments) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    int code = KeeperMain.run(arguments, environment, out, out);
    return new Result(code, bytes.toString(StandardCharsets.UTF_8));
  }

  private static void assertRefused(Result result, String... parts) {
    assertThat(result.output()).contains(parts);
    assertThat(result.code()).isEqualTo(ClientExit.BAD_INPUT.code());
  }
}
