package io.samzakeeper.am;

import io.samzakeeper.am.supervisor.Restored;
import io.samzakeeper.am.supervisor.Standing;
import io.samzakeeper.job.Application;
import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.AvoidedHosts;
import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.JobEvent;
import io.samzakeeper.job.LaunchSpec;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.ProcessorRecord;
import io.samzakeeper.job.WorkerRegistration;
import io.samzakeeper.tree.Election;
import io.samzakeeper.tree.Generations;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.TreeException;
import io.samzakeeper.tree.TreeView;
import io.samzakeeper.tree.Versioned;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads back what a predecessor left, for a leader that begins. */
final class TreeReader {
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

  /** How workers are started. */
  LaunchSpec launch() {
    return required(paths.launch(), LaunchSpec.class);
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
    return new Restored(
        epoch,
        attempt.token().attemptId().toString(),
        application,
        plan.generation(),
        new ArrayList<>(plan.tasks().keySet()),
        records(paths.containers(), ContainerRecord.class),
        records(paths.assignments(), Assignment.class),
        records(paths.processors(), ProcessorRecord.class),
        records(paths.workers(), WorkerRegistration.class),
        new Standing(own, attempt.amContainer().toString(), Election.hosts(view, paths)),
        view.read(paths.avoidedHosts(application.applicationId()), AvoidedHosts.class)
            .map(avoided -> Set.<String>copyOf(avoided.value().hosts()))
            .orElse(Set.of()),
        clock.instant());
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
