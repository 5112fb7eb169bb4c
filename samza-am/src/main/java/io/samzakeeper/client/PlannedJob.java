package io.samzakeeper.client;

import io.samzakeeper.change.ConfigHistory;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.PlannerRequest;
import io.samzakeeper.job.PlannerRequest.Mode;
import io.samzakeeper.job.PlannerResult;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobTree;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.YarnConfiguration;

/** A job as it is planned: what its systems say, only a planner with its code can ask. */
final class PlannedJob {
  private final JobTree tree;
  private final Map<String, String> environment;

  /**
   * @param environment of this process, which says where the installation and the cluster are
   */
  PlannedJob(JobTree tree, Map<String, String> environment) {
    this.tree = tree;
    this.environment = environment;
  }

  /**
   * Asks; takes seconds.
   *
   * @param instead keys to go by in place of those of the plan
   * @param checkpoints see {@link PlannerRequest#checkpoints}
   * @throws ClientException when there is no plan, or no answer
   * @throws io.samzakeeper.job.InvalidConfigException when this machine cannot run the job's code
   */
  PlannerResult ask(
      Mode mode, SortedMap<String, String> instead, SortedMap<String, byte[]> checkpoints)
      throws IOException, InterruptedException {
    Installation installation = Installation.from(environment);
    Plan plan = plan();
    JobConfig config =
        new JobConfig(new ConfigHistory(tree).read(plan.configGeneration()).values());
    Configuration hadoop = new YarnConfiguration();
    JobCode code = JobCode.fetch(config, hadoop, Staging.of(config, hadoop), installation.cache());
    return new PlannerProcess(
            new Framework(installation), installation.home(), installation.cache())
        .ask(
            PlannerRequest.about(mode, instead, plan.model(), checkpoints),
            code.classPath(),
            code.bringsSamza());
  }

  private Plan plan() {
    long generation =
        tree.plan()
            .current()
            .orElseThrow(
                () ->
                    new ClientException(
                        ClientExit.NOT_RUNNING, "there is no plan: it was never submitted"))
            .value()
            .generation();
    return Znodes.decode(tree.paths().plan(), tree.plan().read(generation), Plan.class);
  }
}
