package io.samzakeeper.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.samzakeeper.job.CheckpointRecord;
import io.samzakeeper.job.ExitCode;
import io.samzakeeper.job.WorkerRegistration;
import io.samzakeeper.job.WorkerRegistration.State;
import io.samzakeeper.samza.TestJob;
import io.samzakeeper.tree.Versioned;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/** Workers with a real Samza container and a real ZooKeeper server, in this JVM. */
@Timeout(90)
abstract class InJvmWorkers {
  static final String SESSION_MILLIS = "6000";

  final List<Worker> workers = new ArrayList<>();
  TestJob job;
  String test;

  @BeforeEach
  void start(TestInfo info) throws Exception {
    test = info.getDisplayName();
    job = new TestJob();
  }

  @AfterEach
  void stop() throws Exception {
    for (Worker worker : workers) {
      worker.end(ExitCode.TERMINATED, "the test is over", null);
      worker.awaitEnd();
      worker.close();
    }
    job.close();
  }

  Running start(String containerId) {
    return start(containerId, TestJob.EPOCH);
  }

  Running start(String containerId, long epoch) {
    return start(containerId, epoch, Duration.ofMinutes(1));
  }

  Running start(String containerId, long epoch, Duration outageMax) {
    return start(
        containerId, environment(job.server().getConnectString(), containerId, epoch, outageMax));
  }

  Running startSpare(String containerId) {
    Map<String, String> variables =
        variables(
            job.server().getConnectString(), containerId, TestJob.EPOCH, Duration.ofMinutes(1));
    variables.remove("SAMZA_CONTAINER_ID");
    variables.put("KEEPER_SPARE", "true");
    return start(containerId, WorkerEnvironment.of(variables));
  }

  Running start(String containerId, WorkerEnvironment environment) {
    Worker worker = new Worker(environment, Duration.ofSeconds(20), (grace, code) -> {});
    workers.add(worker);
    return new Running(
        worker,
        CompletableFuture.supplyAsync(
            worker::run, runnable -> new Thread(runnable, containerId).start()));
  }

  record Running(Worker worker, CompletableFuture<ExitCode> result) {
    ExitCode exit() throws Exception {
      return result.get(60, TimeUnit.SECONDS);
    }
  }

  static WorkerEnvironment environment(
      String connect, String containerId, long epoch, Duration outageMax) {
    return WorkerEnvironment.of(variables(connect, containerId, epoch, outageMax));
  }

  static Map<String, String> variables(
      String connect, String containerId, long epoch, Duration outageMax) {
    Map<String, String> variables = new HashMap<>();
    variables.put("KEEPER_ZK_CONNECT", connect);
    variables.put("KEEPER_ZK_ROOT", TestJob.ROOT);
    variables.put("KEEPER_JOB_NAME", TestJob.JOB.name());
    variables.put("KEEPER_JOB_ID", TestJob.JOB.id());
    variables.put("KEEPER_ZK_SESSION_TIMEOUT_MS", SESSION_MILLIS);
    variables.put("KEEPER_ZK_OUTAGE_MAX_MS", Long.toString(outageMax.toMillis()));
    variables.put("SAMZA_CONTAINER_ID", "0");
    variables.put("CONTAINER_ID", containerId);
    variables.put("NM_HOST", "host");
    variables.put("KEEPER_EPOCH", Long.toString(epoch));
    variables.put("KEEPER_LAUNCH", "digest");
    return variables;
  }

  Optional<WorkerRegistration> registration(String containerId) {
    return job.tree()
        .read(TestJob.paths().worker(containerId), WorkerRegistration.class)
        .map(Versioned::value);
  }

  /** Until the durable checkpoints of both tasks have come as far as that. */
  void awaitOffsets(String offset) {
    await()
        .atMost(60, TimeUnit.SECONDS)
        .untilAsserted(
            () -> {
              for (String task : List.of("Partition 0", "Partition 1")) {
                assertThat(job.checkpoint(task))
                    .hasValueSatisfying(record -> assertThat(offsets(record)).containsOnly(offset));
              }
            });
  }

  static List<String> offsets(CheckpointRecord record) {
    return record.versions().values().stream()
        .flatMap(version -> version.inputs().stream())
        .map(CheckpointRecord.Input::offset)
        .toList();
  }

  void awaitProcessed(int count) {
    await().atMost(60, TimeUnit.SECONDS).until(() -> CountingTask.processed(test) >= count);
    assertThat(CountingTask.processed(test)).isEqualTo(count);
  }

  void awaitState(String containerId, State state) {
    await()
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> registration(containerId).filter(w -> w.state() == state).isPresent());
  }
}
