package io.samzakeeper.am;

import io.samzakeeper.am.supervisor.Restored;
import io.samzakeeper.am.supervisor.Standing;
import io.samzakeeper.job.Application;
import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.AvoidedHosts;
import io.samzakeeper.job.ConfigGeneration;
import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.JobEvent;
import io.samzakeeper.job.LaunchSpec;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.ProcessorRecord;
import io.samzakeeper.job.WorkerRegistration;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.Election;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeException;
import io.samzakeeper.tree.Versioned;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads back what a predecessor left, for a leader that begins. */
final class TreeReader {
  private final JobTree tree;

  TreeReader(JobTree tree) {
    this.tree = tree;
  }

  /** The plan that is current. */
  Plan plan() {
    long generation =
        tree.plan()
            .current()
            .orElseThrow(
                () -> new TreeException("there is no plan at " + tree.paths().plan(), null))
            .value()
            .generation();
    return Znodes.decode(tree.paths().plan(), tree.plan().read(generation), Plan.class);
  }

  /** The config that a plan was made from. */
  JobConfig config(Plan plan) {
    byte[] bytes = tree.config().read(plan.configGeneration());
    return new JobConfig(
        Znodes.decode(tree.paths().config(), bytes, ConfigGeneration.class).values());
  }

  /** How workers are started. */
  LaunchSpec launch() {
    return required(tree.paths().launch(), LaunchSpec.class);
  }

  /** How candidates are started. */
  LaunchSpec launchAm() {
    return required(tree.paths().launchAm(), LaunchSpec.class);
  }

  /** The application that runs the job, as the submitting client wrote it. */
  Application application() {
    return required(tree.paths().application(), Application.class);
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
        records(tree.paths().containers(), ContainerRecord.class),
        records(tree.paths().assignments(), Assignment.class),
        records(tree.paths().processors(), ProcessorRecord.class),
        records(tree.paths().workers(), WorkerRegistration.class),
        new Standing(own, attempt.amContainer().toString(), Election.hosts(tree)),
        tree.read(tree.paths().avoidedHosts(application.applicationId()), AvoidedHosts.class)
            .map(avoided -> Set.<String>copyOf(avoided.value().hosts()))
            .orElse(Set.of()),
        clock.instant());
  }

  private <T extends Record> T required(String path, Class<T> type) {
    return tree.read(path, type)
        .orElseThrow(() -> new TreeException("there is nothing at " + path, null))
        .value();
  }

  /** The job's history, the newest last. */
  List<JobEvent> events() {
    return records(tree.paths().events(), JobEvent.class);
  }

  private <T extends Record> List<T> records(String parent, Class<T> type) {
    return tree.readChildren(parent, type).values().stream().map(Versioned::value).toList();
  }
}
