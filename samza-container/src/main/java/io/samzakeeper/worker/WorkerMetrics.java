package io.samzakeeper.worker;

import io.samzakeeper.job.WorkerReport;
import io.samzakeeper.job.WorkerReport.Work;
import io.samzakeeper.metrics.PrometheusText;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** A worker's metrics in Prometheus's text format, in base units. Pure. */
final class WorkerMetrics {
  private static final double MILLIS = Duration.ofSeconds(1).toMillis();

  private WorkerMetrics() {}

  static String of(WorkerEnvironment environment, WorkerReport report) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("job_name", environment.job().name());
    labels.put("job_id", environment.job().id());
    labels.put("processor", report.processor());
    labels.put("container_id", environment.containerId());
    PrometheusText text = new PrometheusText(labels);
    process(text, report);
    if (report.work().sinceMillis() != 0) {
      work(text, report.work());
    }
    return text.toString();
  }

  private static void process(PrometheusText text, WorkerReport report) {
    text.counter(
        "keeper_worker_cpu_seconds_total", "CPU time of the process.", report.cpuSeconds());
    if (report.memoryBytes() > 0) {
      text.gauge(
          "keeper_worker_memory_bytes",
          "Resident memory of the process.",
          (double) report.memoryBytes());
    }
    text.gauge("keeper_worker_heap_used_bytes", "Heap in use.", (double) report.heapBytes());
    text.gauge(
        "keeper_worker_heap_max_bytes", "The most that it may be.", (double) report.heapMaxBytes());
  }

  private static void work(PrometheusText text, Work work) {
    text.gauge(
        "keeper_worker_start_time_seconds",
        "When the Samza container was started, in seconds since 1970.",
        work.sinceMillis() / MILLIS);
    text.counter(
        "keeper_worker_messages_total", "Messages given to tasks.", (double) work.messages());
    text.counter("keeper_worker_commits_total", "Commits of tasks.", (double) work.commits());
    text.gauge(
        "keeper_worker_commit_mean_seconds",
        "How long commits took, over five minutes.",
        work.commitMeanSeconds());
    text.gauge(
        "keeper_worker_commit_max_seconds",
        "The longest commit of five minutes.",
        work.commitMaxSeconds());
    text.gauge("keeper_worker_lag_messages", "Messages of a partition that are not processed yet.");
    work.lag()
        .forEach(
            (input, lag) -> {
              int partition = input.lastIndexOf('#');
              text.sample(
                  "keeper_worker_lag_messages",
                  (double) lag,
                  "input",
                  input.substring(0, partition),
                  "partition",
                  input.substring(partition + 1));
            });
  }
}
