package io.samzakeeper.am.supervisor.simulator;

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
import java.util.List;
import java.util.Optional;

/** A candidate that leads: what {@code SupervisorLoop} does, in virtual time, and mortal. */
final class SimLeader {
  final long epoch;

  /** That its process runs in. */
  final String container;

  private final SimCluster cluster;
  private final Mechanisms.Brain brain;
  private final Mechanisms.Carrier carrier;
  private final SimRmLink rm;
  private final Deque<Event> inbox = new ArrayDeque<>();
  private final List<Runnable> heldUp = new ArrayList<>();
  private boolean turnIsDue;
  private boolean dead;
  private boolean paused;
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
                "appattempt_1_0001_" + cluster.rm.attempt(),
                cluster.candidates.seenBy(container),
                cluster.time.now()));
    this.carrier = mechanisms.carrier(new FencedStore(), rm, new SimNmLink(this, rm, cluster));
  }

  void begin() {
    cluster.trace.add("leader " + epoch + " begins in " + container);
    accept(new Event.Tick());
    rm.takeOver();
  }

  boolean isDead() {
    return dead;
  }

  void die(String how) {
    if (!dead) {
      dead = true;
      cluster.trace.add("leader " + epoch + " " + how);
    }
  }

  void dieAfterEffects(int effects) {
    effectsToLive = effects;
  }

  void pause() {
    paused = true;
    cluster.trace.add("leader " + epoch + " is stopped");
  }

  void resume() {
    if (!paused) {
      return;
    }
    paused = false;
    cluster.trace.add("leader " + epoch + " goes on");
    List<Runnable> tasks = List.copyOf(heldUp);
    heldUp.clear();
    tasks.forEach(task -> cluster.time.afterMillis(0, () -> whileItLives(task)));
  }

  /** The lease runs out before a successor can be elected. */
  boolean holdsLease() {
    return !dead && cluster.leader() == this;
  }

  /** A step that the process may die at. */
  void effect() {
    if (effectsToLive >= 0 && effectsToLive-- == 0) {
      throw new LeaderCrashed();
    }
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
      die("steps down: " + e.getMessage());
      cluster.leaderDied(this);
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
        cluster.tree.requireEpoch(epoch);
        cluster.tree.apply(mutations.get(i));
      }
      effect();
    }
  }
}
