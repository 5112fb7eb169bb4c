package io.samzakeeper.e2e;

import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobPaths;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Replays all that ZooKeeper has accepted for a job and looks at each checkpoint as it was written:
 * by the owner of the task at that moment, and never back.
 */
final class CheckpointAudit {
  private final JobPaths paths;
  private final Map<Long, Plan> plans;
  private final Map<Long, String> containerOfSession = new HashMap<>();
  private final Map<String, Assignment> assignments = new HashMap<>();
  private final Map<String, Map<String, Long>> offsets = new HashMap<>();
  private final List<String> violations = new ArrayList<>();
  private int checkpoints;

  /**
   * @param plans by generation: those that there have been
   */
  CheckpointAudit(JobPaths paths, Map<Long, Plan> plans) {
    this.paths = paths;
    this.plans = plans;
  }

  /**
   * What the audit has found.
   *
   * @param checkpoints how many were written
   * @param violations what was wrong, for people; empty is good
   */
  record Findings(int checkpoints, List<String> violations) {}

  Findings replay(List<TransactionLog.Operation> operations) {
    operations.forEach(this::apply);
    return new Findings(checkpoints, violations);
  }

  private void apply(TransactionLog.Operation operation) {
    switch (operation.kind()) {
      case DELETE -> {}
      case CREATE, SET -> written(operation);
    }
  }

  private void written(TransactionLog.Operation write) {
    if (write.path().startsWith(paths.workers() + "/") && write.ephemeral()) {
      containerOfSession.put(write.session(), child(write.path()));
    } else if (write.path().startsWith(paths.assignments() + "/") && write.data().hasRemaining()) {
      Assignment assignment = Znodes.decode(write.path(), write.bytes(), Assignment.class);
      assignments.put(assignment.processor(), assignment);
    } else if (write.path().startsWith(paths.checkpoints() + "/") && write.data().hasRemaining()) {
      checkpoint(write);
    }
  }

  private void checkpoint(TransactionLog.Operation write) {
    checkpoints++;
    String task = JobPaths.decode(child(write.path()));
    String writer = containerOfSession.get(write.session());
    Assignment assignment = owner(task);
    if (writer == null || assignment == null || !writer.equals(assignment.containerId())) {
      violations.add(
          "0x%x: checkpoint of %s written by %s while %s"
              .formatted(write.zxid(), task, writer, assignment));
    }
    Map<String, Long> now = CheckpointOffsets.of(write.path(), write.bytes());
    Map<String, Long> before = offsets.put(task, now);
    if (before != null) {
      before.forEach(
          (stream, offset) -> {
            if (now.getOrDefault(stream, -1L) < offset) {
              violations.add(
                  "0x%x: checkpoint of %s by %s went back in %s from %s to %s"
                      .formatted(write.zxid(), task, writer, stream, offset, now.get(stream)));
            }
          });
    }
  }

  /** By the newest plan that has given the task to somebody; null if none has. */
  private Assignment owner(String task) {
    return assignments.values().stream()
        .filter(assignment -> has(assignment, task))
        .max(Comparator.comparingLong(Assignment::planGeneration))
        .orElse(null);
  }

  private boolean has(Assignment assignment, String task) {
    Plan plan = plans.get(assignment.planGeneration());
    return plan != null
        && plan.tasks().getOrDefault(assignment.processor(), List.of()).contains(task);
  }

  private static String child(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
