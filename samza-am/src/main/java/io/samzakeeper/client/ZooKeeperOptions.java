package io.samzakeeper.client;

import io.samzakeeper.job.JobConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Where jobs have their trees: what every verb takes. */
final class ZooKeeperOptions {
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

  /**
   * Has something done over connections to ZooKeeper and to the cluster.
   *
   * @return the exit code
   */
  int withCluster(Map<String, String> environment, Connections.Work work) throws Exception {
    return Connections.during(Installation.from(environment), config(environment), work);
  }

  /** What was given, above what the cluster's jobs have in common. */
  JobConfig config(Map<String, String> environment) {
    SortedMap<String, String> values = new TreeMap<>();
    configPath.ifPresent(path -> values.putAll(PropertiesSource.read("--config-path", path)));
    values.putAll(Overrides.of(overrides));
    return new JobConfig(ClusterDefaults.below(values, ClusterDefaults.from(environment)));
  }
}
