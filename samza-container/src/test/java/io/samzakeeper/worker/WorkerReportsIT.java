package io.samzakeeper.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.WorkerRegistration;
import io.samzakeeper.job.WorkerRegistration.State;
import io.samzakeeper.job.WorkerReport;
import io.samzakeeper.job.WorkerReport.Work;
import io.samzakeeper.liveness.LivenessWatch;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** How a worker fares, as its leader hears it. */
class WorkerReportsIT extends InJvmWorkers {
  @Test
  void tellsWhoWatchesItHowItFares() throws Exception {
    Map<String, String> config = NumbersJob.config(test, 100);
    config.put("keeper.worker.report.ms", "100");
    job.assign("container_1", NumbersJob.plan(job, config));
    start("container_1");
    awaitState("container_1", State.RUNNING);

    try (Reports reports = new Reports(registration("container_1").orElseThrow())) {
      WorkerReport report =
          reports.await(r -> r.work().messages() == 200 && r.work().commits() > 0);

      assertThat(report.processor()).isEqualTo("0");
      assertThat(report.memoryBytes()).isGreaterThan(report.heapBytes() / 2);
      assertThat(report.heapMaxBytes()).isGreaterThan(report.heapBytes());
      assertThat(report.cpuSeconds()).isPositive();
      Work work = report.work();
      assertThat(work.sinceMillis()).isLessThanOrEqualTo(report.atMillis());
      assertThat(work.commitMeanSeconds())
          .isPositive()
          .isLessThanOrEqualTo(work.commitMaxSeconds());
      assertThat(work.lag()).as("this system tells none").isEmpty();
      assertThat(reports.metrics(report))
          .contains("keeper_worker_messages_total{job_name=", "processor=\"0\"", "} 200\n");
    }
  }

  @Test
  void aSpareTellsHowItFaresAndWhatItDoesLater() throws Exception {
    Map<String, String> config = NumbersJob.config(test, 100);
    config.put("keeper.worker.report.ms", "100");
    config.put("keeper.worker.metrics.port", "-1");
    long plan = NumbersJob.plan(job, config);
    job.tableSpare("container_1");
    startSpare("container_1");
    awaitState("container_1", State.WAITING);

    try (Reports reports = new Reports(registration("container_1").orElseThrow())) {
      WorkerReport waiting = reports.await(r -> r.processor().isEmpty());
      assertThat(waiting.work()).isEqualTo(Work.NONE);

      job.assign("container_1", plan);
      job.table("container_1", ContainerRecord.ANY_PLAN, true);
      WorkerReport running = reports.await(r -> r.work().messages() == 200);
      assertThat(running.processor()).isEqualTo("0");
      assertThat(running.metricsAddress()).isEmpty();
    }
  }

  /** As a leader hears them. */
  private static final class Reports implements AutoCloseable {
    private final BlockingQueue<byte[]> lines = new LinkedBlockingQueue<>();
    private final LivenessWatch watch;

    Reports(WorkerRegistration worker) {
      watch = new LivenessWatch("reports-test", id -> {}, (id, line) -> lines.add(line));
      String port = worker.livenessAddress().substring(worker.livenessAddress().lastIndexOf(':'));
      watch.follow(worker.livenessId(), "127.0.0.1" + port); // its host is no name here
    }

    WorkerReport await(Predicate<WorkerReport> wanted) throws Exception {
      while (true) {
        byte[] line = lines.poll(30, TimeUnit.SECONDS);
        assertThat(line).as("a report").isNotNull();
        WorkerReport report = WorkerReport.decode(line);
        if (wanted.test(report)) {
          return report;
        }
      }
    }

    String metrics(WorkerReport report) throws Exception {
      String port = report.metricsAddress().substring(report.metricsAddress().lastIndexOf(':'));
      URI uri = URI.create("http://127.0.0.1" + port + "/metrics");
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }

    @Override
    public void close() {
      watch.close();
    }
  }
}
