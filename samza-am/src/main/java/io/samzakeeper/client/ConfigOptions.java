package io.samzakeeper.client;

import io.samzakeeper.job.JobConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Samza's flags for where a job's config comes from. */
final class ConfigOptions {
  @Option(
      names = "--config-path",
      paramLabel = "FILE",
      description = "The job's properties file; a path or a file: URI.")
  private Optional<String> configPath = Optional.empty();

  @Option(
      names = "--config-factory",
      paramLabel = "CLASS",
      description = "Loads the config; default: a properties file.")
  private Optional<String> configFactory = Optional.empty();

  @Option(
      names = "--config",
      paramLabel = "KEY=VALUE",
      description = "Overrides a key; as often as needed.")
  private List<String> overrides = List.of();

  /**
   * The whole config, above what the cluster's jobs have in common, and seen to be usable.
   *
   * @param planner runs loaders that are not Samza's own
   * @param jar {@code --jar}
   */
  JobConfig load(PlannerProcess planner, Map<String, String> environment, Optional<String> jar)
      throws IOException, InterruptedException {
    return new ConfigSource(planner, ClusterDefaults.from(environment))
        .load(configPath, configFactory, Overrides.of(overrides), jar)
        .validate();
  }
}
