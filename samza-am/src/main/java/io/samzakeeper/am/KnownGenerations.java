package io.samzakeeper.am;

import io.samzakeeper.job.ConfigGeneration;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobTree;

/**
 * The plan and the config that were asked for last. A generation never changes, so it is read once,
 * by a standby before it matters. Safe for any thread.
 */
final class KnownGenerations {
  private final JobTree tree;
  private long planGeneration = -1;
  private Plan plan;
  private long configGeneration = -1;
  private JobConfig config;

  KnownGenerations(JobTree tree) {
    this.tree = tree;
  }

  /** Without its model, which is large and of no use without Samza's classes. */
  synchronized Plan plan(long generation) {
    if (planGeneration != generation) {
      Plan whole = Znodes.decode(tree.paths().plan(), tree.plan().read(generation), Plan.class);
      plan =
          new Plan(whole.generation(), whole.configGeneration(), whole.tasks(), whole.inputs(), "");
      planGeneration = generation;
    }
    return plan;
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
