package io.samzakeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.samzakeeper.job.Application;
import io.samzakeeper.job.ProcessorRecord;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How jobs come to their end by themselves: well, or not. */
@ExtendWith(ClusterExtension.class)
class EndingIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Cluster cluster;

  EndingIT(Cluster cluster) {
    this.cluster = cluster;
  }

  /** Every task completes: so does each worker, and with the last of them the application. */
  @Test
  void jobWhoseTasksAllCompleteSucceeds() {
    String name = cluster.uniqueName("bounded");
    JobConfig config = EchoJob.config(cluster, name, 4, 2);
    cluster.topics().send(name + "-in", "0", "0", "0", "0", "1", "1", "1", "1");
    try (Job job = Job.start(cluster, config)) {
      cluster.topics().sendToAll(name + "-in", "end");
      awaitEnd(job, "SUCCEEDED");
      assertThat(job.application().state()).isEqualTo(Application.State.SUCCEEDED);
      assertThat(job.processor("0"))
          .get()
          .extracting(ProcessorRecord::outcome)
          .isEqualTo(ProcessorRecord.Outcome.COMPLETED);
      Command.Result status = job.run("--operation=status");
      assertThat(status.output()).containsIgnoringCase("succeeded");
    }
  }

  /** Row 20: back-off, then the documented end, with the reason where people look for it. */
  @Test
  void crashLoopFailsTheJobWithContainerExitCodeAndError() {
    String name = cluster.uniqueName("crash-loop");
    JobConfig config =
        EchoJob.config(cluster, name, 2, 1)
            .with("cluster-manager.container.retry.count", "2")
            .with("cluster-manager.container.retry.window.ms", "300000");
    try (Job job = Job.start(cluster, config)) {
      cluster.topics().send(name + "-in", "poison");
      awaitEnd(job, "FAILED");
      String diagnostics =
          cluster.resourceManager().application(job.applicationId()).path("diagnostics").asText();
      assertThat(diagnostics)
          .containsPattern("container_\\w+")
          .containsIgnoringCase("exit code")
          .contains("this record is poison");
      assertThat(job.application().state()).isEqualTo(Application.State.FAILED);
      assertThat(job.application().diagnostics()).contains("this record is poison");
      Command.Result status = job.run("--operation=status");
      assertThat(status.output()).contains("this record is poison");
    }
  }

  /** Row 20, where the job is to run on without it: its input waits, and everybody is told. */
  @Test
  @Tag("long")
  void withoutTheProcessorThatFailsTheJobRunsOnAndSaysSo() {
    String name = cluster.uniqueName("runs-on");
    JobConfig config =
        EchoJob.config(cluster, name, 2, 2)
            .with("cluster-manager.container.retry.count", "1")
            .with("cluster-manager.container.fail.job.after.retries", "false");
    try (Job job = Job.start(cluster, config)) {
      SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
      cluster.topics().send(name + "-in", "poison"); // in one partition, so to one processor

      String failed =
          await("one is given up")
              .atMost(PATIENCE)
              .until(() -> givenUp(job, before.keySet()), Optional::isPresent)
              .orElseThrow();

      before.remove(failed);
      assertThat(job.workers()).as("the other").isEqualTo(before);
      assertThat(job.keeper("events").requireExitCode(0).output())
          .contains("given up, the job goes on without it");
      assertThat(job.run("--operation=status").output())
          .contains(": given up", "this record is poison");
      assertThat(job.application().state()).isEqualTo(Application.State.RUNNING);
    }
  }

  private static Optional<String> givenUp(Job job, Set<String> processors) {
    return processors.stream()
        .filter(
            id ->
                job.processor(id)
                    .filter(record -> record.outcome() == ProcessorRecord.Outcome.GIVEN_UP)
                    .isPresent())
        .findFirst();
  }

  /** Row 20 with rows 5 and 6: failures are counted in ZooKeeper, not in a process. */
  @Test
  @Tag("long")
  void failureCountsSurviveTheAm() {
    String name = cluster.uniqueName("counted");
    JobConfig config =
        EchoJob.config(cluster, name, 2, 1)
            .with("cluster-manager.container.retry.count", "2")
            .with("cluster-manager.container.retry.window.ms", "300000");
    try (Job job = Job.start(cluster, config)) {
      for (int failures = 1; failures <= 2; failures++) {
        ContainerProcess worker = job.awaitAllRunning().get("0");
        worker.kill();
        job.awaitReplaced("0", worker);
        assertThat(job.processor("0"))
            .get()
            .extracting(ProcessorRecord::failures)
            .isEqualTo(failures);
        int epoch = job.epoch();
        job.leaderProcess().kill();
        job.awaitNewLeader(epoch);
      }
      job.awaitAllRunning().get("0").kill();
      awaitEnd(job, "FAILED");
    }
  }

  private void awaitEnd(Job job, String finalStatus) {
    String id = job.applicationId();
    await(id + " ends")
        .atMost(PATIENCE)
        .until(
            () -> cluster.resourceManager().application(id).path("state").asText(),
            state -> state.equals("FINISHED") || state.equals("FAILED") || state.equals("KILLED"));
    JsonNode application = cluster.resourceManager().application(id);
    assertThat(application.path("finalStatus").asText())
        .as(application.path("diagnostics").asText())
        .isEqualTo(finalStatus);
    await("nothing of it runs any more")
        .atMost(PATIENCE)
        .until(() -> ContainerProcesses.of(id).isEmpty());
  }
}
