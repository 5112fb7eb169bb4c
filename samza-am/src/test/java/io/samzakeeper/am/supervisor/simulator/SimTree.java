package io.samzakeeper.am.supervisor.simulator;

import io.samzakeeper.am.supervisor.Event.RestartAsked;
import io.samzakeeper.am.supervisor.LeadershipLostException;
import io.samzakeeper.am.supervisor.Mutation;
import io.samzakeeper.am.supervisor.Restored;
import io.samzakeeper.am.supervisor.Standing;
import io.samzakeeper.job.Application;
import io.samzakeeper.job.AppliedPlan;
import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.ProcessorRecord;
import io.samzakeeper.job.WorkerRegistration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The job's tree: what is durable, fenced by the epoch. */
final class SimTree {
  final Map<String, ContainerRecord> containers = new LinkedHashMap<>();
  final Map<String, Assignment> assignments = new TreeMap<>();
  final Map<String, ProcessorRecord> processors = new TreeMap<>();
  final Map<String, WorkerRegistration> workers = new LinkedHashMap<>();
  Application application =
      new Application("application_1_0001", Application.State.RUNNING, "me", 0, "");
  Set<String> avoidedHosts = Set.of();
  long epoch;

  /** Wishes that a processor leaves its container, by processor. */
  final Map<String, RestartAsked> restarts = new TreeMap<>();

  private final Map<String, Integer> versions = new TreeMap<>();
  Plan plan;
  AppliedPlan applied;
  private final Map<Long, Plan> plans = new TreeMap<>();
  private final Trace trace;
  private final List<Consumer<String>> workerWatches = new ArrayList<>();
  private final List<Consumer<Assignment>> assignmentWatches = new ArrayList<>();
  private final List<Consumer<ContainerRecord>> containerWatches = new ArrayList<>();
  private final List<Runnable> planWatches = new ArrayList<>();
  private final List<Invariants> invariants = new ArrayList<>();

  SimTree(Plan plan, Trace trace) {
    this.plan = plan;
    this.trace = trace;
    plans.put(plan.generation(), plan);
  }

  /** By one write: another plan is the current one. */
  void become(Plan next) {
    plan = next;
    plans.put(next.generation(), next);
    trace.add("plan " + next.generation() + " is current: " + next.tasks() + " " + next.rollOut());
    planWatches.forEach(Runnable::run);
  }

  boolean hasHadOnePlan() {
    return plans.size() == 1;
  }

  Plan plan(long generation) {
    return plans.get(generation);
  }

  void checkedBy(Invariants check) {
    invariants.add(check);
  }

  void watchPlan(Runnable watch) {
    planWatches.add(watch);
  }

  void watchContainers(Consumer<ContainerRecord> watch) {
    containerWatches.add(watch);
  }

  void watchWorkers(Consumer<String> watch) {
    workerWatches.add(watch);
  }

  void watchAssignments(Consumer<Assignment> watch) {
    assignmentWatches.add(watch);
  }

  Restored restore(String attemptId, Standing standing, Instant now) {
    return new Restored(
        epoch,
        attemptId,
        application,
        plan,
        Map.copyOf(plans),
        Optional.ofNullable(applied),
        List.copyOf(containers.values()),
        List.copyOf(assignments.values()),
        List.copyOf(processors.values()),
        List.copyOf(workers.values()),
        standing,
        avoidedHosts,
        now);
  }

  void requireEpoch(long writer) throws LeadershipLostException {
    if (writer != epoch) {
      throw new LeadershipLostException("epoch " + epoch + " leads, not " + writer, null);
    }
  }

  void apply(Mutation mutation) {
    if (mutation instanceof Mutation.PutContainer put) {
      containers.put(put.container().containerId(), put.container());
      containerWatches.forEach(watch -> watch.accept(put.container()));
    } else if (mutation instanceof Mutation.RemoveContainer remove) {
      containers.remove(remove.containerId());
    } else if (mutation instanceof Mutation.PutAssignment put) {
      Assignment before = assignments.put(put.assignment().processor(), put.assignment());
      versions.merge(put.assignment().processor(), 1, Integer::sum);
      invariants.forEach(check -> check.assigned(before, put.assignment()));
      assignmentWatches.forEach(watch -> watch.accept(put.assignment()));
    } else if (mutation instanceof Mutation.PutProcessor put) {
      processors.put(put.processor().processor(), put.processor());
      invariants.forEach(check -> check.counted(put.processor()));
    } else if (mutation instanceof Mutation.PutApplication put) {
      application = put.application();
    } else if (mutation instanceof Mutation.PutAppliedPlan put) {
      applied = put.applied();
    } else if (mutation instanceof Mutation.PutAvoidedHosts put) {
      avoidedHosts = Set.copyOf(put.avoided().hosts());
    } else if (mutation instanceof Mutation.AppendEvent append) {
      trace.add(
          "epoch "
              + append.event().epoch()
              + " "
              + append.event().subject()
              + ": "
              + append.event().text());
    } else if (!(mutation instanceof Mutation.PutNmToken)
        && !(mutation instanceof Mutation.PutAppliedConfig)) {
      throw new IllegalArgumentException("no rule for " + mutation);
    }
  }

  /** Of a processor's assignment; 0 where there is none. */
  int version(String processor) {
    return versions.getOrDefault(processor, 0);
  }

  boolean isAssigned(String processor, String containerId) {
    Assignment assignment = assignments.get(processor);
    return assignment != null && assignment.containerId().equals(containerId);
  }

  void register(WorkerRegistration worker) {
    workers.put(worker.containerId(), worker);
    workerWatches.forEach(watch -> watch.accept(worker.containerId()));
  }

  void unregister(String containerId) {
    if (workers.remove(containerId) != null) {
      workerWatches.forEach(watch -> watch.accept(containerId));
    }
  }
}
