package io.samzakeeper.am.planning;

import io.samzakeeper.job.ConfigGeneration;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.PlannerRequest;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.Generations;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.SamzaMetadata;
import io.samzakeeper.tree.TreeException;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a plan is made anew from: the config and the plan that are current.
 *
 * @param configGeneration of the config
 * @param planGeneration of the plan: where it is not current any more when the answer is there, the
 *     answer is out of date
 * @param request to the planner
 */
public record PlanBasis(long configGeneration, long planGeneration, PlannerRequest request) {
  private static final String RUN_ID = "app.run.id";

  /**
   * Reads it; blocks for some round trips.
   *
   * @param createResources whether the planner shall create streams that the plan needs, or only
   *     say which
   * @throws TreeException when ZooKeeper cannot be asked, or there is no config or plan
   */
  public static PlanBasis read(JobTree tree, boolean createResources) {
    tree.sync();
    long configGeneration = current(tree.config(), tree.paths().config());
    long planGeneration = current(tree.plan(), tree.paths().plan());
    ConfigGeneration config =
        Znodes.decode(
            tree.paths().config(), tree.config().read(configGeneration), ConfigGeneration.class);
    Plan plan = Znodes.decode(tree.paths().plan(), tree.plan().read(planGeneration), Plan.class);
    return new PlanBasis(
        configGeneration,
        planGeneration,
        PlannerRequest.plan(
            withinRun(config.values(), plan.model()),
            plan.model(),
            SamzaMetadata.read(tree),
            createResources,
            false));
  }

  /** A run in batch mode that goes on must not be taken for a new one, which starts afresh. */
  public static SortedMap<String, String> withinRun(
      SortedMap<String, String> config, String model) {
    SortedMap<String, String> values = new TreeMap<>(config);
    if ("BATCH".equalsIgnoreCase(values.getOrDefault("app.mode", "").strip())) {
      PlanOutline.configValue(model, RUN_ID).ifPresent(run -> values.put(RUN_ID, run));
    }
    return values;
  }

  private static long current(Generations generations, String path) {
    return generations
        .current()
        .orElseThrow(() -> new TreeException("there is nothing at " + path, null))
        .value()
        .generation();
  }
}
