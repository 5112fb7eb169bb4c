package io.samzakeeper.am;

import io.samzakeeper.am.supervisor.Restored;
import io.samzakeeper.am.supervisor.Standing;
import io.samzakeeper.job.Application;
import io.samzakeeper.job.AppliedPlan;
import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.AvoidedHosts;
import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.JobEvent;
import io.samzakeeper.job.LaunchSpec;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.ProcessorRecord;
import io.samzakeeper.job.UnreadableZnodeException;
import io.samzakeeper.job.WorkerRegistration;
import io.samzakeeper.tree.Election;
import io.samzakeeper.tree.Generations;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.TreeException;
import io.samzakeeper.tree.TreeView;
import io.samzakeeper.tree.Versioned;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads back what a predecessor left, for a leader that begins. */
final class TreeReader {
  private static final Logger LOG = LoggerFactory.getLogger(TreeReader.class);

  private final TreeView view;
  private final JobPaths paths;
  private final KnownGenerations generations;

  /**
   * @param view the tree, or a copy that is up to date
   */
  TreeReader(TreeView view, JobPaths paths, KnownGenerations generations) {
    this.view = view;
    this.paths = paths;
    this.generations = generations;
  }

  /** The plan that is current. */
  Plan plan() {
    return generations.plan(required(paths.plan(), Generations.Current.class).generation());
  }

  /** The config that is current. It may be a later one than the plan's. */
  JobConfig config() {
    return generations.config(required(paths.config(), Generations.Current.class).generation());
  }

  /** How candidates are started. */
  LaunchSpec launchAm() {
    return required(paths.launchAm(), LaunchSpec.class);
  }

  /** The application that runs the job, as the submitting client wrote it. */
  Application application() {
    return required(paths.application(), Application.class);
  }

  /**
   * @param own container of this process
   */
  Restored restore(
      Application application,
      Plan plan,
      long epoch,
      LiveAttempt attempt,
      String own,
      Clock clock) {
    List<Assignment> assignments = records(paths.assignments(), Assignment.class);
    return new Restored(
        epoch,
        attempt.token().attemptId().toString(),
        application,
        plan,
        earlierPlans(plan, assignments),
        view.read(paths.appliedPlan(), AppliedPlan.class).map(Versioned::value),
        records(paths.containers(), ContainerRecord.class),
        assignments,
        records(paths.processors(), ProcessorRecord.class),
        records(paths.workers(), WorkerRegistration.class),
        new Standing(own, attempt.amContainer().toString(), Election.hosts(view, paths)),
        view.read(paths.avoidedHosts(application.applicationId()), AvoidedHosts.class)
            .map(avoided -> Set.<String>copyOf(avoided.value().hosts()))
            .orElse(Set.of()),
        clock.instant());
  }

  /**
   * Those by which somebody may run. One that is gone is gone: it says nothing of who runs by it.
   */
  private Map<Long, Plan> earlierPlans(Plan current, List<Assignment> assignments) {
    Map<Long, Plan> plans = new TreeMap<>();
    for (Assignment assignment : assignments) {
      long generation = assignment.planGeneration();
      if (!assignment.containerId().isEmpty()
          && generation != current.generation()
          && !plans.containsKey(generation)) {
        try {
          plans.put(generation, generations.plan(generation));
        } catch (UnreadableZnodeException e) {
          LOG.warn("Who runs by plan {} restarts for the next one: {}", generation, e.getMessage());
        }
      }
    }
    return plans;
  }

  private <T extends Record> T required(String path, Class<T> type) {
    return view.read(path, type)
        .orElseThrow(() -> new TreeException("there is nothing at " + path, null))
        .value();
  }

  /** The job's history, the newest last. */
  List<JobEvent> events() {
    return records(paths.events(), JobEvent.class);
  }

  private <T extends Record> List<T> records(String parent, Class<T> type) {
    return view.readChildren(parent, type).values().stream().map(Versioned::value).toList();
  }
}
