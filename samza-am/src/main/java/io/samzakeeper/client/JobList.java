package io.samzakeeper.client;

import io.samzakeeper.client.JobStatus.ProcessorState;
import io.samzakeeper.job.Application;
import io.samzakeeper.job.CandidateGroup.Member;
import io.samzakeeper.job.CandidateGroup.Role;
import io.samzakeeper.job.JobId;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeException;
import io.samzakeeper.tree.Versioned;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.zookeeper.KeeperException;

/** All jobs that have a tree, each with a few words on how it is. */
final class JobList {
  private final Cluster cluster;
  private final Jobs jobs;

  JobList(Cluster cluster, Jobs jobs) {
    this.cluster = cluster;
    this.jobs = jobs;
  }

  /**
   * One job.
   *
   * @param state YARN's while it runs, else how it ended
   * @param user whose it is; empty where its tree is closed to us, and then so is all that follows
   * @param leaderHost empty where nobody leads
   * @param epoch of the leader; -1 when nobody has led yet
   */
  record Row(
      String job,
      String state,
      boolean runs,
      String user,
      String applicationId,
      int containersRunning,
      int containersWanted,
      int standbys,
      int standbysWanted,
      String leaderHost,
      int epoch) {}

  /** In the order of their names; those that were never submitted are left out. */
  List<Row> read() {
    List<Row> rows = new ArrayList<>();
    for (JobId job : jobs.all()) {
      try {
        read(job).ifPresent(rows::add);
      } catch (TreeException e) {
        if (!(e.getCause() instanceof KeeperException.NoAuthException)) {
          throw e;
        }
        rows.add(new Row(job.applicationName(), "CLOSED", false, "", "", 0, 0, 0, 0, "", -1));
      }
    }
    return rows;
  }

  private Optional<Row> read(JobId job) {
    JobTree tree = jobs.tree(job);
    Optional<Application> application = tree.application().map(Versioned::value);
    if (application.isEmpty()) {
      return Optional.empty();
    }
    if (application.get().state().ended()) {
      return Optional.of(ended(job, application.get(), application.get().state().toString()));
    }
    Optional<ApplicationReport> report = cluster.report(application.get().applicationId());
    if (report.filter(YarnCluster::isActive).isEmpty()) {
      // Ended by YARN alone: nobody was left to write it into the tree.
      return Optional.of(
          ended(job, application.get(), report.map(JobList::ending).orElse("UNKNOWN")));
    }
    return JobStatus.read(tree, JobStatus.outline(tree))
        .map(status -> running(job, status, report.get()));
  }

  private static Row running(JobId job, JobStatus status, ApplicationReport report) {
    long wanted =
        status.processors().stream().filter(p -> p.state() != ProcessorState.COMPLETED).count();
    return new Row(
        job.applicationName(),
        report.getYarnApplicationState().toString(),
        true,
        report.getUser(),
        status.application().applicationId(),
        (int) status.running(),
        (int) wanted,
        status.leader().isEmpty() ? 0 : status.candidates().standbys().size(),
        status.candidates().wanted(),
        status.candidates().members().stream()
            .filter(member -> member.role() == Role.LEADER)
            .map(Member::id)
            .map(id -> id.host())
            .findFirst()
            .orElse(""),
        status.epoch());
  }

  private static Row ended(JobId job, Application application, String state) {
    String submitter = application.submitter();
    int at = submitter.indexOf('@');
    return new Row(
        job.applicationName(),
        state,
        false,
        at < 0 ? submitter : submitter.substring(0, at),
        application.applicationId(),
        0,
        0,
        0,
        0,
        "",
        -1);
  }

  private static String ending(ApplicationReport report) {
    return report.getFinalApplicationStatus() == FinalApplicationStatus.UNDEFINED
        ? report.getYarnApplicationState().toString()
        : report.getFinalApplicationStatus().toString();
  }
}
