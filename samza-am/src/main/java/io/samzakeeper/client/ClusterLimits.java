package io.samzakeeper.client;

import io.samzakeeper.job.ConfigKey;
import io.samzakeeper.job.InvalidConfigException;
import io.samzakeeper.job.JobConfig;

/** What the cluster would refuse, or worse, accept and never give. */
final class ClusterLimits {
  private ClusterLimits() {}

  static void check(JobConfig config, Cluster cluster, Cluster.NewApplication limits) {
    memory(config, ConfigKey.CONTAINER_MEMORY_MB, config.containerMemoryMb(), limits);
    memory(config, ConfigKey.AM_MEMORY_MB, config.amMemoryMb(), limits);
    cores(config, ConfigKey.CONTAINER_CORES, config.containerCores(), limits);
    cores(config, ConfigKey.AM_CORES, config.amCores(), limits);
    config
        .text(ConfigKey.QUEUE)
        .filter(queue -> !cluster.hasQueue(queue))
        .ifPresent(
            queue -> {
              throw new InvalidConfigException(
                  ConfigKey.QUEUE.key(),
                  queue,
                  "a queue of the cluster, which has none of that name");
            });
  }

  private static void memory(
      JobConfig config, ConfigKey key, int value, Cluster.NewApplication limits) {
    if (value > limits.largestMemoryMb()) {
      throw new InvalidConfigException(
          config.nameOf(config.deciding(key)),
          Integer.toString(value),
          "at most "
              + limits.largestMemoryMb()
              + " MB, the largest container that this cluster gives"
              + " (yarn.scheduler.maximum-allocation-mb)");
    }
  }

  private static void cores(
      JobConfig config, ConfigKey key, int value, Cluster.NewApplication limits) {
    if (value > limits.largestCores()) {
      throw new InvalidConfigException(
          config.nameOf(config.deciding(key)),
          Integer.toString(value),
          "at most "
              + limits.largestCores()
              + ", the most cores that this cluster gives to a container"
              + " (yarn.scheduler.maximum-allocation-vcores)");
    }
  }
}
