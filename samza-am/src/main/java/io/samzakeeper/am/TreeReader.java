package io.samzakeeper.am;

import io.samzakeeper.am.supervisor.Restored;
import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.ProcessorRecord;
import io.samzakeeper.job.WorkerRegistration;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeException;
import io.samzakeeper.tree.Versioned;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

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

  Restored restore(Plan plan, long epoch, String attemptId, Clock clock) {
    return new Restored(
        epoch,
        attemptId,
        tree.application()
            .orElseThrow(
                () ->
                    new TreeException(
                        "there is no application at " + tree.paths().application(), null))
            .value(),
        plan.generation(),
        new ArrayList<>(plan.tasks().keySet()),
        records(tree.paths().containers(), ContainerRecord.class),
        records(tree.paths().assignments(), Assignment.class),
        records(tree.paths().processors(), ProcessorRecord.class),
        records(tree.paths().workers(), WorkerRegistration.class),
        clock.instant());
  }

  private <T extends Record> List<T> records(String parent, Class<T> type) {
    return tree.readChildren(parent, type).values().stream().map(Versioned::value).toList();
  }
}
