package io.samzakeeper.planner;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.samza.config.Config;
import org.apache.samza.config.ConfigLoaderFactory;
import org.apache.samza.config.MapConfig;

/** {@code job.config.loader.factory}: the user's own way to get at a job's config. */
final class ConfigLoading {
  private static final String FACTORY = "job.config.loader.factory";

  private ConfigLoading() {}

  /** What the loader gives, with the given keys over it, as stock Samza merges them. */
  static SortedMap<String, String> load(Map<String, String> given) {
    ClassRules.checkLoader(given);
    Config config = new MapConfig(given);
    String className = given.get(FACTORY);
    SortedMap<String, String> loaded =
        Failures.guard(
            given,
            FACTORY,
            className,
            "a loader that succeeds with the settings under "
                + ConfigLoaderFactory.CONFIG_LOADER_PROPERTIES_PREFIX
                + "*",
            () ->
                new TreeMap<>(
                    Class.forName(className.strip())
                        .asSubclass(ConfigLoaderFactory.class)
                        .getDeclaredConstructor()
                        .newInstance()
                        .getLoader(
                            config.subset(ConfigLoaderFactory.CONFIG_LOADER_PROPERTIES_PREFIX))
                        .getConfig()));
    loaded.putAll(given);
    return loaded;
  }
}
