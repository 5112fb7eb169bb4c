package io.samzakeeper.client;

import io.samzakeeper.change.TreeChanges;
import io.samzakeeper.tree.JobTree;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;

/**
 * Follows an application that was just submitted until all its containers run, over any number of
 * AMs: it looks at the tree, which changes of it wake up, and at YARN once a second.
 */
final class Follower {
  private final Cluster cluster;
  private final JobTree tree;
  private final String applicationId;
  private final Consumer<String> out;

  Follower(Cluster cluster, JobTree tree, String applicationId, Consumer<String> out) {
    this.cluster = cluster;
    this.tree = tree;
    this.applicationId = applicationId;
    this.out = out;
  }

  /**
   * Returns when all containers run, or the application has ended well.
   *
   * @return YARN's last word on the application
   * @throws ClientException when it failed or was killed
   */
  ApplicationReport untilAllRun() throws InterruptedException {
    ProgressLines lines = new ProgressLines();
    SortedMap<String, List<String>> outline = JobStatus.outline(tree);
    try (TreeChanges changes =
        new TreeChanges(
            tree,
            tree.paths().containers(),
            tree.paths().workers(),
            tree.paths().candidates(),
            tree.paths().epoch())) {
      while (true) {
        ApplicationReport report = report();
        Optional<JobStatus> status =
            JobStatus.read(tree, outline)
                .filter(job -> job.application().applicationId().equals(applicationId));
        lines.next(applicationId, report.getYarnApplicationState().toString(), status).forEach(out);
        if (!YarnCluster.isActive(report)) {
          return ended(report);
        }
        if (status.isPresent() && status.get().allRun()) {
          return report;
        }
        changes.await(Duration.ofSeconds(1));
      }
    }
  }

  private ApplicationReport report() {
    return cluster
        .report(applicationId)
        .orElseThrow(
            () ->
                new ClientException(
                    ClientExit.JOB_FAILED, "YARN does not know " + applicationId + " any more"));
  }

  private static ApplicationReport ended(ApplicationReport report) {
    if (report.getFinalApplicationStatus() == FinalApplicationStatus.SUCCEEDED) {
      return report;
    }
    throw new ClientException(
        ClientExit.JOB_FAILED,
        report.getApplicationId()
            + " ended as "
            + report.getYarnApplicationState()
            + "/"
            + report.getFinalApplicationStatus()
            + ": "
            + report.getDiagnostics().strip());
  }
}
