package io.samzakeeper.am.supervisor.simulator;

import io.samzakeeper.am.supervisor.Action;
import io.samzakeeper.am.supervisor.Action.Finish;
import io.samzakeeper.am.supervisor.Decision;
import io.samzakeeper.am.supervisor.Event;
import io.samzakeeper.am.supervisor.JobStore;
import io.samzakeeper.am.supervisor.LeadershipLostException;
import io.samzakeeper.am.supervisor.Mutation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A candidate that leads: what {@code SupervisorLoop} does, in virtual time, and mortal. */
final class SimLeader {
  /** Shorter than the session: who was stopped for longer cannot be sure to lead. */
  private static final int LEASE_MS = 2_700;

  final long epoch;

  /** That its process runs in. */
  final String container;

  private final SimCluster cluster;
  private final Mechanisms.Brain brain;
  private final Mechanisms.Carrier carrier;
  private final SimRmLink rm;
  private final Deque<Event> inbox = new ArrayDeque<>();
  private final Set<String> unreadWatches = new HashSet<>();
  private final List<Runnable> heldUp = new ArrayList<>();
  private boolean turnIsDue;
  private boolean dead;
  private boolean paused;
  private boolean leaseIsOver;
  private boolean sessionIsOver;
  private boolean hadRival;
  private Duration stoppedAt = Duration.ZERO;
  private int effectsToLive = -1;
  private long timer;

  SimLeader(SimCluster cluster, Mechanisms mechanisms, String container) {
    this.container = container;
    this.cluster = cluster;
    this.epoch = ++cluster.tree.epoch;
    this.rm = new SimRmLink(this, cluster);
    this.brain =
        mechanisms.brain(
            cluster.settings,
            cluster.tree.restore(
                "appattempt_1_0001_" + cluster.candidates.publishedAttempt(),
                cluster.candidates.seenBy(container),
                cluster.time.now()));
    this.carrier =
        mechanisms.carrier(
            new FencedStore(),
            rm,
            new SimNmLink(this, rm, cluster),
            this::handOverTo,
            this::takeBack);
  }

  void begin() {
    cluster.trace.add("leader " + epoch + " begins in " + container);
    accept(new Event.Tick());
    cluster.tree.restarts.values().forEach(this::accept);
    rm.takeOver();
  }

  boolean isDead() {
    return dead;
  }

  void die(String how) {
    if (!dead) {
      dead = true;
      heldUp.clear();
      cluster.trace.add("leader " + epoch + " " + how);
      rm.stopped(true);
    }
  }

  void dieAfterEffects(int effects) {
    effectsToLive = effects;
  }

  /** Its process or its host is stopped; ends its session if that takes too long. */
  void pause() {
    if (paused || dead) {
      return;
    }
    paused = true;
    stoppedAt = cluster.time.elapsed();
    cluster.trace.add("leader " + epoch + " is stopped");
    rm.stopped(false);
    Duration since = stoppedAt;
    cluster.time.afterMillis(SimWorkers.SESSION_MS, () -> endSession(since));
  }

  private void endSession(Duration since) {
    if (paused && stoppedAt.equals(since)) {
      sessionIsOver = true;
      cluster.time.afterMillis(cluster.chance.between(0, 500), () -> cluster.succeed(this));
    }
  }

  void resume() {
    if (!paused || dead) {
      return;
    }
    paused = false;
    cluster.trace.add("leader " + epoch + " goes on");
    if (sessionIsOver) {
      // Its ZooKeeper client hears of it from the server only; until then there is the lease.
      leaseIsOver = true;
      cluster.time.afterMillis(
          cluster.chance.between(1, 2_000), () -> whileItLives(() -> stepDown("lost its session")));
    } else if (stoppedFor().toMillis() > LEASE_MS) {
      leaseIsOver = true;
      cluster.time.afterMillis(
          cluster.chance.between(1, 100), () -> whileItLives(() -> leaseIsOver = sessionIsOver));
    }
    List<Runnable> tasks = List.copyOf(heldUp);
    heldUp.clear();
    tasks.forEach(task -> cluster.time.afterMillis(0, () -> whileItLives(task)));
  }

  private Duration stoppedFor() {
    return cluster.time.elapsed().minus(stoppedAt);
  }

  boolean holdsLease() {
    return !dead && !paused && !leaseIsOver;
  }

  boolean isLeaseOver() {
    return leaseIsOver;
  }

  /** Whether ZooKeeper may have given the lead to another: who goes on speaking is a zombie. */
  boolean isSessionOver() {
    return sessionIsOver;
  }

  boolean isPaused() {
    return paused;
  }

  boolean leads() {
    return epoch == cluster.tree.epoch;
  }

  /** Another has been elected, and it takes a while until this one sees that. */
  void overtaken() {
    cluster.time.afterMillis(
        cluster.chance.between(10, 1_500), () -> whileItLives(() -> stepDown("sees a new epoch")));
  }

  /** It began while its predecessor was sure to lead: each takes the other's answers. */
  boolean hadRival() {
    return hadRival;
  }

  void hasRival() {
    hadRival = true;
  }

  Fences fences() {
    return cluster.fences;
  }

  void stepDown(String why) {
    if (!dead) {
      die("steps down: " + why);
      cluster.leaderDied(this);
    }
  }

  /** A step that the process may die at. */
  void effect() {
    if (effectsToLive >= 0 && effectsToLive-- == 0) {
      throw new LeaderCrashed();
    }
  }

  /**
   * @return whether it is to be read; not if that is due already
   */
  boolean watchFires(String znode) {
    return unreadWatches.add(znode);
  }

  void watchIsRead(String znode) {
    unreadWatches.remove(znode);
  }

  void accept(Event event) {
    if (dead) {
      return;
    }
    inbox.add(event);
    if (!turnIsDue) {
      turnIsDue = true;
      cluster.time.afterMillis(cluster.chance.between(0, 5), () -> whileItLives(this::turn));
    }
  }

  void whileItLives(Runnable task) {
    if (dead) {
      return;
    }
    if (paused) {
      heldUp.add(task);
      return;
    }
    try {
      task.run();
    } catch (LeaderCrashed e) {
      die("crashes in the middle of a turn");
      cluster.leaderDied(this);
    }
  }

  private void turn() {
    turnIsDue = false;
    Instant now = cluster.time.now();
    List<Decision> decisions = new ArrayList<>();
    boolean acknowledge = false;
    int most = cluster.chance.between(1, 20);
    while (!inbox.isEmpty() && decisions.size() < most) {
      Event event = inbox.remove();
      decisions.add(brain.decide(event, now));
      acknowledge |= event instanceof Event.RmAnswered;
    }
    try {
      Optional<Finish> finish = carrier.carryOut(decisions, acknowledge);
      effect();
      if (finish.isPresent()) {
        finish(finish.get());
        return;
      }
    } catch (LeadershipLostException e) {
      stepDown(e.getMessage());
      return;
    }
    if (!inbox.isEmpty() && !turnIsDue) {
      turnIsDue = true;
      cluster.time.afterMillis(1, () -> whileItLives(this::turn));
    }
    long mine = ++timer;
    decisions
        .get(decisions.size() - 1)
        .wakeAt()
        .ifPresent(at -> cluster.time.after(Duration.between(now, at), () -> tick(mine)));
  }

  private void tick(long number) {
    if (number == timer) {
      accept(new Event.Tick());
    }
  }

  /** The offer and its acceptance take a while, and either may be overtaken by something else. */
  private void handOverTo(String heir) {
    cluster.time.afterMillis(
        cluster.chance.between(5, 500), () -> whileItLives(() -> cluster.handOver(this, heir)));
  }

  /** An edge of its own does it, a little later, if the plan and the leader are still the same. */
  private void takeBack(Action.TakeBack takeBack) {
    cluster.time.afterMillis(
        cluster.chance.between(5, 500),
        () -> whileItLives(() -> cluster.plans.takeBack(this, takeBack)));
  }

  private void finish(Finish finish) {
    boolean confirmed = rm.finish(finish.status(), finish.diagnostics());
    die("ends the application as " + finish.status() + ", confirmed: " + confirmed);
    if (!confirmed) {
      cluster.leaderDied(this);
    }
  }

  /** Large writes are cut: a crash may leave the first part only. */
  private final class FencedStore implements JobStore {
    private static final int PART = 4;

    @Override
    public void commit(List<Mutation> mutations) throws LeadershipLostException {
      effect();
      for (int i = 0; i < mutations.size(); i++) {
        if (i > 0 && i % PART == 0) {
          effect();
        }
        if (cluster.fences.epochOnWrites()) {
          cluster.tree.requireEpoch(epoch);
        }
        cluster.invariants.wrote(SimLeader.this);
        cluster.tree.apply(mutations.get(i));
      }
      effect();
    }
  }
}
