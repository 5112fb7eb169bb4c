package io.samzakeeper.client;

import io.samzakeeper.job.InvalidConfigException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * Where things are on this machine, as {@code bin/keeper-env.sh} found them.
 *
 * @param home the unpacked tarball
 * @param cache what can be made again: unpacked packages, a failed planner's log
 * @param hadoopConfDir HADOOP_CONF_DIR; empty where it is not set
 */
record Installation(Path home, Path cache, String hadoopConfDir) {

  static Installation from(Map<String, String> environment) {
    String home = environment.get("KEEPER_HOME");
    if (home == null) {
      throw new InvalidConfigException(
          "KEEPER_HOME", null, "the unpacked tarball; bin/run-job.sh sets it");
    }
    String cacheHome =
        environment.getOrDefault(
            "XDG_CACHE_HOME", environment.getOrDefault("HOME", "/tmp") + "/.cache");
    return new Installation(
        Path.of(home),
        Path.of(cacheHome, "samza-keeper"),
        environment.getOrDefault("HADOOP_CONF_DIR", ""));
  }

  /** Without a yarn-site.xml, YARN's clients would look for a cluster on this machine. */
  void requireClusterConfiguration(Configuration hadoop) {
    if (hadoop.getResource("yarn-site.xml") == null) {
      throw new InvalidConfigException(
          "HADOOP_CONF_DIR",
          hadoopConfDir.isEmpty() ? null : hadoopConfDir,
          "the directory with the cluster's yarn-site.xml and core-site.xml");
    }
  }
}
