package io.samzakeeper.client;

import io.samzakeeper.tree.JobTree;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
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
    Semaphore changed = new Semaphore(0);
    ProgressLines lines = new ProgressLines();
    SortedMap<String, List<String>> outline = JobStatus.outline(tree);
    try (CuratorCache containers = watch(tree.paths().containers(), changed);
        CuratorCache workers = watch(tree.paths().workers(), changed);
        CuratorCache candidates = watch(tree.paths().candidates(), changed);
        CuratorCache epoch = watch(tree.paths().epoch(), changed)) {
      containers.start();
      workers.start();
      candidates.start();
      epoch.start();
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
        // Whatever has changed meanwhile is seen in one look.
        if (changed.tryAcquire(1, TimeUnit.SECONDS)) {
          changed.drainPermits();
        }
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

  private CuratorCache watch(String path, Semaphore changed) {
    CuratorCache cache = CuratorCache.build(tree.client(), path);
    cache
        .listenable()
        .addListener(CuratorCacheListener.builder().forAll((t, a, b) -> changed.release()).build());
    return cache;
  }
}
