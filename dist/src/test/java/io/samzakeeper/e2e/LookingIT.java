package io.samzakeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.samzakeeper.grid.GridOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The verbs by which people look at a job, from its start to after its end, as processes, on a grid
 * that aggregates logs.
 */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LookingIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ESCAPE = "\u001b";
  private static final String OTHER_SCREEN = ESCAPE + "[?1049h";
  private static final String FIRST_SCREEN = ESCAPE + "[?1049l";

  @TempDir private Path directory;
  private Cluster cluster;

  @BeforeAll
  void startCluster() {
    Path work = BuildOutput.work().resolve("looking");
    cluster =
        Cluster.start(
            work,
            GridOptions.DEFAULT.withYarnProperties(
                Map.of(
                    "yarn.log-aggregation-enable",
                    "true",
                    "yarn.nodemanager.remote-app-log-dir",
                    work.resolve("grid").resolve("aggregated").toUri().toString())));
  }

  @AfterAll
  void stopCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void aJobIsSeenFromItsStartToAfterItsEnd() throws IOException, InterruptedException {
    assertThat(cluster.keeper(0, "list", "--running")).contains("No job is running");
    try (EchoJob echo =
        EchoJob.start(
            cluster, "looking", 2, 2, config -> config.with("keeper.am.standby.count", "1"))) {
      Job job = echo.job();
      String name = job.id().name();
      job.awaitAllRunning();
      await("the standby").atMost(PATIENCE).until(() -> job.standing().size() == 2);

      assertThat(cluster.keeper(0, "list", "--running"))
          .contains(name, "RUNNING", "2/2", "1/1", job.applicationId())
          .doesNotContain(ESCAPE);
      JsonNode row = JSON.readTree(cluster.keeper(0, "list", "--json")).get(0);
      assertThat(row.path("applicationId").asText()).isEqualTo(job.applicationId());
      assertThat(cluster.keeper(0, "status", name)).contains(job.applicationId(), "RUNNING");
      assertThat(cluster.keeper(0, "events", name, "-n", "1").lines()).hasSize(1);
      assertThat(validate(job, 0)).contains("containers: 2 of 2", "standby AMs: 1 of 1");
      logsAreRead(name);
      levelsOfLoggersAreChanged(name);

      Path screen = directory.resolve("watch.screen");
      Path lines = directory.resolve("watch.json");
      Process changes = start(lines, List.of(keeper(), "watch", name, "--json"));
      Process watch = inTerminal(screen, "watch", name);
      try {
        await("the picture")
            .atMost(PATIENCE)
            .until(() -> text(screen).contains(OTHER_SCREEN) && text(screen).contains("PROCESSOR"));
        await("the lines").atMost(PATIENCE).until(() -> text(lines).contains("\"processor\""));
        Path coloured = directory.resolve("list.screen");
        assertThat(inTerminal(coloured, "list").waitFor()).isZero();
        assertThat(text(coloured)).contains(ESCAPE + "[1m", name);

        assertThat(cluster.keeper(0, "kill", name)).contains("Killed " + job.applicationId());
        assertThat(watch.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(watch.exitValue()).as(text(screen)).isEqualTo(5);
        assertThat(text(screen)).contains(FIRST_SCREEN);
        assertThat(changes.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(changes.exitValue()).as(text(lines)).isEqualTo(5);
        changesAreObjects(text(lines));
      } finally {
        watch.descendants().forEach(ProcessHandle::destroyForcibly);
        watch.destroyForcibly();
        changes.destroyForcibly();
      }

      assertThat(cluster.keeper(6, "kill", name)).contains("does not run");
      assertThat(cluster.keeper(6, "status", name)).contains("KILLED");
      assertThat(validate(job, 6)).contains("does not run");
      assertThat(cluster.keeper(0, "list", "--running")).contains("No job is running");
      aggregatedLogsAreRead(name);
    }
  }

  private static void changesAreObjects(String lines) throws IOException {
    List<String> kinds = new ArrayList<>();
    for (String line : lines.lines().toList()) {
      JsonNode change = JSON.readTree(line);
      assertThat(change.path("name").asText()).as(line).isNotEmpty();
      kinds.add(change.path("kind").asText());
    }
    assertThat(kinds).contains("application", "standby", "processor", "event");
  }

  private void logsAreRead(String name) {
    assertThat(cluster.keeper(0, "logs", name, "0")).contains("samza");
    assertThat(cluster.keeper(0, "logs", name, "am", "-n", "3").lines()).hasSize(3);
    assertThat(cluster.keeper(0, "logs", name, "1", "--files"))
        .contains("samza-container-1.log", "stderr");
    assertThat(cluster.keeper(2, "logs", name, "7")).contains("PROCESSOR=7", "0, 1");
  }

  private void levelsOfLoggersAreChanged(String name) {
    assertThat(cluster.keeper(0, "loglevel", name, "am", "io.samzakeeper=DEBUG"))
        .contains("am: io.samzakeeper=DEBUG");
    await("the leader goes by it")
        .atMost(PATIENCE)
        .until(() -> cluster.keeper(0, "logs", name, "am").contains("DEBUG"));
    assertThat(cluster.keeper(0, "loglevel", name, "--reset")).contains("as the files say");
  }

  /** YARN takes a moment to put them there. */
  private void aggregatedLogsAreRead(String name) {
    await("the logs are aggregated")
        .atMost(PATIENCE)
        .ignoreExceptionsMatching(AssertionError.class::isInstance)
        .untilAsserted(
            () ->
                assertThat(cluster.keeper(0, "logs", name, "am")).contains("stands for election"));
    assertThat(cluster.keeper(0, "logs", name, "0", "-n", "5").lines()).hasSize(5);
    assertThat(cluster.keeper(0, "logs", name, "1", "--files")).contains("samza-container-1.log");
    assertThat(cluster.keeper(0, "logs", name)).contains("am ", "0 ", "1 ");
  }

  private String validate(Job job, int exitCode) {
    return cluster
        .product()
        .run("validate-yarn-job.sh", Map.of(), List.of("--config-path=" + job.file()))
        .requireExitCode(exitCode)
        .output();
  }

  /** {@code bin/keeper} in a terminal of its own, whose screen is kept in a file. */
  private Process inTerminal(Path screen, String... arguments) {
    String command =
        "stty rows 40 cols 120; exec '" + keeper() + "' " + String.join(" ", arguments);
    return start(screen, List.of("script", "-qefc", command, "/dev/null"));
  }

  private String keeper() {
    return cluster.product().home().resolve("bin").resolve("keeper").toString();
  }

  private Process start(Path output, List<String> command) {
    return Command.start(
        directory,
        Map.of(
            "HADOOP_CONF_DIR",
            cluster.grid().hadoopConfDir().toString(),
            "KEEPER_ZK_CONNECT",
            cluster.grid().zooKeeperConnect(),
            "SHELL",
            "/bin/bash",
            "TERM",
            "xterm"),
        output,
        command);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
