package io.samzakeeper.client;

import io.samzakeeper.job.ConfigKey;
import io.samzakeeper.job.InvalidConfigException;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.PlannerRequest;
import io.samzakeeper.job.PlannerResult;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Puts a job's config together: the file, or what a loader gives, and the user's overrides. */
final class ConfigSource {
  /** All of these mean a properties file, which needs no class of Samza's to read. */
  private static final Set<String> PROPERTIES_LOADERS =
      Set.of(
          "org.apache.samza.config.loaders.PropertiesConfigLoaderFactory",
          "org.apache.samza.config.factories.PropertiesConfigFactory");

  private final PlannerProcess planner;
  private final SortedMap<String, String> defaults;

  /**
   * @param defaults of the cluster: below all that the job says
   */
  ConfigSource(PlannerProcess planner, SortedMap<String, String> defaults) {
    this.planner = planner;
    this.defaults = defaults;
  }

  /**
   * @param configPath {@code --config-path}
   * @param factory {@code --config-factory}
   * @param overrides {@code --config}; they win
   * @param jar {@code --jar}
   */
  JobConfig load(
      Optional<String> configPath,
      Optional<String> factory,
      Map<String, String> overrides,
      Optional<String> jar)
      throws IOException, InterruptedException {
    return new JobConfig(
        ClusterDefaults.below(ofJob(configPath, factory, overrides, jar).values(), defaults));
  }

  private JobConfig ofJob(
      Optional<String> configPath,
      Optional<String> factory,
      Map<String, String> overrides,
      Optional<String> jar)
      throws IOException, InterruptedException {
    SortedMap<String, String> values = new TreeMap<>();
    configPath.ifPresent(path -> values.putAll(PropertiesSource.read("--config-path", path)));
    values.putAll(overrides);
    jar.ifPresent(file -> values.put(ConfigKey.JOB_JAR.key(), file));
    JobConfig submitted = new JobConfig(values);
    Optional<String> loader = factory.or(() -> submitted.get(ConfigKey.LOADER_FACTORY.key()));
    if (loader.isPresent() && !PROPERTIES_LOADERS.contains(loader.get())) {
      return new JobConfig(custom(submitted.with(ConfigKey.LOADER_FACTORY.key(), loader.get())));
    }
    Optional<String> properties = submitted.get(ConfigKey.LOADER_PROPERTIES_PATH.key());
    if (configPath.isEmpty() && properties.isEmpty()) {
      if (overrides.isEmpty()) {
        throw new InvalidConfigException(
            "--config-path", null, "the job's properties file; all of it may also be --config k=v");
      }
      return submitted;
    }
    SortedMap<String, String> merged = new TreeMap<>();
    properties.ifPresent(
        path -> merged.putAll(PropertiesSource.read(ConfigKey.LOADER_PROPERTIES_PATH.key(), path)));
    merged.putAll(values);
    return new JobConfig(merged);
  }

  private SortedMap<String, String> custom(JobConfig submitted)
      throws IOException, InterruptedException {
    PlannerResult result =
        planner.ask(
            PlannerRequest.loadConfig(submitted.values()),
            submitted.get(ConfigKey.JOB_JAR.key()).map(List::of).orElse(List.of()),
            false);
    return result.config();
  }
}
