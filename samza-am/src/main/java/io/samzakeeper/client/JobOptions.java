package io.samzakeeper.client;

import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.JobId;
import io.samzakeeper.tree.JobTree;
import java.util.Map;
import org.apache.curator.framework.CuratorFramework;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What every verb about one job takes: which, and where it is. */
final class JobOptions {
  @Parameters(
      index = "0",
      paramLabel = "JOB",
      description =
          "job.name, for job.id 1; or name-id, or name_id as YARN shows it; or a YARN application"
              + " id.")
  private String job;

  @Mixin private ZooKeeperOptions zooKeeper;

  /** What was given, above what the cluster's jobs have in common. */
  JobConfig config(Map<String, String> environment) {
    return zooKeeper.config(environment);
  }

  /** What a verb does with the job. */
  interface Verb {
    void on(JobId job, JobTree tree) throws Exception;
  }

  /**
   * Finds the job and has something done with it, over a connection of its own.
   *
   * @return the exit code
   */
  int with(Map<String, String> environment, Verb verb) throws Exception {
    JobConfig config = config(environment);
    try (CuratorFramework client = ZooKeeperOfCommands.connect(config)) {
      Jobs jobs = new Jobs(client, config.zkRoot());
      JobId found = jobs.find(job);
      verb.on(found, jobs.tree(found));
    }
    return ClientExit.OK.code();
  }

  /** What a verb does with the job and the cluster that it runs on. */
  interface ClusterVerb {
    ClientExit on(JobId job, JobTree tree, Connections connections) throws Exception;
  }

  /**
   * The same with a connection to the cluster, too.
   *
   * @return the exit code
   */
  int withCluster(Map<String, String> environment, ClusterVerb verb) throws Exception {
    return zooKeeper.withCluster(
        environment,
        connections -> {
          JobId found = connections.jobs().find(job);
          return verb.on(found, connections.jobs().tree(found), connections);
        });
  }
}
