package io.samzakeeper.client;

import io.samzakeeper.job.JobConfig;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.curator.framework.CuratorFramework;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.YarnConfiguration;

/**
 * Whom a verb speaks to that asks YARN, too.
 *
 * @param hadoop what the cluster is configured with
 */
record Connections(Jobs jobs, Cluster cluster, Configuration hadoop) {

  /** What is done with them. */
  interface Work {
    ClientExit with(Connections connections) throws Exception;
  }

  /**
   * Makes both at once, as each takes its time, and closes them after the work.
   *
   * @return the exit code
   */
  static int during(Installation installation, JobConfig config, Work work) throws Exception {
    Configuration hadoop = new YarnConfiguration();
    installation.requireClusterConfiguration(hadoop);
    CompletableFuture<Cluster> cluster =
        CompletableFuture.supplyAsync(() -> new YarnCluster(hadoop, installation.hadoopConfDir()));
    try (CuratorFramework zooKeeper = ZooKeeperOfCommands.connect(config, hadoop)) {
      Jobs jobs = new Jobs(zooKeeper, config.zkRoot());
      return work.with(new Connections(jobs, result(cluster), hadoop)).code();
    } finally {
      // Where it could not be made there is nothing to close, and the work has met that already.
      cluster.thenAccept(Cluster::close).exceptionally(e -> null).join();
    }
  }

  /** Waits for it; what went wrong there goes wrong here. */
  static <T> T result(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw e;
    }
  }
}
