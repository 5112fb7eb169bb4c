package io.samzakeeper.client;

import io.samzakeeper.job.ConfigKey;
import io.samzakeeper.job.InvalidConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What all jobs of a cluster have in common, for those that do not say it themselves: {@code
 * keeper.properties} of the configuration directory, and above it {@code KEEPER_ZK_CONNECT} of the
 * environment.
 */
final class ClusterDefaults {
  static final String FILE = "keeper.properties";
  static final String CONF_DIR = "KEEPER_CONF_DIR";
  static final String ZK_CONNECT = "KEEPER_ZK_CONNECT";
  private static final String OURS = "keeper.";

  private ClusterDefaults() {}

  /**
   * @throws InvalidConfigException when the file is malformed or has another's keys
   */
  static SortedMap<String, String> from(Map<String, String> environment) {
    SortedMap<String, String> defaults = new TreeMap<>();
    String directory = environment.getOrDefault(CONF_DIR, "");
    if (!directory.isEmpty()) {
      Path file = Path.of(directory, FILE);
      if (Files.exists(file)) {
        defaults.putAll(PropertiesSource.read(CONF_DIR, file.toString()));
        defaults.keySet().stream()
            .filter(key -> !key.startsWith(OURS))
            .findFirst()
            .ifPresent(
                key -> {
                  throw new InvalidConfigException(
                      key, defaults.get(key), "in " + file + " only keys that begin with keeper.");
                });
      }
    }
    String zooKeeper = environment.getOrDefault(ZK_CONNECT, "");
    if (!zooKeeper.isBlank()) {
      defaults.put(ConfigKey.ZK_CONNECT.key(), zooKeeper);
    }
    return defaults;
  }

  /** The values, above what a job does not say under any of a key's names. */
  static SortedMap<String, String> below(
      SortedMap<String, String> values, SortedMap<String, String> defaults) {
    SortedMap<String, String> all = new TreeMap<>(defaults);
    for (ConfigKey key : ConfigKey.values()) {
      if (key.aliases().stream().anyMatch(values::containsKey)) {
        all.remove(key.key());
      }
    }
    all.putAll(values);
    return all;
  }
}
