package io.samzakeeper.am.web;

import io.samzakeeper.am.supervisor.JobView;
import io.samzakeeper.am.supervisor.JobView.ProcessorView;
import io.samzakeeper.job.JobId;
import java.util.Locale;

/**
 * The leader's metrics in Prometheus's text format, in base units. Pure, but for the JVM's own
 * figures.
 */
final class PrometheusText {
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final StringBuilder text = new StringBuilder(4096);
  private final String job;

  private PrometheusText(JobId job) {
    this.job = "job_name=\"" + escaped(job.name()) + "\",job_id=\"" + escaped(job.id()) + "\"";
  }

  static String of(JobId id, ShownJob job, JobView view) {
    PrometheusText text = new PrometheusText(id);
    text.leader(job, view);
    text.containers(job, view);
    text.candidates(job);
    text.process();
    return text.text.toString();
  }

  private void leader(ShownJob job, JobView view) {
    LeaderFigures figures = job.figures();
    gauge("keeper_leader_epoch", "Epoch of the leader that answers.", (double) view.epoch());
    counter(
        "keeper_failovers_total",
        "Leaders that the job has had, but the first; planned changes included.");
    sample("keeper_failovers_total", "", (double) Math.max(0, view.epoch() - 1));
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
    head("keeper_containers", "Samza containers by state.", "gauge");
    for (JobView.State state : JobView.State.values()) {
      sample(
          "keeper_containers",
          ",state=\"" + state.name().toLowerCase(Locale.ROOT) + "\"",
          view.count(state));
    }
    gauge("keeper_containers_wanted", "Samza containers of the plan.", view.processors().size());
    gauge("keeper_spares", "Workers that wait without a processor.", view.spares());
    gauge(
        "keeper_container_restarts",
        "Containers started in this application, but the first of each.",
        view.processors().stream().mapToInt(ProcessorView::restarts).sum());
    counter("keeper_container_starts_total", "Containers started by this leader, by what for.");
    job.counts()
        .starts()
        .forEach(
            (reason, count) ->
                sample("keeper_container_starts_total", ",reason=\"" + reason + "\"", count));
    counter("keeper_container_failures_total", "Failures seen by this leader, by exit code.");
    job.counts()
        .failures()
        .forEach(
            (code, count) ->
                sample("keeper_container_failures_total", ",exit_code=\"" + code + "\"", count));
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

  private void gauge(String name, String help, double value) {
    head(name, help, "gauge");
    sample(name, "", value);
  }

  private void counter(String name, String help) {
    head(name, help, "counter");
  }

  private void head(String name, String help, String type) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private void sample(String name, String labels, double value) {
    text.append(name).append('{').append(job).append(labels).append("} ");
    // Whole numbers as such: people read this, too.
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      text.append((long) value);
    } else {
      text.append(value);
    }
    text.append('\n');
  }

  private static String escaped(String label) {
    return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
