package io.samzakeeper.am;

import io.samzakeeper.job.ConfigGeneration;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobTree;
import java.util.HashMap;
import java.util.Map;

/**
 * Plans that were asked for, and the last config. A generation never changes, so it is read once,
 * by a standby before it matters. Safe for any thread.
 */
final class KnownGenerations {
  private final JobTree tree;
  private final Map<Long, Plan> plans = new HashMap<>();
  private long configGeneration = -1;
  private JobConfig config;

  KnownGenerations(JobTree tree) {
    this.tree = tree;
  }

  /** Its outline. */
  synchronized Plan plan(long generation) {
    return plans.computeIfAbsent(generation, this::read);
  }

  private Plan read(long generation) {
    return Znodes.decode(tree.paths().plan(), tree.plan().read(generation), Plan.class).outline();
  }

  synchronized JobConfig config(long generation) {
    if (configGeneration != generation) {
      byte[] bytes = tree.config().read(generation);
      config =
          new JobConfig(
              Znodes.decode(tree.paths().config(), bytes, ConfigGeneration.class).values());
      configGeneration = generation;
    }
    return config;
  }
}
