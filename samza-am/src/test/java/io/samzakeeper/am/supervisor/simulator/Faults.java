package io.samzakeeper.am.supervisor.simulator;

import io.samzakeeper.am.supervisor.Action.Ask;
import io.samzakeeper.am.supervisor.Action.AskKey;
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
  private int badWorkers;

  Faults(SimCluster cluster, Scenario scenario) {
    this.cluster = cluster;
    this.scenario = scenario;
  }

  void begin() {
    cluster.time.afterMillis(cluster.chance.between(100, 3_000), this::next);
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
      cluster.rm.repeatsCompletions = false;
      if (cluster.leader() != null) {
        cluster.leader().dieAfterEffects(-1);
      }
      cluster.trace.add("no more faults");
      return;
    }
    strike();
    cluster.time.afterMillis(cluster.chance.between(200, 12_000), this::next);
  }

  private void strike() {
    Chance chance = cluster.chance;
    switch (chance.between(0, 20)) {
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
      case 17 -> cluster.rm.repeatsCompletions = chance.percent(70);
      case 18 -> cluster.candidates.amProcessDies();
      case 19 -> amHangs();
      case 20 -> standbyProcessDies();
      default -> throw new IllegalStateException();
    }
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
    if (millis > SimWorkers.SESSION_MS) {
      cluster.time.afterMillis(
          SimWorkers.SESSION_MS + cluster.chance.between(0, 500), () -> cluster.succeed(leader));
    }
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
      cluster.candidates.amHangs(); // without a standby it would just be the end of all for long
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
