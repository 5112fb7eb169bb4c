package io.samzakeeper.am.planning;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.samzakeeper.job.LaunchSpec;
import io.samzakeeper.job.PlannerRequest;
import io.samzakeeper.job.PlannerResult;
import io.samzakeeper.job.PlannerResult.Problem;
import io.samzakeeper.job.PlannerResult.Status;
import io.samzakeeper.job.Znodes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A planner beside a leader, as a script in a container of which there is nothing else. */
class LeaderPlannerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path container;

  private Path planner;

  @BeforeEach
  void theFilesOfWorkers() throws IOException {
    Path scripts = Files.createDirectories(container.resolve("__for-workers-__keeper/bin"));
    Files.copy(Path.of("../bin/leashed.sh"), scripts.resolve("leashed.sh"));
    planner = scripts.resolve("run-container.sh");
    Files.createDirectories(container.resolve("__for-workers-__package/lib"));
  }

  @Test
  void itRunsAsAWorkerWouldAndItsAnswerComesBack() throws Exception {
    Files.write(
        container.resolve("answer"),
        Znodes.encode(
            PlannerResult.failed(
                Status.BAD_INPUT, new Problem("a.key", "", "", "no such thing"), List.of())));
    script(
        "[ -d __package/lib ] && [ -f request.json ] || exit 9\n"
            + "echo \"$1 $2 $3|$JAVA_HOME|$JAVA_OPTS|$(nice)|${DEBUG:-}\" > ../../seen\n"
            + "stat -c %a \"$HADOOP_TOKEN_FILE_LOCATION\" >> ../../seen\n"
            + "cat \"$HADOOP_TOKEN_FILE_LOCATION\" >> ../../seen\n"
            + "cp ../../answer result.json\n"
            + "exit 2");

    assertThat(leaderPlanner(1024).ask(request()))
        .isInstanceOfSatisfying(
            LeaderPlanner.Answered.class,
            answer -> assertThat(answer.result().problem().key()).isEqualTo("a.key"));

    List<String> seen = Files.readAllLines(container.resolve("seen"));
    assertThat(seen.get(0))
        .startsWith("io.samzakeeper.planner.PlannerMain request.json result.json|/java|")
        .contains("-Xmx448m")
        .endsWith("|19|");
    assertThat(seen.subList(1, 3)).containsExactly("600", "secrets");
  }

  @Test
  void aSecondQuestionFindsNothingOfTheFirst() throws Exception {
    script("[ -e mark ] && exit 9; echo > mark; exit 1");

    assertThat(leaderPlanner(1024).ask(request())).asString().contains("exit code 1 ");
    assertThat(leaderPlanner(1024).ask(request())).asString().contains("exit code 1 ");
    assertThat(container.resolve("__for-workers-__package/lib")).exists();
  }

  @Test
  void thePlannersLastWordsAreTheReason() throws Exception {
    script("echo 'no Java here' >&2; exit 127");

    assertThat(leaderPlanner(1024).ask(request()))
        .asString()
        .contains("exit code 127")
        .contains("no Java here");
  }

  @Test
  void nothingIsStartedWhereThereIsNoRoom() throws Exception {
    script("echo > ../../seen");

    assertThat(leaderPlanner(512).ask(request()))
        .asString()
        .contains("512 MB")
        .contains("yarn.am.container.memory.mb of 672 would do");
    assertThat(container.resolve("seen")).doesNotExist();
  }

  @Test
  void aFileThatIsNotThereIsNamed() throws Exception {
    Files.delete(container.resolve("__for-workers-__package/lib"));
    Files.delete(container.resolve("__for-workers-__package"));

    assertThat(leaderPlanner(1024).ask(request())).asString().contains("__for-workers-__package");
  }

  @Test
  void whoStopsWaitingEndsThePlanner() throws Exception {
    script("echo $$ > ../../pid.new; mv ../../pid.new ../../pid; exec sleep 1000");
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<?> asked = thread.submit(() -> leaderPlanner(1024).ask(request()));
      await().atMost(PATIENCE).until(() -> Files.exists(container.resolve("pid")));
      ProcessHandle sleeping =
          ProcessHandle.of(
                  Long.parseLong(Files.readString(container.resolve("pid"), UTF_8).strip()))
              .orElseThrow();

      thread.shutdownNow();

      await().atMost(PATIENCE).until(() -> !sleeping.isAlive());
      assertThatThrownBy(asked::get).hasCauseInstanceOf(InterruptedException.class);
    } finally {
      thread.shutdownNow();
    }
  }

  private LeaderPlanner leaderPlanner(int containerMb) {
    TreeMap<String, String> environment = new TreeMap<>();
    environment.put("JAVA_HOME", "/java");
    environment.put("DEBUG", "a worker's");
    LaunchSpec worker =
        new LaunchSpec(List.of(resource("__keeper"), resource("__package")), environment, "run");
    return new LeaderPlanner(
        container, worker, containerMb, 256, ByteBuffer.wrap("secrets".getBytes(UTF_8)));
  }

  private void script(String content) throws IOException {
    Files.writeString(planner, "#!/usr/bin/env bash\n" + content + "\n");
    Files.setPosixFilePermissions(planner, PosixFilePermissions.fromString("rwx------"));
  }

  private static PlannerRequest request() {
    return PlannerRequest.plan(new TreeMap<>(), "", new TreeMap<>(), false, false);
  }

  private static LaunchSpec.Resource resource(String name) {
    return new LaunchSpec.Resource(name, "hdfs://nn/" + name, "ARCHIVE", "PRIVATE", 10, 20);
  }
}
