package io.samzakeeper.am.supervisor.simulator;

import io.samzakeeper.am.supervisor.Action.Ask;
import io.samzakeeper.am.supervisor.Action.AskKey;
import io.samzakeeper.am.supervisor.Event;
import io.samzakeeper.am.supervisor.simulator.SimResourceManager.RmContainer;
import io.samzakeeper.am.supervisor.simulator.SimWorker.Fate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What breaks, and when: rows of the fault table, in an order and at times left to chance. */
final class Faults {
  private static final int NODE_EXPIRY_MS = 60_000;

  private final SimCluster cluster;
  private final Scenario scenario;
  private int answersLost;
  private int startsRefused;
  private int callsLate;
  private int takeOversDisturbed;
  private int badWorkers;

  Faults(SimCluster cluster, Scenario scenario) {
    this.cluster = cluster;
    this.scenario = scenario;
  }

  void begin() {
    cluster.time.afterMillis(cluster.chance.between(100, 3_000), this::next);
    if (scenario.changes()) {
      cluster.time.afterMillis(cluster.chance.between(5_000, 20_000), this::change);
    }
  }

  private void change() {
    if (!isOver()) {
      cluster.plans.change();
      cluster.time.afterMillis(cluster.chance.between(200, 30_000), this::change);
    }
  }

  boolean isOver() {
    return cluster.time.elapsed().compareTo(scenario.faultsFor()) >= 0;
  }

  boolean answerGetsLost() {
    return cluster.chance.percent(answersLost);
  }

  boolean startIsRefused() {
    return cluster.chance.percent(startsRefused);
  }

  /** A start is on its way for longer than its sender may live. */
  boolean callIsLate() {
    return cluster.chance.percent(callsLate);
  }

  /** Something more may break before a new leader is in step. */
  void takeOverBegins() {
    if (cluster.chance.percent(takeOversDisturbed)) {
      cluster.time.afterMillis(cluster.chance.between(0, 30), this::disturbTakeOver);
    }
  }

  private void disturbTakeOver() {
    Chance chance = cluster.chance;
    switch (chance.between(0, 5)) {
      case 0 -> rmRestarts(chance.between(100, 3_000));
      case 1 -> rmIsAway(chance.between(100, 3_000));
      case 2 -> newAttemptWithLeaderElsewhere();
      case 3 -> leaderIsPaused(chance.between(100, 12_000));
      case 4 -> leaderCrashes();
      case 5 -> twoBelieveToLead();
      default -> throw new IllegalStateException();
    }
  }

  Fate fateOfNextWorker(String processor) {
    if (cluster.chance.percent(badWorkers)) {
      return cluster.chance.oneOf(List.of(Fate.HANGS, Fate.DIES_EARLY, Fate.CRASHES));
    }
    return scenario.completes() ? Fate.COMPLETES : Fate.WORKS;
  }

  private void next() {
    if (isOver()) {
      answersLost = 0;
      startsRefused = 0;
      badWorkers = 0;
      callsLate = 0;
      takeOversDisturbed = 0;
      cluster.rm.repeatsCompletions = false;
      if (cluster.leader() != null) {
        cluster.leader().dieAfterEffects(-1);
      }
      cluster.trace.add("no more faults");
      return;
    }
    if (scenario.zombies() && cluster.chance.percent(60)) {
      strikeAtLeaders();
    } else {
      strike();
    }
    cluster.time.afterMillis(cluster.chance.between(200, 12_000), this::next);
  }

  private void strike() {
    Chance chance = cluster.chance;
    switch (chance.between(0, 23)) {
      case 0, 1 -> leaderCrashesSoon();
      case 2 -> leaderCrashes();
      case 3, 4 -> amContainerIsKilled();
      case 5 -> newAttemptWithLeaderElsewhere();
      case 6 -> leaderIsPaused(chance.between(500, 12_000));
      case 7 -> rmRestarts(chance.between(500, 12_000));
      case 8 -> rmIsAway(chance.between(500, 12_000));
      case 9 -> workersAreKilled(chance.between(1, 2));
      case 10 -> workersAreKilled(scenario.containers());
      case 11 -> healthyWorker().ifPresent(cluster.workers::cutOff);
      case 12 ->
          healthyWorker().ifPresent(w -> cluster.workers.pause(w, chance.between(500, 30_000)));
      case 13 -> nodeIsLost(chance.between(2_000, 100_000));
      case 14 -> rmGivesTooMuch();
      case 15 -> badWorkers = chance.oneOf(List.of(0, 20, 60));
      case 16 -> {
        answersLost = chance.oneOf(List.of(0, 0, 10, 40));
        startsRefused = chance.oneOf(List.of(0, 0, 10, 40));
      }
      case 21 -> {
        callsLate = chance.oneOf(List.of(0, 0, 20, 60));
        takeOversDisturbed = chance.oneOf(List.of(0, 10, 40));
      }
      case 22 -> nodeHangs(chance.between(2_000, 100_000));
      case 17 -> cluster.rm.repeatsCompletions = chance.percent(70);
      case 18 -> cluster.candidates.amProcessDies();
      case 19 -> amHangs();
      case 20 -> standbyProcessDies();
      case 23 -> healthyWorker().filter(w -> !w.isStandby()).ifPresent(this::isToRestart);
      default -> throw new IllegalStateException();
    }
  }

  /** Those that are overtaken while they live. */
  private void strikeAtLeaders() {
    Chance chance = cluster.chance;
    switch (chance.between(0, 6)) {
      case 0, 1 -> leaderIsPaused(chance.between(2_000, 15_000));
      case 2 -> amHangs();
      case 3 -> standbyHangs(chance.between(2_000, 60_000));
      case 4 -> twoBelieveToLead();
      case 5 -> nodeHangs(chance.between(2_000, 60_000));
      case 6 -> {
        leaderIsPaused(chance.between(3_000, 15_000));
        workersAreKilled(chance.between(1, 3)); // so that there is something to do wrong
      }
      default -> throw new IllegalStateException();
    }
  }

  /** The election's lock has two owners for a moment, as after a reconnect. */
  private void twoBelieveToLead() {
    SimLeader leader = cluster.leader();
    if (leader != null && !leader.isDead() && !leader.isPaused()) {
      cluster.electBeside(leader);
    }
  }

  private void standbyHangs(int millis) {
    cluster.candidates.containers().stream()
        .map(cluster.workers::find)
        .filter(standby -> standby != null && standby.alive && !standby.paused)
        .findFirst()
        .ifPresent(standby -> cluster.candidates.standbyHangs(standby, millis));
  }

  /** A host is stopped with all that runs there, and wakes: nothing of it knows that. */
  private void nodeHangs(int millis) {
    List<SimNode> up = cluster.nodesUp();
    if (up.size() < 2) {
      return;
    }
    SimNode node = cluster.chance.oneOf(up);
    cluster.trace.add(node.address + " hangs for " + millis + " ms");
    for (SimWorker process : List.copyOf(node.processes.values())) {
      if (process.isStandby()) {
        if (!process.paused) {
          cluster.candidates.standbyHangs(process, millis);
        }
      } else {
        cluster.workers.pause(process, millis);
      }
    }
    cluster.candidates.hangWith(node, millis);
    node.up = false;
    if (millis > NODE_EXPIRY_MS) {
      cluster.time.afterMillis(NODE_EXPIRY_MS, () -> rmNotices(node));
    }
    cluster.time.afterMillis(
        millis,
        () -> {
          node.up = true;
          cluster.trace.add(node.address + " is awake");
        });
  }

  /** In the middle of what it does next: between a write and its action, before it acknowledges. */
  private void leaderCrashesSoon() {
    if (cluster.leader() != null) {
      cluster.leader().dieAfterEffects(cluster.chance.between(0, 12));
    }
    workersAreKilled(cluster.chance.between(0, 2)); // so that there is something to do
  }

  private void leaderCrashes() {
    SimLeader leader = cluster.leader();
    if (leader != null && !leader.isDead()) {
      leader.die("is killed");
      cluster.leaderDied(leader);
    }
  }

  private void amContainerIsKilled() {
    leaderCrashes();
    newAttemptWithLeaderElsewhere();
  }

  private void newAttemptWithLeaderElsewhere() {
    if (cluster.rm.isUp()) {
      cluster.rm.newAttempt();
    }
  }

  private void leaderIsPaused(int millis) {
    SimLeader leader = cluster.leader();
    if (leader == null || leader.isDead()) {
      return;
    }
    leader.pause();
    cluster.time.afterMillis(millis, leader::resume);
  }

  private void rmRestarts(int millis) {
    if (!cluster.rm.isUp()) {
      return;
    }
    cluster.rm.stop();
    cluster.time.afterMillis(
        millis,
        () -> {
          cluster.rm.start(
              id ->
                  cluster.nodes.stream()
                      .anyMatch(
                          node ->
                              node.everStarted.contains(id) && !node.processes.containsKey(id)));
          cluster.nodesFindRm();
        });
  }

  private void rmIsAway(int millis) {
    if (cluster.rm.isUp()) {
      cluster.rm.pause();
      cluster.time.afterMillis(millis, cluster.rm::resume);
    }
  }

  private void amHangs() {
    if (scenario.standbys() > 0) {
      cluster.candidates.amHangs(
          cluster.chance.between(
              2_000, 90_000)); // without a standby it would just be the end of all for long
    }
  }

  private void standbyProcessDies() {
    cluster.candidates.containers().stream()
        .filter(id -> !id.equals(cluster.candidates.am()))
        .map(cluster.workers::find)
        .findFirst()
        .ifPresent(standby -> cluster.candidates.processDies(standby.containerId, standby.node));
  }

  private void workersAreKilled(int count) {
    List<SimWorker> alive = new ArrayList<>(cluster.workers.alive());
    for (int i = 0; i < count && !alive.isEmpty(); i++) {
      SimWorker victim = cluster.chance.oneOf(alive);
      alive.remove(victim);
      cluster.workers.kill(victim);
    }
  }

  /** Somebody asks for it, on some host or anywhere, and gives up after a while. */
  private void isToRestart(SimWorker worker) {
    String host = cluster.chance.percent(50) ? cluster.chance.oneOf(cluster.nodes).host() : "";
    Event.RestartAsked asked =
        new Event.RestartAsked(worker.processor, worker.containerId, host, "the simulator");
    cluster.trace.add(asked.toString());
    cluster.tree.restarts.put(worker.processor, asked);
    tellLeader(asked);
    cluster.time.afterMillis(
        cluster.chance.between(1_000, 60_000),
        () -> {
          if (cluster.tree.restarts.remove(worker.processor, asked)) {
            tellLeader(new Event.RestartTakenBack(worker.processor));
          }
        });
  }

  private void tellLeader(Event event) {
    if (cluster.leader() != null) {
      cluster.leader().accept(event);
    }
  }

  private Optional<SimWorker> healthyWorker() {
    List<SimWorker> healthy = cluster.workers.healthy();
    return healthy.isEmpty() ? Optional.empty() : Optional.of(cluster.chance.oneOf(healthy));
  }

  /** One node always stays. */
  private void nodeIsLost(int millis) {
    List<SimNode> up = cluster.nodesUp();
    if (up.size() < 2) {
      return;
    }
    SimNode node = cluster.chance.oneOf(up);
    cluster.trace.add(node.address + " is lost");
    node.up = false;
    cluster.workers.lose(node);
    cluster.candidates.lose(node);
    cluster.time.afterMillis(Math.min(millis, NODE_EXPIRY_MS), () -> rmNotices(node));
    cluster.time.afterMillis(
        millis,
        () -> {
          node.up = true;
          cluster.trace.add(node.address + " is back, empty");
        });
  }

  /** The node has expired, or has come back and reports nothing. */
  private void rmNotices(SimNode node) {
    if (!cluster.rm.isUp()) {
      cluster.time.afterMillis(1_000, () -> rmNotices(node));
      return;
    }
    for (RmContainer container : List.copyOf(cluster.rm.live.values())) {
      if (container.container.node().equals(node.address)) {
        cluster.rm.complete(container.container.containerId(), -100, "its node was lost");
      }
    }
  }

  private void rmGivesTooMuch() {
    List<SimNode> up = cluster.nodesUp();
    if (!cluster.rm.isUp() || up.isEmpty()) {
      return;
    }
    long request = cluster.chance.between(1, scenario.containers());
    cluster.rm.grantUnasked(
        new Ask(new AskKey(10, request), 1, 1024, 1, Optional.empty()),
        cluster.chance.oneOf(up).address);
  }
}
