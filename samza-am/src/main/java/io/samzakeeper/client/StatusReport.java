package io.samzakeeper.client;

import io.samzakeeper.job.CandidateGroup.Member;
import io.samzakeeper.job.JobId;
import io.samzakeeper.tree.JobTree;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.yarn.api.records.ApplicationReport;

/** How a job is: what YARN says and what its tree says; how its workers fare, its leader. */
final class StatusReport {
  private final Cluster cluster;
  private final JobTree tree;
  private final JobId job;
  private final PrintStream out;

  StatusReport(Cluster cluster, JobTree tree, JobId job, PrintStream out) {
    this.cluster = cluster;
    this.tree = tree;
    this.job = job;
    this.out = out;
  }

  /**
   * @throws ClientException when the job was never submitted
   */
  static JobStatus read(JobTree tree, JobId job) {
    return JobStatus.read(tree, JobStatus.outline(tree))
        .orElseThrow(() -> notRunning(job, "it was never submitted"));
  }

  static ClientException notRunning(JobId job, String why) {
    return new ClientException(ClientExit.NOT_RUNNING, job + " does not run: " + why);
  }

  /**
   * @return whether it runs
   */
  ClientExit print(boolean json) {
    String expected = tree.application().map(now -> now.value().applicationId()).orElse("");
    // YARN is asked while the tree is read: a person waits.
    CompletableFuture<Optional<ApplicationReport>> asked =
        CompletableFuture.supplyAsync(
            () -> expected.isEmpty() ? Optional.empty() : cluster.report(expected));
    JobStatus status = read(tree, job);
    String current = status.application().applicationId();
    Optional<ApplicationReport> report =
        current.equals(expected) ? Connections.result(asked) : cluster.report(current);
    boolean active = report.filter(YarnCluster::isActive).isPresent();
    JobFigures figures =
        report
            .filter(YarnCluster::isActive)
            .map(ApplicationReport::getTrackingUrl)
            .map(JobFigures::ask)
            .orElse(JobFigures.UNKNOWN);
    if (json) {
      printJson(status, report, figures);
    } else {
      printLines(status, report, active, figures);
    }
    return active ? ClientExit.OK : ClientExit.NOT_RUNNING;
  }

  private void printJson(JobStatus status, Optional<ApplicationReport> report, JobFigures figures) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("job", job.applicationName());
    values.put("yarnState", yarnState(report));
    values.put("trackingUrl", report.map(ApplicationReport::getTrackingUrl).orElse(""));
    values.put("application", status.application());
    values.put("epoch", status.epoch());
    values.put("leader", status.leader().orElse(null));
    values.put("standbysWanted", status.candidates().wanted());
    values.put(
        "candidates", status.candidates().members().stream().map(StatusReport::json).toList());
    values.put("notices", status.candidates().notices());
    values.put("rollOut", status.rollOut().orElse(null));
    values.put("sparesWanted", status.sparesWanted());
    values.put("spares", status.spares());
    values.put("processors", status.processors());
    values.put("work", figures.work());
    values.put("figures", figures.byProcessor());
    out.println(Json.pretty(values));
  }

  private static Map<String, Object> json(Member member) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("candidate", member.id().toString());
    values.put("containerId", member.id().containerId());
    values.put("host", member.id().host());
    values.put("role", member.role());
    values.put("onLeadersNode", member.withLeader());
    values.put("since", member.since().toString());
    return values;
  }

  private void printLines(
      JobStatus status, Optional<ApplicationReport> report, boolean active, JobFigures figures) {
    out.println(
        job
            + ": "
            + status.application().applicationId()
            + ", "
            + yarnState(report)
            + (active ? "" : ", " + status.application().state()));
    if (active) {
      status
          .leader()
          .ifPresent(l -> out.println("AM " + l.candidateId() + ", epoch " + status.epoch()));
      status.candidates().standbys().forEach(s -> out.println(ProgressLines.line(s)));
      List<String> notices = status.candidates().notices();
      notices.forEach(out::println);
      report.ifPresent(r -> out.println("AM's page " + r.getTrackingUrl()));
      status.rollOut().ifPresent(plan -> out.println(ProgressLines.line(plan)));
      figures.line().ifPresent(out::println);
      status
          .processors()
          .forEach(p -> out.println(ProgressLines.line(p) + figures.of(p.processor())));
      if (status.sparesWanted() > 0 || !status.spares().isEmpty()) {
        out.println(ProgressLines.spares(status));
      }
    }
    status.processors().stream()
        .filter(p -> !p.lastError().isEmpty())
        .forEach(
            p -> out.println("Last error of container " + p.processor() + ": " + p.lastError()));
    report
        .map(ApplicationReport::getDiagnostics)
        .filter(text -> !active && !text.isBlank())
        .ifPresent(text -> out.println("Diagnostics: " + text.strip()));
  }

  private static String yarnState(Optional<ApplicationReport> report) {
    return report.map(r -> r.getYarnApplicationState().toString()).orElse("UNKNOWN");
  }
}
