package io.samzakeeper.am.supervisor.simulator;

import io.samzakeeper.am.supervisor.Action;
import io.samzakeeper.am.supervisor.simulator.SimWorker.Fate;
import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.ContainerRecord.Role;
import io.samzakeeper.job.ExitCode;
import io.samzakeeper.job.WorkerRegistration;
import io.samzakeeper.job.WorkerRegistration.State;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All processes that the NodeManagers have started, and what becomes of them. */
final class SimWorkers {
  static final int SESSION_MS = 4_000;
  private static final int SIGKILL = 137;

  private final SimCluster cluster;
  private final Map<String, SimWorker> byContainer = new HashMap<>();
  private final Map<String, SimWorker> alive = new LinkedHashMap<>();
  private final Map<String, List<SimWorker>> byProcessor = new HashMap<>();

  SimWorkers(SimCluster cluster) {
    this.cluster = cluster;
    cluster.tree.watchAssignments(
        assignment -> aliveFor(assignment.processor()).forEach(this::lookSoon));
    cluster.tree.watchContainers(
        row -> {
          SimWorker worker = byContainer.get(row.containerId());
          if (worker != null && worker.alive && !worker.isStandby()) {
            lookSoon(worker);
          }
        });
  }

  SimWorker find(String containerId) {
    return byContainer.get(containerId);
  }

  Collection<SimWorker> alive() {
    return alive.values();
  }

  List<SimWorker> aliveFor(String processor) {
    List<SimWorker> all = byProcessor.getOrDefault(processor, List.of());
    return all.stream().filter(worker -> worker.alive).toList();
  }

  List<SimWorker> healthy() {
    return alive().stream().filter(worker -> worker.isHealthy(nowMillis())).toList();
  }

  void start(Action.Launch launch, SimNode node, long epoch) {
    if (launch.role() == Role.STANDBY) {
      startStandby(launch.containerId(), node);
    } else {
      startWorker(launch, node, epoch);
    }
  }

  /** A launcher with its candidate; it never ends by itself. */
  private void startStandby(String containerId, SimNode node) {
    SimWorker standby = new SimWorker(containerId, Role.STANDBY, "", node, Fate.WORKS);
    byContainer.put(containerId, standby);
    alive.put(containerId, standby);
    node.processes.put(containerId, standby);
    cluster.trace.add("started " + containerId + " as a standby");
    later(
        500,
        2_500,
        standby,
        () -> {
          standby.registered = true;
          standby.runs = true;
          standby.runsSinceMillis = nowMillis();
          cluster.candidates.stand(containerId, node);
        });
  }

  private void startWorker(Action.Launch launch, SimNode node, long epoch) {
    String containerId = launch.containerId();
    String processor = launch.processor();
    Fate fate = cluster.faults.fateOfNextWorker(processor);
    SimWorker worker = new SimWorker(containerId, launch.role(), processor, node, fate);
    worker.launch = launch.launch();
    byContainer.put(containerId, worker);
    alive.put(containerId, worker);
    byProcessor.computeIfAbsent(processor, p -> new ArrayList<>()).add(worker);
    node.processes.put(containerId, worker);
    cluster.trace.add(
        "started " + containerId + " as " + launch.role() + " " + processor + ": " + fate);
    switch (fate) {
      case HANGS -> cluster.invariants.failureOf(processor);
      case DIES_EARLY -> later(300, 2_000, worker, () -> end(worker, 1));
      case WORKS, CRASHES, COMPLETES -> later(500, 3_000, worker, () -> register(worker, epoch));
    }
  }

  /** Ends with SIGKILL: its session stays until it expires, or its connection shows it. */
  void kill(SimWorker worker) {
    if (worker.alive) {
      end(worker, SIGKILL);
    }
  }

  /** Cannot be heard and hears nothing of ZooKeeper; stops by itself, as it must. */
  void cutOff(SimWorker worker) {
    cluster.trace.add(worker.containerId + " is cut off from ZooKeeper");
    worker.cutOff = true;
    later(
        SESSION_MS,
        SESSION_MS,
        worker,
        () -> {
          cluster.tree.unregister(worker.containerId);
          end(worker, ExitCode.SESSION_LOST.code());
        });
  }

  void pause(SimWorker worker, int millis) {
    cluster.trace.add(worker.containerId + " is stopped for " + millis + " ms");
    worker.paused = true;
    if (!worker.registered && worker.fate != Fate.HANGS) {
      cluster.invariants.failureOf(
          worker.processor); // may be seen as a launch that came to nothing
    }
    if (millis >= SESSION_MS) {
      later(SESSION_MS, SESSION_MS, worker, () -> cluster.tree.unregister(worker.containerId));
    }
    later(
        millis,
        millis,
        worker,
        () -> {
          worker.paused = false;
          commit(worker); // it was about to when it was stopped
          if (!worker.alive) {
            return;
          }
          if (!cluster.tree.workers.containsKey(worker.containerId)) {
            end(worker, ExitCode.SESSION_LOST.code());
          } else {
            look(worker);
          }
        });
  }

  /** Its host is gone, with all that ran there. */
  void lose(SimNode node) {
    for (SimWorker worker : List.copyOf(node.processes.values())) {
      worker.alive = false;
      alive.remove(worker.containerId);
      cluster.containerOfLeaderEnded(worker.containerId);
      if (!worker.registered && worker.fate != Fate.HANGS) {
        cluster.invariants.failureOf(worker.processor); // seen as a launch that came to nothing
      }
      cluster.time.afterMillis(SESSION_MS, () -> sessionEnds(worker));
    }
    node.processes.clear();
    node.untoldEnds.clear();
  }

  private void register(SimWorker worker, long startedBy) {
    Assignment assignment = cluster.tree.assignments.get(worker.processor);
    ContainerRecord row = cluster.tree.containers.get(worker.containerId);
    boolean mayRun =
        (row != null && row.standsReady())
            || (cluster.tree.isAssigned(worker.processor, worker.containerId)
                && assignment.epoch() <= startedBy);
    if (cluster.fences.assignmentOnCommits() && !mayRun) {
      end(worker, ExitCode.ASSIGNMENT_LOST.code());
      return;
    }
    worker.registered = true;
    worker.waits = true;
    if (!mayBegin(worker)) {
      report(worker, State.WAITING, "");
    }
    look(worker);
  }

  private void lookSoon(SimWorker worker) {
    later(10, 100, worker, () -> look(worker));
  }

  /** What the real worker does with the orders that it finds. */
  private void look(SimWorker worker) {
    if (!worker.registered || worker.paused || worker.cutOff) {
      return;
    }
    beGivenAProcessor(worker);
    Assignment now = cluster.tree.assignments.get(worker.processor);
    if (worker.waits) {
      if (mayBegin(worker)) {
        begin(worker, now);
      } else if (worker.assignment != null
          && !cluster.tree.isAssigned(worker.processor, worker.containerId)) {
        end(worker, ExitCode.ASSIGNMENT_LOST.code());
      }
    } else if (cluster.tree.version(worker.processor) != worker.version) {
      end(worker, ExitCode.ASSIGNMENT_LOST.code());
    } else if (runsFrom(worker) > worker.planGeneration() && worker.runs) {
      later(20, 500, worker, () -> handOver(worker));
    }
  }

  /** A spare is told by its container's row, and the worker of standby tasks that is promoted. */
  private void beGivenAProcessor(SimWorker worker) {
    ContainerRecord row = cluster.tree.containers.get(worker.containerId);
    if (worker.waits
        && row != null
        && !row.processor().isEmpty()
        && !row.processor().equals(worker.processor)) {
      byProcessor.getOrDefault(worker.processor, new ArrayList<>()).remove(worker);
      worker.processor = row.processor();
      worker.assignment = null;
      worker.version = -1;
      byProcessor.computeIfAbsent(worker.processor, p -> new ArrayList<>()).add(worker);
      if (!mayBegin(worker)) {
        report(worker, State.WAITING, "");
      }
    }
  }

  private boolean mayBegin(SimWorker worker) {
    Assignment now = cluster.tree.assignments.get(worker.processor);
    return !cluster.fences.assignmentOnCommits()
        || (cluster.tree.isAssigned(worker.processor, worker.containerId)
            && cluster.tree.version(worker.processor) != worker.version
            && now.planGeneration() >= runsFrom(worker));
  }

  private long runsFrom(SimWorker worker) {
    ContainerRecord row = cluster.tree.containers.get(worker.containerId);
    return row == null ? ContainerRecord.ANY_PLAN : row.runsFrom();
  }

  private void begin(SimWorker worker, Assignment assignment) {
    worker.waits = false;
    worker.assignment = assignment;
    worker.version = cluster.tree.version(worker.processor);
    report(worker, State.STARTING, "");
    later(100, 1_500, worker, () -> run(worker));
  }

  private void handOver(SimWorker worker) {
    if (!worker.runs || worker.paused || worker.cutOff) {
      return;
    }
    commit(worker);
    if (worker.alive) {
      worker.runs = false;
      worker.waits = true;
      report(worker, State.WAITING, "");
      look(worker);
    }
  }

  private void run(SimWorker worker) {
    if (worker.waits || worker.runs) {
      return;
    }
    worker.runs = true;
    worker.runsSinceMillis = nowMillis();
    report(worker, State.RUNNING, "");
    look(worker);
    commitSoon(worker);
    switch (worker.fate) {
      case CRASHES ->
          later(
              500,
              5_000,
              worker,
              () -> {
                report(worker, State.FAILED, "java.lang.IllegalStateException: boom");
                end(worker, ExitCode.TASK_FAILED.code());
              });
      case COMPLETES ->
          later(
              5_000,
              60_000,
              worker,
              () -> {
                if (worker.runs) {
                  report(worker, State.COMPLETED, "");
                  end(worker, ExitCode.COMPLETED.code());
                }
              });
      case WORKS, HANGS, DIES_EARLY -> {}
    }
  }

  private void commitSoon(SimWorker worker) {
    later(
        1_000,
        5_000,
        worker,
        () -> {
          if (worker.runs) {
            commit(worker);
            commitSoon(worker);
          }
        });
  }

  private void commit(SimWorker worker) {
    if (!worker.alive || !worker.runs || worker.paused || worker.cutOff) {
      return;
    }
    if (!cluster.fences.assignmentOnCommits()
        || (cluster.tree.version(worker.processor) == worker.version
            && cluster.tree.workers.containsKey(worker.containerId))) {
      cluster.invariants.committed(worker);
    } else {
      end(worker, ExitCode.ASSIGNMENT_LOST.code());
    }
  }

  /** The NodeManager ends it, at the RM's order. */
  void stop(SimWorker worker) {
    end(worker, 143);
  }

  private void end(SimWorker worker, int exitCode) {
    worker.alive = false;
    alive.remove(worker.containerId);
    cluster.containerOfLeaderEnded(worker.containerId);
    worker.node.processes.remove(worker.containerId);
    cluster.trace.add(worker.containerId + " ends with " + exitCode);
    boolean ordered = cluster.rm.hasEnded(worker.containerId);
    if (!ordered && exitCode != 0 && exitCode != 11 && exitCode != 12) {
      cluster.invariants.failureOf(worker.processor);
    }
    if (!ordered) {
      worker.node.untoldEnds.put(worker.containerId, exitCode);
    }
    int sessionLeft =
        exitCode == SIGKILL && cluster.chance.percent(30)
            ? SESSION_MS
            : cluster.chance.between(1, 50);
    cluster.time.afterMillis(sessionLeft, () -> sessionEnds(worker));
  }

  private void sessionEnds(SimWorker worker) {
    cluster.tree.unregister(worker.containerId);
    cluster.candidates.gone(worker.containerId);
  }

  private void report(SimWorker worker, State state, String error) {
    cluster.tree.register(
        new WorkerRegistration(
            worker.containerId,
            worker.processor,
            worker.node.address,
            1,
            state,
            0,
            worker.planGeneration(),
            cluster.time.now().toEpochMilli(),
            error,
            "",
            worker.launch));
  }

  private void later(int least, int most, SimWorker worker, Runnable task) {
    cluster.time.afterMillis(
        cluster.chance.between(least, most),
        () -> {
          if (worker.alive) {
            task.run();
          }
        });
  }

  private long nowMillis() {
    return cluster.time.elapsed().toMillis();
  }
}
