package io.samzakeeper.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.samzakeeper.job.ExitCode;
import io.samzakeeper.job.WorkerRegistration;
import io.samzakeeper.job.WorkerRegistration.State;
import io.samzakeeper.samza.TestJob;
import io.samzakeeper.tree.Versioned;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The worker as a process: what YARN sees of its end. */
@Timeout(180)
class WorkerProcessIT {
  private final List<Process> processes = new ArrayList<>();
  @TempDir private Path directory;
  private TestJob job;
  private Map<String, String> config;

  @BeforeEach
  void start(TestInfo info) throws Exception {
    job = new TestJob();
    config = NumbersJob.config(info.getDisplayName(), 100);
  }

  @AfterEach
  void stop() throws Exception {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
    job.close();
  }

  @Test
  void allTasksDoneIsZero() throws Exception {
    config.put("numbers.end", "true");
    assign();
    assertThat(exitOf(worker(Map.of()))).isEqualTo(ExitCode.COMPLETED.code());
  }

  @Test
  void sigtermStopsItAndEndsItsSession() throws Exception {
    assign();
    Process worker = worker(Map.of());
    awaitRunning();
    worker.destroy();
    assertThat(exitOf(worker)).isEqualTo(ExitCode.TERMINATED.code());
    assertThat(job.tree().children(TestJob.paths().workers())).isEmpty();
  }

  @Test
  void aPausedWorkerThatLostItsProcessorMeanwhileStopsAfterwards() throws Exception {
    assign();
    Process worker = worker(Map.of());
    awaitRunning();
    signal(worker, "STOP");
    Versioned<?> newer = job.assign("container_2", 1);
    long before = job.transactionOf(TestJob.paths().checkpoint("Partition 0"));
    signal(worker, "CONT");
    assertThat(exitOf(worker)).isEqualTo(ExitCode.ASSIGNMENT_LOST.code());
    assertThat(newer.version()).isPositive();
    assertThat(job.transactionOf(TestJob.paths().checkpoint("Partition 0"))).isEqualTo(before);
  }

  @Test
  void aMissingVariableIsABadConfig() throws Exception {
    assertThat(exitOf(worker(Map.of("KEEPER_ZK_ROOT", "")))).isEqualTo(ExitCode.BAD_CONFIG.code());
  }

  private void assign() throws Exception {
    job.assign("container_1", NumbersJob.plan(job, config));
  }

  private Process worker(Map<String, String> variables) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                WorkerMain.class.getName())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("worker.log").toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "KEEPER_ZK_CONNECT",
                job.server().getConnectString(),
                "KEEPER_ZK_ROOT",
                TestJob.ROOT,
                "KEEPER_JOB_NAME",
                TestJob.JOB.name(),
                "KEEPER_JOB_ID",
                TestJob.JOB.id(),
                "KEEPER_ZK_SESSION_TIMEOUT_MS",
                "20000",
                "KEEPER_ZK_OUTAGE_MAX_MS",
                "0",
                "SAMZA_CONTAINER_ID",
                "0",
                "CONTAINER_ID",
                "container_1",
                "NM_HOST",
                "host",
                "KEEPER_EPOCH",
                Long.toString(TestJob.EPOCH)));
    builder.environment().putAll(variables);
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  /** Registered as running, and a checkpoint written. */
  private void awaitRunning() {
    await()
        .atMost(60, TimeUnit.SECONDS)
        .untilAsserted(
            () -> {
              assertThat(
                      job.tree()
                          .read(TestJob.paths().worker("container_1"), WorkerRegistration.class)
                          .map(worker -> worker.value().state()))
                  .contains(State.RUNNING);
              assertThat(job.checkpoint("Partition 0")).isPresent();
            });
  }

  private static int exitOf(Process process) throws InterruptedException {
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private static void signal(Process process, String signal) throws Exception {
    int exit =
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
            .inheritIO()
            .start()
            .waitFor();
    assertThat(exit).isZero();
  }
}
