package io.samzakeeper.client;

import io.samzakeeper.client.JobStatus.ProcessorState;
import io.samzakeeper.job.JobId;
import io.samzakeeper.tree.JobTree;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;

/**
 * Whether a job runs as it is configured to, for scripts that have just started it: what Samza's
 * validate-yarn-job.sh checks, and standby AMs and spares besides.
 */
final class Validation {
  private final Cluster cluster;
  private final JobTree tree;
  private final JobId job;
  private final PrintStream out;

  Validation(Cluster cluster, JobTree tree, JobId job, PrintStream out) {
    this.cluster = cluster;
    this.tree = tree;
    this.job = job;
    this.out = out;
  }

  /** How many there are of something, and how many there should be. */
  record Count(String what, long running, long wanted) {
    boolean suffices() {
      return running >= wanted;
    }

    @Override
    public String toString() {
      return what + ": " + running + " of " + wanted + (suffices() ? "" : ", too few");
    }
  }

  /** Of a job whose application runs. */
  static List<Count> counts(JobStatus status) {
    long wanted =
        status.processors().stream().filter(p -> p.state() != ProcessorState.COMPLETED).count();
    return List.of(
        new Count("leading AM", status.leader().isPresent() ? 1 : 0, 1),
        new Count("containers", status.running(), wanted),
        new Count(
            "standby AMs",
            status.leader().isPresent() ? status.candidates().standbys().size() : 0,
            status.candidates().wanted()),
        new Count(
            "spares",
            status.spares().stream().filter(JobStatus.SpareStatus::waits).count(),
            status.sparesWanted()));
  }

  /**
   * Prints what was found.
   *
   * @throws ClientException when the job does not run
   */
  ClientExit print(boolean json) {
    JobStatus status = StatusReport.read(tree, job);
    String applicationId = status.application().applicationId();
    Optional<ApplicationReport> report = cluster.report(applicationId);
    if (report.filter(YarnCluster::isActive).isEmpty()) {
      throw StatusReport.notRunning(job, "its last application was " + applicationId);
    }
    YarnApplicationState state = report.get().getYarnApplicationState();
    List<Count> counts = counts(status);
    boolean valid =
        state == YarnApplicationState.RUNNING && counts.stream().allMatch(Count::suffices);
    if (json) {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("job", job.applicationName());
      values.put("applicationId", applicationId);
      values.put("yarnState", state.toString());
      values.put("counts", counts);
      values.put("valid", valid);
      out.println(Json.pretty(values));
    } else {
      out.println(job + ": " + applicationId + ", " + state);
      counts.forEach(out::println);
      out.println(valid ? "The job runs as configured" : "The job does not run as configured yet");
    }
    return valid ? ClientExit.OK : ClientExit.NOT_DONE;
  }
}
