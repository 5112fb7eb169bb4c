package io.samzakeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.samzakeeper.job.Application;
import io.samzakeeper.job.LeaderRecord;
import io.samzakeeper.tree.Versioned;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a user sees of a submission, from the unpacked tarball. */
@ExtendWith(ClusterExtension.class)
class SubmissionIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Cluster cluster;

  SubmissionIT(Cluster cluster) {
    this.cluster = cluster;
  }

  /** One job from submission to kill: each step is what users do next. */
  @Test
  void stockPackageRunsIsSeenInYarnIsRefusedTwiceAndIsKilled() {
    try (EchoJob echo = EchoJob.start(cluster, "stock", 4, 2, config -> config)) {
      Job job = echo.job();
      String id = job.applicationId();

      JsonNode application = cluster.resourceManager().application(id);
      assertThat(application.path("name").asText()).isEqualTo(job.id().name() + "_1");
      assertThat(application.path("applicationType").asText()).isEqualTo("Samza");
      assertThat(application.path("queue").asText()).endsWith("default");
      await("all containers run: full progress")
          .atMost(PATIENCE)
          .until(
              () -> cluster.resourceManager().application(id).path("progress").asDouble() == 100.0);
      ResourceManager.Page page = cluster.resourceManager().get("/proxy/" + id + "/");
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.body()).contains("api/v1/status");
      ResourceManager.Page facts = cluster.resourceManager().get("/proxy/" + id + "/api/v1/status");
      assertThat(facts.status()).isEqualTo(200);
      assertThat(facts.body()).contains(job.id().name());
      assertThat(application.path("trackingUrl").asText()).contains("/proxy/" + id);

      echo.checkNothingLost();
      echo.checkOneWriter();
      echo.checkNoLeak();

      Command.Result again = job.run();
      assertThat(again.exitCode()).isNotZero();
      assertThat(again.output()).contains(id);
      assertThat(cluster.resourceManager().applicationsNamed(job.id().applicationName()))
          .containsExactly(id);

      Command.Result status = job.run("--operation=status").requireExitCode(0);
      assertThat(status.output()).contains(id).containsIgnoringCase("running");

      job.run("--operation=kill").requireExitCode(0);
      awaitNothingLeft(id);
      assertThat(cluster.resourceManager().application(id).path("state").asText())
          .isEqualTo("KILLED");
      assertThat(job.application().state()).isEqualTo(Application.State.KILLED);

      Command.Result ended = job.run("--operation=status");
      assertThat(ended.output()).containsIgnoringCase("killed");
      assertThat(cluster.topics().names())
          .as("no coordinator stream, no checkpoint topic")
          .noneMatch(topic -> topic.startsWith("__samza"));
    }
  }

  /** Only a jar with the user's classes; the framework brings Samza. */
  @Test
  void jarAloneRunsAndGoesOnFromItsCheckpointsWhenSubmittedAgain() {
    String name = cluster.uniqueName("jar");
    JobConfig config = EchoJob.config(cluster, name, 2, 1).without("yarn.package.path");
    String jar = "--jar=" + BuildOutput.jobJar();
    try (Job job = Job.start(cluster, config, jar);
        EchoJob echo = EchoJob.attach(cluster, job, 2)) {
      echo.checkNothingLost();
      echo.checkOneWriter();
      job.run("--operation=kill").requireExitCode(0);
      awaitNothingLeft(job.applicationId());
      // What was committed before the kill is not read again.
      Map<Integer, Long> committed = echo.committed();
      long outputs = echo.echoes().records();
      assertThat(committed.values()).allMatch(offset -> offset > 0);

      job.run(jar).requireExitCode(0);
      job.awaitAllRunning();
      echo.checkNothingLost();
      echo.checkOneWriter();
      assertThat(echo.echoes().repeatedBefore(committed)).as("records read again").isZero();
      assertThat(echo.echoes().records()).isGreaterThan(outputs);
    }
  }

  /** {@code run-app.sh} is the same command; detached, it does not wait. */
  @Test
  void runAppDetachedReturnsAtOnceAndTheJobStarts() {
    String name = cluster.uniqueName("detached");
    JobConfig config = EchoJob.config(cluster, name, 2, 1);
    try (Job job = new Job(cluster, config)) {
      Command.Result result =
          cluster
              .product()
              .run(
                  "run-app.sh",
                  Map.of(),
                  List.of("--config-path=" + job.file(), "--detached", "--config", "job.id=7"));
      result.requireExitCode(0);
      try (Job other = new Job(cluster, JobConfig.copyOf(config).with("job.id", "7"))) {
        assertThat(result.output()).contains(other.applicationId());
        other.awaitAllRunning();
      }
    }
  }

  /** Row 39: the first leader dies before it can have asked for any container. */
  @Test
  @Tag("long")
  void submissionThatIsWatchedFollowsTheNextLeader() {
    JobConfig config = EchoJob.config(cluster, cluster.uniqueName("watched"), 4, 2);
    try (Job job = new Job(cluster, config)) {
      CompletableFuture<Command.Result> submission = CompletableFuture.supplyAsync(job::run);
      LeaderRecord first =
          await("a leader")
              .atMost(PATIENCE)
              .pollInterval(Duration.ofMillis(5))
              .until(() -> job.tree().leader(), SubmissionIT::leads)
              .orElseThrow()
              .value();
      int epoch = job.epoch();
      job.currentLeaderProcess().orElseThrow().kill();
      Command.Result result = submission.join();
      result.requireExitCode(0);
      assertThat(result.output()).containsPattern("AM leads: .*, epoch " + (epoch + 1));
      assertThat(job.leader().value().candidateId()).isNotEqualTo(first.candidateId());
      job.awaitAllRunning();
    }
  }

  private static boolean leads(Optional<Versioned<LeaderRecord>> leader) {
    return leader.filter(record -> !record.value().attemptId().isEmpty()).isPresent();
  }

  private void awaitNothingLeft(String applicationId) {
    await("nothing of " + applicationId + " is left")
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(ContainerProcesses.of(applicationId)).isEmpty();
              assertThat(cluster.resourceManager().runningContainers(applicationId)).isEmpty();
            });
  }
}
