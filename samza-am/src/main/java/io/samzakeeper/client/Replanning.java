package io.samzakeeper.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.samzakeeper.change.Replanner;
import io.samzakeeper.job.ConfigDiff;
import io.samzakeeper.job.ConfigEffect;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.PlannerRequest;
import io.samzakeeper.job.PlannerResult;
import io.samzakeeper.job.RollOut;
import io.samzakeeper.job.UnreadableZnodeException;
import io.samzakeeper.job.WorkerLaunch;
import io.samzakeeper.launch.Launches;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.YarnConfiguration;

/** Plans a job that runs anew, for another config. */
final class Replanning implements Replanner {
  /** Of a run in batch mode: to plan within a run, not a new one. */
  private static final String RUN_ID = "app.run.id";

  private final Map<String, String> environment;

  /**
   * @param environment of this process, which says where the installation and the cluster are
   */
  Replanning(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Outcome plan(
      JobConfig wanted,
      List<ConfigDiff> changes,
      Plan current,
      SortedMap<String, SortedMap<String, byte[]>> metadata,
      RollOut rollOut,
      boolean create)
      throws IOException, InterruptedException {
    Installation installation = Installation.from(environment);
    Configuration hadoop = new YarnConfiguration();
    if (changes.stream().anyMatch(c -> ConfigEffect.of(c.key()) == ConfigEffect.REPLACEMENT)) {
      requireThatItFits(wanted, installation);
    }
    JobCode code = JobCode.fetch(wanted, hadoop, Staging.of(wanted, hadoop), installation.cache());
    SortedMap<String, String> config = new TreeMap<>(wanted.values());
    config.putAll(run(current));
    PlannerResult result =
        new PlannerProcess(new Framework(installation), installation.home(), installation.cache())
            .ask(
                PlannerRequest.plan(config, current.model(), metadata, create, false),
                code.classPath(),
                code.bringsSamza());
    WorkerLaunch worker =
        WorkerLaunch.of(wanted, Launches.worker(wanted, current.worker().launch().resources()));
    return new Outcome(
        new Plan(
            0,
            0,
            result.tasks(),
            result.shares(),
            result.inputs(),
            result.model(),
            worker,
            rollOut),
        result.metadata(),
        result.notices());
  }

  private static void requireThatItFits(JobConfig wanted, Installation installation) {
    try (Cluster cluster = YarnCluster.of(installation)) {
      ClusterLimits.check(wanted, cluster, cluster.newApplication());
    }
  }

  private static Map<String, String> run(Plan current) {
    try {
      String run =
          new ObjectMapper().readTree(current.model()).path("config").path(RUN_ID).asText("");
      return run.isEmpty() ? Map.of() : Map.of(RUN_ID, run);
    } catch (JsonProcessingException e) {
      throw new UnreadableZnodeException("plan/" + current.generation(), "no model", e);
    }
  }
}
