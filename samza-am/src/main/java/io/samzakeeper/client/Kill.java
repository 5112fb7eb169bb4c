package io.samzakeeper.client;

import io.samzakeeper.job.JobId;
import io.samzakeeper.tree.JobTree;
import java.time.Duration;
import java.util.function.Consumer;

/** Ends a job by YARN: its application masters and all its containers, whatever they do. */
final class Kill {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Cluster cluster;
  private final JobTree tree;
  private final JobId job;
  private final Consumer<String> progress;

  /**
   * @param progress told what is done, for people
   */
  Kill(Cluster cluster, JobTree tree, JobId job, Consumer<String> progress) {
    this.cluster = cluster;
    this.tree = tree;
    this.job = job;
    this.progress = progress;
  }

  /**
   * Returns when YARN has ended the application, and the job's tree says so.
   *
   * @return the application
   * @throws ClientException when it does not run, or does not end in time
   */
  String kill() throws InterruptedException {
    String applicationId = StatusReport.read(tree, job).application().applicationId();
    if (cluster.report(applicationId).filter(YarnCluster::isActive).isEmpty()) {
      throw StatusReport.notRunning(job, "its last application was " + applicationId);
    }
    progress.accept("Killing " + applicationId);
    cluster.kill(applicationId);
    new Killed(cluster, tree).await(applicationId, PATIENCE);
    progress.accept("Killed " + applicationId);
    return applicationId;
  }
}
