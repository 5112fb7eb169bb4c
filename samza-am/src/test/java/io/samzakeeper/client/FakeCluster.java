package io.samzakeeper.client;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.util.Records;

/** A ResourceManager that knows what it was told, and ends at once what is killed. */
final class FakeCluster implements Cluster {
  private final Map<String, ApplicationReport> reports = new HashMap<>();

  void has(String applicationId, String name, String user, YarnApplicationState state) {
    ApplicationReport report = Records.newRecord(ApplicationReport.class);
    report.setApplicationId(ApplicationId.fromString(applicationId));
    report.setName(name);
    report.setUser(user);
    report.setYarnApplicationState(state);
    report.setFinalApplicationStatus(
        state == YarnApplicationState.KILLED
            ? FinalApplicationStatus.KILLED
            : FinalApplicationStatus.UNDEFINED);
    reports.put(applicationId, report);
  }

  @Override
  public Optional<ApplicationReport> report(String applicationId) {
    return Optional.ofNullable(reports.get(applicationId));
  }

  @Override
  public void kill(String applicationId) {
    reports.get(applicationId).setYarnApplicationState(YarnApplicationState.KILLED);
  }

  @Override
  public NewApplication newApplication() {
    throw new UnsupportedOperationException("nothing is submitted here");
  }

  @Override
  public boolean hasQueue(String queue) {
    throw new UnsupportedOperationException("nothing is submitted here");
  }

  @Override
  public Optional<ApplicationReport> activeByName(String name, String type) {
    return reports.values().stream().filter(report -> report.getName().equals(name)).findFirst();
  }

  @Override
  public Optional<String> nodeOf(String containerId) {
    return Optional.empty();
  }

  @Override
  public List<HostChoice.Host> hosts() {
    return List.of();
  }

  @Override
  public List<String> nodes() {
    return List.of();
  }

  @Override
  public void submit(ApplicationSubmissionContext context) {
    throw new UnsupportedOperationException("nothing is submitted here");
  }

  @Override
  public String webAddress() {
    return "http://rm";
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
