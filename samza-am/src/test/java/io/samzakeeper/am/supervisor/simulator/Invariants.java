package io.samzakeeper.am.supervisor.simulator;

import io.samzakeeper.am.supervisor.Action;
import io.samzakeeper.job.AppliedPlan;
import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.ContainerRecord.Phase;
import io.samzakeeper.job.ContainerRecord.Role;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.ProcessorRecord;
import io.samzakeeper.job.ProcessorRecord.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must hold at every step, and what must hold when all is quiet. */
final class Invariants {
  private final SimCluster cluster;
  private final Map<String, Integer> failures = new HashMap<>();

  /** Rightly; an RM that has restarted may list them again, and then that is said again. */
  private final Set<String> givenBack = new HashSet<>();

  Invariants(SimCluster cluster) {
    this.cluster = cluster;
  }

  /** A worker of the processor has failed for real. */
  void failureOf(String processor) {
    failures.merge(processor, 1, Integer::sum);
  }

  /** No collateral: nobody's work is taken away while nothing is wrong with it. */
  void assigned(Assignment before, Assignment after) {
    if (before != null && !before.containerId().equals(after.containerId())) {
      requireNotHealthy(before.containerId(), "loses its assignment to " + after.containerId());
    }
  }

  /** The same for containers that are given back. */
  void released(String containerId) {
    ContainerRecord record = cluster.tree.containers.get(containerId);
    boolean isOneTooMany =
        record != null
            && record.role() == Role.STANDBY
            && otherStandbys(containerId) >= cluster.settings.standbys();
    boolean wasDecidedBefore =
        record != null
            && record.phase() == Phase.RELEASING
            && record.sinceMillis() < cluster.time.now().toEpochMilli() - 100;
    if (!givenBack.contains(containerId)
        && !cluster.tree.application.state().ended()
        && !isOneTooMany
        && !wasDecidedBefore) {
      requireNotHealthy(containerId, "is given back");
    }
    givenBack.add(containerId);
  }

  private long otherStandbys(String containerId) {
    return cluster.tree.containers.values().stream()
        .filter(held -> held.role() == Role.STANDBY && held.phase() != Phase.RELEASING)
        .filter(held -> !held.containerId().equals(containerId))
        .count();
  }

  private void requireNotHealthy(String containerId, String but) {
    SimWorker worker = cluster.workers.find(containerId);
    if (worker != null
        && (!worker.isStandby() || cluster.candidates.stands(containerId))
        && worker.isHealthy(cluster.time.elapsed().toMillis())
        && !cluster.rm.hasEnded(containerId)) {
      throw new Violation(
          "no collateral: "
              + containerId
              + " works well for processor "
              + worker.processor
              + " and "
              + but);
    }
  }

  /** Nothing is started that a successor would not find in the tree. */
  void launched(Action.Launch launch) {
    ContainerRecord record = cluster.tree.containers.get(launch.containerId());
    if (record == null) {
      throw new Violation("launched before it was recorded: " + launch.containerId());
    }
    if (launch.role() == Role.WORKER
        && !record.standsReady()
        && !cluster.tree.isAssigned(launch.processor(), launch.containerId())
        && cluster.leader() != null
        && cluster.leader().epoch == cluster.tree.epoch) {
      throw new Violation("launched without an assignment: " + launch.containerId());
    }
  }

  /** A failure is counted once. */
  void counted(ProcessorRecord record) {
    int real = failures.getOrDefault(record.processor(), 0);
    if (record.failures() > real) {
      throw new Violation(
          "counted too often: processor "
              + record.processor()
              + " has "
              + record.failures()
              + " failures on record and has failed "
              + real
              + " times");
    }
  }

  /**
   * One writer: who commits for a processor is whom it is assigned to, and nobody else who is, and
   * has a session still, runs the same task.
   */
  void committed(SimWorker worker) {
    Set<String> tasks = tasks(worker);
    // By one plan, no two processors have a task in common.
    Collection<SimWorker> others =
        cluster.tree.hasHadOnePlan()
            ? cluster.workers.aliveFor(worker.processor)
            : cluster.workers.alive();
    for (SimWorker other : others) {
      if (other != worker
          && other.runs
          && other.assignment != null
          && cluster.tree.version(other.processor) == other.version
          && cluster.tree.workers.containsKey(other.containerId)
          && tasks(other).stream().anyMatch(tasks::contains)) {
        throw new Violation(
            "one writer: "
                + worker.containerId
                + " commits tasks "
                + tasks
                + ", and "
                + other.containerId
                + " has "
                + tasks(other));
      }
    }
    if (!cluster.tree.isAssigned(worker.processor, worker.containerId)) {
      throw new Violation(
          "one writer: "
              + worker.containerId
              + " commits, but is not assigned "
              + worker.processor);
    }
  }

  private Set<String> tasks(SimWorker worker) {
    Plan plan = cluster.tree.plan(worker.planGeneration());
    return plan == null
        ? Set.of()
        : Set.copyOf(plan.tasks().getOrDefault(worker.processor, List.of()));
  }

  /** One leader writes: when there is a newer one, no older one does. */
  void wrote(SimLeader writer) {
    if (!writer.leads()) {
      throw new Violation(
          "one epoch: " + writer.epoch + " writes, and " + cluster.tree.epoch + " leads");
    }
  }

  /** Nobody fences for us there, so who may have a successor is silent. */
  void speaks(SimLeader speaker, String to) {
    if (speaker.isSessionOver()) {
      throw new Violation(
          "a zombie: leader " + speaker.epoch + " speaks to " + to + " after its session");
    }
  }

  /** What a leader has got an answer to is heard, whoever spoke before it. */
  void answered(SimLeader leader, boolean heard) {
    if (!heard && leader.leads() && !leader.hadRival()) {
      throw new Violation(
          "an ask is lost: leader " + leader.epoch + " has an answer to what the RM ignored");
    }
  }

  /** Who was overtaken does not take the attempt back: its successor would do the same to it. */
  void comesBack(SimLeader leader, int timesInARow) {
    if (!leader.leads()) {
      throw new Violation(
          "a duel: leader " + leader.epoch + " takes over again from " + cluster.tree.epoch);
    }
    if (timesInARow > 5) {
      throw new Violation("a duel: leader " + leader.epoch + " is out of step again and again");
    }
  }

  /**
   * What is not as it must be when all is quiet; empty if nothing.
   *
   * @param completes whether the job is to come to its end by itself
   */
  List<String> unrest(boolean completes) {
    List<String> unrest = new ArrayList<>();
    if (completes && !cluster.tree.application.state().ended()) {
      unrest.add("the job has not ended");
    }
    if (cluster.tree.application.state().ended()) {
      if (!cluster.rm.isUnregistered()) {
        unrest.add("the application has ended and is not unregistered");
      }
      return unrest;
    }
    if (cluster.leader() == null || cluster.leader().isDead()) {
      unrest.add("nobody leads");
    }
    int open = 0;
    if (cluster.tree.plan.rollOut().duringRun()
        && (cluster.tree.applied == null
            || cluster.tree.applied.generation() != cluster.tree.plan.generation()
            || cluster.tree.applied.state() != AppliedPlan.State.DONE)) {
      unrest.add("plan " + cluster.tree.plan.generation() + " is not settled");
    }
    for (String processor : cluster.tree.plan.tasks().keySet()) {
      ProcessorRecord record = cluster.tree.processors.get(processor);
      if (record != null && record.outcome() != Outcome.OPEN) {
        continue;
      }
      open++;
      Assignment assignment = cluster.tree.assignments.get(processor);
      String owner = assignment == null ? "" : assignment.containerId();
      SimWorker worker = cluster.workers.find(owner);
      if (worker != null
          && worker.alive
          && !share(processor, worker.planGeneration())
              .equals(share(processor, cluster.tree.plan.generation()))) {
        unrest.add("processor " + processor + " runs by plan " + worker.planGeneration());
      }
      if (worker == null || !worker.alive || !worker.runs) {
        unrest.add("processor " + processor + " is not run by its owner '" + owner + "'");
      } else if (!cluster.rm.live.containsKey(owner)) {
        unrest.add("YARN does not hold " + owner);
      } else if (!cluster.tree.containers.containsKey(owner)
          || cluster.tree.containers.get(owner).phase() != Phase.RUNNING) {
        unrest.add("the table does not say that " + owner + " runs");
      } else if (isLaunchedOtherwise(cluster.tree.containers.get(owner))) {
        unrest.add(owner + " is started as an earlier plan said");
      }
    }
    cluster.rm.live.keySet().stream()
        .filter(id -> !cluster.tree.containers.containsKey(id))
        .forEach(id -> unrest.add("a leak: YARN holds " + id + ", which nobody knows"));
    cluster.tree.containers.values().stream()
        .filter(held -> !cluster.rm.live.containsKey(held.containerId()))
        .forEach(held -> unrest.add("the table has what YARN does not hold: " + held));
    int all = open + cluster.settings.standbys() + cluster.settings.spares();
    requireCount(unrest, "containers that YARN holds", cluster.rm.live.keySet().size(), all);
    requireCount(unrest, "containers in the table", cluster.tree.containers.size(), all);
    requireCount(unrest, "processes", cluster.workers.alive().size(), all);
    requireCount(unrest, "spares that wait", waitingSpares(), cluster.settings.spares());
    requireCount(unrest, "candidates", cluster.candidates.count(), 1 + cluster.settings.standbys());
    if (cluster.nodesUp().size() > cluster.settings.standbys()) {
      requireCount(unrest, "candidates that share a host", cluster.candidates.crowded(), 0);
    }
    requireCount(unrest, "asks that YARN holds", countAsks(), 0);
    return unrest;
  }

  private boolean isLaunchedOtherwise(ContainerRecord held) {
    return !held.launch().equals(cluster.tree.plan.worker().digest());
  }

  private int waitingSpares() {
    return (int)
        cluster.tree.containers.values().stream()
            .filter(held -> held.role() == Role.SPARE && held.phase() == Phase.RUNNING)
            .filter(held -> held.launch().equals(cluster.tree.plan.worker().digest()))
            .map(held -> cluster.workers.find(held.containerId()))
            .filter(worker -> worker != null && worker.alive && worker.waits)
            .count();
  }

  private String share(String processor, long generation) {
    Plan plan = cluster.tree.plan(generation);
    return plan == null ? "none" : plan.shares().getOrDefault(processor, "none");
  }

  private int countAsks() {
    return cluster.rm.asks.values().stream().mapToInt(Action.Ask::count).sum();
  }

  private static void requireCount(List<String> unrest, String what, int is, int shouldBe) {
    if (is != shouldBe) {
      unrest.add(what + ": " + is + " instead of " + shouldBe);
    }
  }
}
