package io.samzakeeper.worker;

import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.ExitCode;
import io.samzakeeper.tree.Versioned;
import java.util.Optional;

/**
 * What the leader wants of a worker, as the tree says it at one moment. Pure.
 *
 * @param processor that the worker is for; empty while it is a spare; may become another one
 * @param assignment of that processor; nothing where it was never assigned
 * @param runsFrom see {@link ContainerRecord#runsFrom}
 * @param standsReady see {@link ContainerRecord#standsReady}
 */
record Orders(
    String processor,
    Optional<Versioned<Assignment>> assignment,
    long runsFrom,
    boolean standsReady) {

  /** Whether the processor belongs to the container. */
  boolean give(String containerId) {
    return assignment.filter(a -> a.value().containerId().equals(containerId)).isPresent();
  }

  /** Whether the container may run what it is assigned. */
  boolean allow() {
    return assignment.filter(a -> a.value().planGeneration() >= runsFrom).isPresent();
  }

  /** The version of the assignment; -1 where there is none. */
  int version() {
    return assignment.map(Versioned::version).orElse(-1);
  }

  /**
   * That a process was started for this.
   *
   * @throws WorkerException when the processor is another container's, or when a deposed leader's
   *     start has come late
   */
  void requireMeant(WorkerEnvironment environment) {
    String which = "processor " + environment.processor();
    if (standsReady) {
      return;
    }
    if (!give(environment.containerId())) {
      String owner = assignment.map(a -> a.value().containerId()).orElse("");
      throw new WorkerException(
          ExitCode.ASSIGNMENT_LOST,
          which
              + " is assigned to "
              + (owner.isEmpty() ? "nobody" : owner)
              + ", not to this container "
              + environment.containerId());
    }
    // What a deposed leader sent to the NodeManager may arrive after its successor's decisions.
    long epoch = assignment.orElseThrow().value().epoch();
    if (environment.epoch() < epoch) {
      throw new WorkerException(
          ExitCode.ASSIGNMENT_LOST,
          which
              + " was assigned by the leader of epoch "
              + epoch
              + "; this process was started by an earlier one, of epoch "
              + environment.epoch());
    }
  }
}
