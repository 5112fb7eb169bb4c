package io.samzakeeper.client;

import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.JobId;
import io.samzakeeper.tree.JobTree;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.curator.framework.CuratorFramework;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** What every verb about one job takes: which, and where it is. */
final class JobOptions {
  @Parameters(
      index = "0",
      paramLabel = "JOB",
      description =
          "job.name, for job.id 1; or name-id, or name_id as YARN shows it; or a YARN application"
              + " id.")
  private String job;

  @Option(
      names = "--config-path",
      scope = ScopeType.INHERIT, // where a verb has verbs of its own
      paramLabel = "FILE",
      description = "A properties file that says where ZooKeeper is, the job's own for instance.")
  private Optional<String> configPath = Optional.empty();

  @Option(
      names = "--config",
      scope = ScopeType.INHERIT,
      paramLabel = "KEY=VALUE",
      description = "A key by itself, keeper.zk.connect for instance; as often as needed.")
  private List<String> overrides = List.of();

  String job() {
    return job;
  }

  /** What was given, above what the cluster's jobs have in common. */
  JobConfig config(Map<String, String> environment) {
    SortedMap<String, String> values = new TreeMap<>();
    configPath.ifPresent(path -> values.putAll(PropertiesSource.read("--config-path", path)));
    values.putAll(Overrides.of(overrides));
    return new JobConfig(ClusterDefaults.below(values, ClusterDefaults.from(environment)));
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
    try (CuratorFramework zooKeeper = ZooKeeperOfCommands.connect(config)) {
      Jobs jobs = new Jobs(zooKeeper, config.zkRoot());
      JobId found = jobs.find(job);
      verb.on(found, jobs.tree(found));
    }
    return ClientExit.OK.code();
  }
}
