package io.samzakeeper.am.web;

import io.samzakeeper.am.supervisor.JobView;
import io.samzakeeper.am.supervisor.JobView.ProcessorView;
import io.samzakeeper.job.JobId;
import io.samzakeeper.metrics.PrometheusText;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * The leader's metrics in Prometheus's text format, in base units. Pure, but for the JVM's own
 * figures.
 */
final class LeaderMetrics {
  private final PrometheusText text;

  private LeaderMetrics(JobId job) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("job_name", job.name());
    labels.put("job_id", job.id());
    this.text = new PrometheusText(labels);
  }

  static String of(JobId id, ShownJob job, JobView view) {
    LeaderMetrics metrics = new LeaderMetrics(id);
    metrics.leader(job, view);
    metrics.containers(job, view);
    metrics.candidates(job);
    metrics.process();
    metrics.workers(job.reports(), view);
    return metrics.text.toString();
  }

  private void leader(ShownJob job, JobView view) {
    LeaderFigures figures = job.figures();
    gauge("keeper_leader_epoch", "Epoch of the leader that answers.", (double) view.epoch());
    text.counter(
        "keeper_failovers_total",
        "Leaders that the job has had, but the first; planned changes included.",
        (double) Math.max(0, view.epoch() - 1));
    gauge(
        "keeper_leader_start_time_seconds",
        "When this leader took its epoch, in seconds since 1970.",
        figures.since().toEpochMilli() / 1000.0);
    figures
        .takeOver()
        .ifPresent(
            took ->
                gauge(
                    "keeper_take_over_seconds",
                    "From taking the epoch until YARN had heard this leader.",
                    took.toNanos() / 1e9));
    gauge(
        "keeper_resource_manager_heartbeat_age_seconds",
        "Since the ResourceManager's last answer.",
        figures.resourceManagerSilence().toNanos() / 1e9);
    gauge(
        "keeper_resource_manager_in_sync",
        "1 while the ResourceManager hears this leader.",
        view.inSync() ? 1 : 0);
    gauge(
        "keeper_zookeeper_connected",
        "1 while this leader has a connection to ZooKeeper.",
        figures.zooKeeper().connected() ? 1 : 0);
    gauge(
        "keeper_zookeeper_disconnected_seconds",
        "Since this leader has lost its connection to ZooKeeper; 0 while it has one.",
        figures.zooKeeper().silence().toNanos() / 1e9);
    gauge(
        "keeper_zookeeper_quorum_lost",
        "1 while there is no connection and the ensemble was seen without a quorum.",
        figures.zooKeeper().quorumLost() ? 1 : 0);
    gauge(
        "keeper_zookeeper_outage_limit_seconds",
        "How long this leader goes on without a quorum: keeper.zk.outage.max.ms.",
        figures.zooKeeper().outageMax().toNanos() / 1e9);
    gauge(
        "keeper_job_healthy",
        "1 while every container runs or has completed.",
        view.isHealthy() ? 1 : 0);
  }

  private void containers(ShownJob job, JobView view) {
    text.gauge("keeper_containers", "Samza containers by state.");
    for (JobView.State state : JobView.State.values()) {
      text.sample(
          "keeper_containers", view.count(state), "state", state.name().toLowerCase(Locale.ROOT));
    }
    gauge("keeper_containers_wanted", "Samza containers of the plan.", view.processors().size());
    gauge("keeper_spares", "Workers that wait without a processor.", view.spares());
    gauge(
        "keeper_container_restarts",
        "Containers started in this application, but the first of each.",
        view.processors().stream().mapToInt(ProcessorView::restarts).sum());
    text.counter(
        "keeper_container_starts_total", "Containers started by this leader, by what for.");
    job.counts()
        .starts()
        .forEach(
            (reason, count) ->
                text.sample("keeper_container_starts_total", (double) count, "reason", reason));
    text.counter("keeper_container_failures_total", "Failures seen by this leader, by exit code.");
    job.counts()
        .failures()
        .forEach(
            (code, count) ->
                text.sample(
                    "keeper_container_failures_total",
                    (double) count,
                    "exit_code",
                    Integer.toString(code)));
  }

  private void candidates(ShownJob job) {
    gauge("keeper_standbys_wanted", "Standby AMs that there shall be.", job.candidates().wanted());
    gauge("keeper_standbys", "Standby AMs that stand by.", job.candidates().standbys().size());
  }

  private void process() {
    Runtime runtime = Runtime.getRuntime();
    gauge(
        "keeper_am_heap_used_bytes",
        "Heap of this process in use.",
        (double) runtime.totalMemory() - runtime.freeMemory());
    gauge("keeper_am_heap_max_bytes", "The most that it may be.", (double) runtime.maxMemory());
  }

  private void workers(Reports reports, JobView view) {
    Map<String, WorkerFigures> workers = new LinkedHashMap<>();
    view.processors()
        .forEach(
            processor ->
                reports
                    .of(processor.containerId())
                    .ifPresent(figures -> workers.put(processor.processor(), figures)));
    gauge(
        "keeper_containers_reporting",
        "Samza containers that have told lately how they fare.",
        workers.size());
    text.gauge("keeper_lag_messages", "Messages of an input that are not processed yet.");
    workers.forEach(
        (processor, figures) ->
            lagByInput(figures)
                .forEach(
                    (input, lag) ->
                        text.sample(
                            "keeper_lag_messages",
                            (double) lag,
                            "processor",
                            processor,
                            "input",
                            input)));
    text.counter(
        "keeper_container_messages_total",
        "Messages given to tasks, since the Samza container was started.");
    of(workers, "keeper_container_messages_total", f -> (double) f.report().work().messages());
    text.counter(
        "keeper_container_commits_total",
        "Commits of tasks, since the Samza container was started.");
    of(workers, "keeper_container_commits_total", f -> (double) f.report().work().commits());
    text.gauge("keeper_container_commit_mean_seconds", "How long commits took, over five minutes.");
    of(workers, "keeper_container_commit_mean_seconds", f -> f.report().work().commitMeanSeconds());
    text.gauge("keeper_container_commit_max_seconds", "The longest commit of five minutes.");
    of(workers, "keeper_container_commit_max_seconds", f -> f.report().work().commitMaxSeconds());
    text.counter("keeper_container_cpu_seconds_total", "CPU time of the worker's process.");
    of(workers, "keeper_container_cpu_seconds_total", f -> f.report().cpuSeconds());
    text.gauge("keeper_container_memory_bytes", "Resident memory of the worker's process.");
    of(workers, "keeper_container_memory_bytes", f -> (double) f.report().memoryBytes());
  }

  private void of(
      Map<String, WorkerFigures> workers, String name, ToDoubleFunction<WorkerFigures> value) {
    workers.forEach(
        (processor, figures) ->
            text.sample(name, value.applyAsDouble(figures), "processor", processor));
  }

  /** By {@code system.stream}: partitions are in the workers' own metrics. */
  private static SortedMap<String, Long> lagByInput(WorkerFigures figures) {
    SortedMap<String, Long> byInput = new TreeMap<>();
    figures
        .report()
        .work()
        .lag()
        .forEach(
            (partition, lag) -> byInput.merge(partition.replaceAll("#[^#]*$", ""), lag, Long::sum));
    return byInput;
  }

  private void gauge(String name, String help, double value) {
    text.gauge(name, help, value);
  }
}
