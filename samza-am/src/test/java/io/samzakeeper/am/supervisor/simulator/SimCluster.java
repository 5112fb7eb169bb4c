package io.samzakeeper.am.supervisor.simulator;

import io.samzakeeper.am.supervisor.Action.Ask;
import io.samzakeeper.am.supervisor.Event;
import io.samzakeeper.am.supervisor.SupervisorSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Everything there is in a run, and how its parts hear of each other. */
final class SimCluster {
  private static final int SCHEDULER_MS = 500;
  private static final int NODE_HEARTBEAT_MS = 1_000;

  final VirtualTime time = new VirtualTime();
  final Chance chance;
  final Trace trace = new Trace(time);
  final SupervisorSettings settings;
  final SimTree tree;
  final SimResourceManager rm;
  final SimWorkers workers;
  final SimCandidates candidates;
  final Faults faults;
  final Invariants invariants;
  final List<SimNode> nodes = new ArrayList<>();

  private final Mechanisms mechanisms;
  private SimLeader leader;

  SimCluster(Scenario scenario, Mechanisms mechanisms) {
    this.chance = new Chance(scenario.seed());
    this.settings = scenario.settings();
    this.mechanisms = mechanisms;
    this.tree = new SimTree(scenario.processors(), trace);
    this.rm = new SimResourceManager(trace, chance);
    this.workers = new SimWorkers(this);
    this.candidates = new SimCandidates(this);
    rm.onNewAttempt(candidates::attemptOver);
    this.faults = new Faults(this, scenario);
    this.invariants = new Invariants(this);
    tree.checkedBy(invariants);
    tree.watchWorkers(this::tellLeader);
    for (int i = 1; i <= scenario.nodes(); i++) {
      nodes.add(new SimNode("nm" + i + ":8041"));
    }
  }

  void begin() {
    candidates.launchAm();
    time.afterMillis(1, this::elect);
    time.afterMillis(SCHEDULER_MS, this::schedule);
    nodes.forEach(
        node -> time.afterMillis(chance.between(1, NODE_HEARTBEAT_MS), () -> nodeHeartbeat(node)));
    faults.begin();
  }

  /** Who leads by the election; may be dead already. */
  SimLeader leader() {
    return leader;
  }

  SimNode node(String address) {
    return nodes.stream().filter(n -> n.address.equals(address)).findFirst().orElseThrow();
  }

  List<SimNode> nodesUp() {
    return nodes.stream().filter(node -> node.up).toList();
  }

  /** A candidate becomes leader; whoever was it before cannot write any more. */
  void elect() {
    Optional<String> elected = candidates.any();
    if (elected.isEmpty()) {
      time.afterMillis(200, this::elect);
      return;
    }
    leader = new SimLeader(this, mechanisms, elected.get());
    leader.begin();
    // Its watch tells of every worker that there is, read a little after the rest of the tree.
    SimLeader mine = leader;
    List<String> seen = List.copyOf(tree.workers.keySet());
    List<String> stood = candidates.containers();
    time.afterMillis(
        chance.between(1, 100),
        () -> {
          tree.workers.values().forEach(w -> mine.accept(new Event.WorkerReported(w)));
          candidates.tell(mine);
          seen.stream()
              .filter(id -> !tree.workers.containsKey(id))
              .forEach(id -> mine.accept(new Event.WorkerGone(id)));
          stood.stream()
              .filter(id -> !candidates.stands(id))
              .forEach(id -> mine.accept(new Event.CandidateGone(id)));
        });
  }

  /** With the container that it runs in. */
  void containerOfLeaderEnded(String containerId) {
    SimLeader mine = leader;
    if (mine != null && mine.container.equals(containerId) && !mine.isDead()) {
      mine.die("ends with its container " + containerId);
      leaderDied(mine);
    }
  }

  void leaderDied(SimLeader dead) {
    if (dead == leader) {
      time.afterMillis(chance.between(50, 5_000), () -> succeed(dead));
    }
  }

  /** Elects a successor unless there is one. */
  void succeed(SimLeader former) {
    if (leader == former && !rm.isUnregistered()) {
      elect();
    }
  }

  void tellLeader(Event event) {
    SimLeader mine = leader;
    if (mine != null) {
      // In the order of the tree's changes.
      time.afterMillis(10, () -> mine.accept(event));
    }
  }

  private void schedule() {
    time.afterMillis(SCHEDULER_MS, this::schedule);
    List<SimNode> up = nodesUp().stream().filter(node -> node.inSync).toList();
    if (!rm.isUp() || up.isEmpty()) {
      return;
    }
    for (Ask ask : List.copyOf(rm.asks.values())) {
      String node = chance.oneOf(up).address;
      if (chance.percent(60) && !rm.avoids(node)) {
        rm.grant(ask.key(), node);
      }
    }
  }

  private void nodeHeartbeat(SimNode node) {
    time.afterMillis(NODE_HEARTBEAT_MS, () -> nodeHeartbeat(node));
    if (!node.up || !rm.isUp() || !node.inSync) {
      return;
    }
    for (SimWorker worker : List.copyOf(node.processes.values())) {
      if (rm.isToBeKilled(worker.containerId)) {
        workers.stop(worker);
      } else {
        rm.runs(worker.containerId);
      }
    }
    node.untoldEnds.forEach((id, exit) -> rm.complete(id, exit, "exit code " + exit));
    node.untoldEnds.clear();
  }

  /** The RM has come back: the nodes find it one after the other and say what they have. */
  void nodesFindRm() {
    for (SimNode node : nodes) {
      node.inSync = false;
      time.afterMillis(chance.between(100, 10_000), () -> resync(node));
    }
  }

  private void resync(SimNode node) {
    if (!rm.isUp()) {
      time.afterMillis(1_000, () -> resync(node));
      return;
    }
    if (node.inSync) {
      return;
    }
    node.inSync = true;
    node.processes.keySet().forEach(rm::recovered);
    node.untoldEnds.forEach(rm::recoveredEnd);
    node.untoldEnds.clear();
  }
}
