package io.samzakeeper.am;

import io.samzakeeper.am.planning.LeaderPlanner;
import io.samzakeeper.am.planning.PlanBasis;
import io.samzakeeper.change.ChangeException;
import io.samzakeeper.change.Replanner;
import io.samzakeeper.job.ConfigDiff;
import io.samzakeeper.job.ConfigEffect;
import io.samzakeeper.job.ConfigKey;
import io.samzakeeper.job.InvalidConfigException;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.PlannerRequest;
import io.samzakeeper.job.PlannerResult;
import io.samzakeeper.job.RollOut;
import io.samzakeeper.job.WorkerLaunch;
import io.samzakeeper.launch.Launches;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;

/** Plans anew beside the leader, with the files of workers that lie in the AM's container. */
final class LeadersReplanner implements Replanner {
  private final LeaderPlanner planner;
  private final Supplier<Optional<Largest>> largest;

  /** The largest container that YARN gives. */
  record Largest(int memoryMb, int cores) {}

  /**
   * @param largest known to a leader that has registered the attempt; nothing where another has
   */
  LeadersReplanner(LeaderPlanner planner, Supplier<Optional<Largest>> largest) {
    this.planner = planner;
    this.largest = largest;
  }

  @Override
  public Outcome plan(
      JobConfig wanted,
      List<ConfigDiff> changes,
      Plan current,
      SortedMap<String, SortedMap<String, byte[]>> metadata,
      RollOut rollOut,
      boolean create)
      throws InterruptedException {
    if (changes.stream().anyMatch(c -> ConfigEffect.of(c.key()) == ConfigEffect.REPLACEMENT)) {
      requireThatItFits(wanted);
    }
    PlannerResult result =
        result(
            planner.ask(
                PlannerRequest.plan(
                    PlanBasis.withinRun(wanted.values(), current.model()),
                    current.model(),
                    metadata,
                    create,
                    false)));
    return new Outcome(
        new Plan(
            0,
            0,
            result.tasks(),
            result.shares(),
            result.inputs(),
            result.model(),
            WorkerLaunch.of(wanted, Launches.worker(wanted, current.worker().launch().resources())),
            rollOut),
        result.metadata(),
        result.notices());
  }

  private static PlannerResult result(LeaderPlanner.Outcome outcome) {
    if (outcome instanceof LeaderPlanner.Answered answered) {
      PlannerResult result = answered.result();
      if (result.status() == PlannerResult.Status.OK) {
        return result;
      }
      throw new ChangeException(ChangeException.Kind.BAD_INPUT, result.problem().message());
    }
    throw new ChangeException(
        ChangeException.Kind.NOT_DONE, ((LeaderPlanner.Failed) outcome).reason());
  }

  /** What YARN would refuse, and a job whose asks are refused fails. */
  private void requireThatItFits(JobConfig wanted) {
    Largest limits =
        largest
            .get()
            .orElseThrow(
                () ->
                    new ChangeException(
                        ChangeException.Kind.NOT_DONE,
                        "this leader has taken over an attempt that another has registered, and"
                            + " does not know how large a container YARN gives; bin/keeper config"
                            + " set asks YARN for it"));
    require(wanted, ConfigKey.CONTAINER_MEMORY_MB, wanted.containerMemoryMb(), limits.memoryMb());
    require(wanted, ConfigKey.CONTAINER_CORES, wanted.containerCores(), limits.cores());
  }

  private static void require(JobConfig wanted, ConfigKey key, int value, int most) {
    if (value > most) {
      throw new InvalidConfigException(
          wanted.nameOf(wanted.deciding(key)),
          Integer.toString(value),
          "at most " + most + ", the most that this cluster gives to a container");
    }
  }
}
