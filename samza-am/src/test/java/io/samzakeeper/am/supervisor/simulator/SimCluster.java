package io.samzakeeper.am.supervisor.simulator;

import io.samzakeeper.am.supervisor.Action.Ask;
import io.samzakeeper.am.supervisor.Event;
import io.samzakeeper.am.supervisor.SupervisorSettings;
import io.samzakeeper.job.WorkerRegistration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

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
  final SimPlans plans;
  final Fences fences;
  final List<SimNode> nodes = new ArrayList<>();

  private final Mechanisms mechanisms;
  private final List<SimLeader> reigns = new ArrayList<>();
  private SimLeader leader;
  private boolean electionIsDue;

  SimCluster(Scenario scenario, Mechanisms mechanisms) {
    this.chance = new Chance(scenario.seed());
    this.settings = scenario.settings();
    this.mechanisms = mechanisms;
    this.fences = mechanisms.fences();
    this.tree = new SimTree(SimPlans.first(scenario.processors()), trace);
    this.rm = new SimResourceManager(trace, chance);
    this.workers = new SimWorkers(this);
    this.candidates = new SimCandidates(this);
    rm.onNewAttempt(candidates::attemptOver);
    this.faults = new Faults(this, scenario);
    this.invariants = new Invariants(this);
    tree.checkedBy(invariants);
    this.plans = new SimPlans(this);
    tree.watchPlan(() -> tellLeader("plan", this::currentPlan));
    tree.watchWorkers(id -> tellLeader("worker " + id, () -> seen(id)));
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
      if (!electionIsDue) {
        electionIsDue = true;
        time.afterMillis(200, this::electAgain);
      }
      return;
    }
    begin(elected.get());
  }

  private void electAgain() {
    electionIsDue = false;
    if (leader == null || leader.isDead() || leader.isSessionOver()) {
      elect();
    }
  }

  /** A second one is elected while the first is alive and believes to lead, as far as it knows. */
  void electBeside(SimLeader first) {
    candidates
        .otherThan(first.container)
        .ifPresent(
            elected -> {
              trace.add("a second candidate is elected beside leader " + first.epoch);
              begin(elected);
              leader.hasRival();
              first.overtaken();
            });
  }

  /** A planned hand-over: the leader ends its reign when the other has accepted. */
  void handOver(SimLeader former, String heir) {
    if (former == leader && former.leads() && candidates.isAwake(heir)) {
      former.die("hands over to " + heir);
      begin(heir);
      candidates.restarts(former.container);
    }
  }

  private void begin(String elected) {
    leader = new SimLeader(this, mechanisms, elected);
    reigns.removeIf(SimLeader::isDead);
    reigns.add(leader);
    leader.begin();
    faults.takeOverBegins();
    // Its watch tells of every worker that there is, read a little after the rest of the tree.
    SimLeader mine = leader;
    List<String> seen = List.copyOf(tree.workers.keySet());
    List<String> stood = candidates.containers();
    time.afterMillis(
        chance.between(1, 100),
        () -> {
          mine.accept(currentPlan());
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

  /** With the container that it runs in; zombies, too. */
  void containerOfLeaderEnded(String containerId) {
    for (SimLeader mine : List.copyOf(reigns)) {
      if (mine.container.equals(containerId) && !mine.isDead()) {
        mine.die("ends with its container " + containerId);
        leaderDied(mine);
      }
    }
  }

  /** Those that run in the container, whether they lead or only believe so. */
  List<SimLeader> reignsIn(String containerId) {
    return reigns.stream().filter(reign -> reign.container.equals(containerId)).toList();
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
      time.afterMillis(10, () -> mine.accept(event));
    }
  }

  /**
   * A watch on a znode has fired. It tells that something has changed; what, is read a little
   * later, and may be several changes at once, or the same once more.
   */
  void tellLeader(String znode, Supplier<Event> newest) {
    SimLeader mine = leader;
    if (mine == null || !mine.watchFires(znode)) {
      return;
    }
    int delay = chance.percent(95) ? chance.between(5, 20) : chance.between(20, 1_000);
    time.afterMillis(
        delay,
        () -> {
          mine.watchIsRead(znode);
          mine.accept(newest.get());
          if (chance.percent(5)) {
            mine.accept(newest.get());
          }
        });
  }

  private Event currentPlan() {
    return new Event.ConfigChanged(
        tree.plan.configGeneration(), settings, List.of("by the simulator"), tree.plan);
  }

  private Event seen(String workersContainer) {
    WorkerRegistration worker = tree.workers.get(workersContainer);
    return worker == null
        ? new Event.WorkerGone(workersContainer)
        : new Event.WorkerReported(worker);
  }

  private void schedule() {
    time.afterMillis(SCHEDULER_MS, this::schedule);
    List<SimNode> up = nodesUp().stream().filter(node -> node.inSync).toList();
    if (!rm.isUp() || up.isEmpty()) {
      return;
    }
    for (Ask ask : List.copyOf(rm.asks.values())) {
      String node = chance.oneOf(up).address;
      boolean isThere = ask.host().filter(only -> !node.startsWith(only + ":")).isEmpty();
      if (chance.percent(60) && !rm.avoids(node) && isThere) {
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
    if (!rm.isUp() || !node.up) {
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
