package io.samzakeeper.am.supervisor.simulator;

import io.samzakeeper.am.supervisor.Action;
import io.samzakeeper.am.supervisor.Action.Ask;
import io.samzakeeper.am.supervisor.Action.AskKey;
import io.samzakeeper.am.supervisor.Action.Avoid;
import io.samzakeeper.am.supervisor.Event;
import io.samzakeeper.am.supervisor.Event.RmAnswered;
import io.samzakeeper.am.supervisor.Event.YarnContainer;
import io.samzakeeper.am.supervisor.ResourceManagerLink;
import io.samzakeeper.am.supervisor.simulator.SimResourceManager.Answer;
import io.samzakeeper.am.supervisor.simulator.SimResourceManager.Refusal;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A leader's link to the RM: the protocol of the real one, without its threads. */
final class SimRmLink implements ResourceManagerLink {
  private static final int HEARTBEAT_MS = 1_000;
  private static final int AT_ONCE_MS = 20;
  private static final int RETRY_MS = 500;

  private static final class Message {
    final List<Ask> asks;
    final Optional<Avoid> avoid;
    final List<String> releases;

    /** Whether the RM has looked at it, which it does not when it takes it for a repetition. */
    boolean heard;

    Message(List<Ask> asks, Optional<Avoid> avoid, List<String> releases) {
      this.asks = asks;
      this.avoid = avoid;
      this.releases = releases;
    }

    static Message empty() {
      return new Message(List.of(), Optional.empty(), List.of());
    }

    boolean isEmpty() {
      return asks.isEmpty() && avoid.isEmpty() && releases.isEmpty();
    }
  }

  private final SimLeader leader;
  private final SimCluster cluster;
  private final Map<AskKey, Ask> table = new LinkedHashMap<>();
  private final Set<AskKey> untold = new LinkedHashSet<>();
  private final Set<String> releases = new LinkedHashSet<>();
  private Optional<Avoid> avoid = Optional.empty();
  private boolean avoidUntold;
  private final Set<String> knownContainers = new HashSet<>();
  private int attempt;
  private int nextId;
  private Message unanswered;
  private Runnable afterAcknowledge;
  private boolean lost;
  private boolean urgent;
  private boolean busy = true;
  private long exchange;
  private int refusedInARow;

  SimRmLink(SimLeader leader, SimCluster cluster) {
    this.leader = leader;
    this.cluster = cluster;
  }

  @Override
  public void takeOver() {
    attempt = cluster.candidates.publishedAttempt();
    releases.removeIf(id -> id.startsWith("am-") && !id.equals(cluster.candidates.am()));
    soon(1, this::begin);
  }

  @Override
  public void ask(Ask ask) {
    leader.effect();
    table.put(ask.key(), ask);
    untold.add(ask.key());
    hurry();
  }

  @Override
  public void avoid(Avoid newer) {
    leader.effect();
    avoid = Optional.of(newer);
    avoidUntold = true;
    hurry();
  }

  @Override
  public void release(String containerId) {
    leader.effect();
    cluster.invariants.released(containerId);
    releases.add(containerId);
    hurry();
  }

  @Override
  public void progress(float progress) {
    leader.effect();
  }

  @Override
  public void acknowledge() {
    leader.effect();
    Runnable then = afterAcknowledge;
    afterAcknowledge = null;
    if (then == null) {
      return;
    }
    if (cluster.chance.percent(30)) {
      // The link has a thread of its own: the next exchange may be over before this call returns.
      then.run();
      exchange(exchange);
    } else {
      soon(1, then);
    }
  }

  @Override
  public boolean finish(Action.FinalStatus status, String diagnostics) {
    try {
      // The exchanges of the end are not played one by one.
      return leader.holdsLease() && cluster.rm.finish(attempt);
    } catch (Refusal e) {
      return false;
    }
  }

  @Override
  public void close() {}

  private void begin() {
    busy = true;
    if (mustWaitForLease(this::begin)) {
      return;
    }
    try {
      int expected = cluster.rm.probe(attempt);
      unsay();
      nextId = expected;
      if (expected > 0) {
        nextId--;
        say(Message.empty(), () -> sayNothing(() -> inSync(List.of(), false)));
      } else {
        sayNothing(() -> inSync(List.of(), false));
      }
    } catch (Refusal e) {
      if (e.kind == Refusal.Kind.NOT_REGISTERED) {
        register();
      } else {
        survive(e);
      }
    }
  }

  private void register() {
    if (!isProved()) {
      return;
    }
    try {
      List<YarnContainer> previous = cluster.rm.register(attempt);
      nextId = 0;
      unsay();
      untold.addAll(table.keySet());
      avoidUntold = avoid.isPresent();
      deliver(
          new Answer(List.of(), previous, List.of()),
          () -> say(Message.empty(), () -> inSync(previous, true)));
    } catch (Refusal e) {
      survive(e);
    }
  }

  /** A predecessor's last request may still be on its way. */
  private void sayNothing(Runnable then) {
    Runnable next = then;
    for (int i = 0; i < leader.fences().emptyExchanges(); i++) {
      Runnable after = next;
      next = () -> say(Message.empty(), after);
    }
    next.run();
  }

  private void inSync(List<YarnContainer> previous, boolean asksForgotten) {
    lost = false;
    leader.accept(new Event.RmInSync(attemptId(), previous, 8192, 8, asksForgotten));
    nextExchange();
  }

  private void nextExchange() {
    busy = false;
    urgent = false;
    long mine = ++exchange;
    if (!untold.isEmpty()) {
      hurry();
    }
    soon(HEARTBEAT_MS, () -> exchange(mine));
  }

  private void hurry() {
    if (!urgent && !busy) {
      urgent = true;
      long mine = exchange;
      soon(AT_ONCE_MS, () -> exchange(mine));
    }
  }

  private void exchange(long number) {
    if (number != exchange || busy) {
      return;
    }
    busy = true;
    say(nextMessage(), this::nextExchange);
  }

  private Message nextMessage() {
    if (unanswered == null) {
      unanswered =
          new Message(
              untold.stream().map(table::get).toList(),
              avoidUntold ? avoid : Optional.empty(),
              List.copyOf(releases));
      untold.clear();
      avoidUntold = false;
    }
    return unanswered;
  }

  /**
   * The process is stopped or dead, perhaps with a request on its way: it comes in whenever the
   * network likes.
   */
  void stopped(boolean forGood) {
    if (busy || lost || leader.isLeaseOver() || !cluster.chance.percent(60)) {
      return;
    }
    busy = true;
    Message last = nextMessage();
    int id = nextId;
    int speaksFor = attempt;
    int speaksTo = cluster.rm.incarnation();
    int delay =
        cluster.chance.percent(50)
            ? cluster.chance.between(0, 50)
            : cluster.chance.between(0, 12_000);
    cluster.time.afterMillis(
        delay,
        () -> {
          if (speaksTo != cluster.rm.incarnation()) {
            return;
          }
          try {
            hear(speaksFor, id, last);
          } catch (Refusal e) {
            cluster.trace.add("RM: a late request of leader " + leader.epoch + ": " + e.kind);
          }
        });
    if (!forGood) {
      soon(RETRY_MS, () -> say(last, this::nextExchange)); // once it is awake
    }
  }

  /** One exchange; its answer may get lost on the way, and is then asked for again. */
  private void say(Message message, Runnable then) {
    if (mustWaitForLease(() -> say(message, then))) {
      return;
    }
    int id = nextId;
    cluster.time.afterMillis(
        cluster.chance.between(0, 2),
        () -> {
          try {
            Answer answer = hear(attempt, id, message);
            if (cluster.faults.answerGetsLost()) {
              soon(RETRY_MS, () -> say(message, then));
            } else {
              soon(0, () -> take(message, answer, then));
            }
          } catch (Refusal e) {
            soon(0, () -> survive(e));
          }
        });
  }

  /** At the RM, whatever has become of the sender. */
  private Answer hear(int speaksFor, int id, Message message) throws Refusal {
    int before = cluster.rm.heard();
    try {
      return cluster.rm.allocate(speaksFor, id, message.asks, message.avoid, message.releases);
    } finally {
      message.heard |= cluster.rm.heard() != before;
    }
  }

  private void take(Message message, Answer answer, Runnable then) {
    cluster.invariants.answered(leader, message.heard || message.isEmpty());
    refusedInARow = 0;
    unanswered = null;
    nextId++;
    for (YarnContainer container : answer.allocated()) {
      if (knownContainers.add(container.containerId())) {
        AskKey key = new AskKey(container.priority(), container.allocationRequestId());
        table.computeIfPresent(key, (k, ask) -> ask.oneLess());
      }
    }
    answer.completed().forEach(completion -> releases.remove(completion.containerId()));
    deliver(answer, then);
  }

  private void deliver(Answer answer, Runnable then) {
    if (answer.isEmpty()) {
      soon(1, then);
      return;
    }
    afterAcknowledge = then;
    leader.accept(
        new RmAnswered(
            answer.allocated(), answer.previous(), answer.completed(), new TreeMap<>(), 3));
  }

  /** Who is out of step may have a successor: coming back without proof would be a duel. */
  private boolean isProved() {
    if (leader.fences().proofBeforeComingBack() && !leader.leads()) {
      leader.stepDown("cannot prove that it leads");
    }
    return !leader.isDead();
  }

  private boolean mustWaitForLease(Runnable then) {
    if (leader.fences().leaseBeforeRmCalls() && !leader.holdsLease()) {
      soon(100, then);
      return true;
    }
    cluster.invariants.speaks(leader, "the RM");
    return false;
  }

  private void survive(Refusal refusal) {
    switch (refusal.kind) {
      case OUT_OF_STEP, ALREADY_REGISTERED, NOT_REGISTERED -> {
        if (isProved()) {
          cluster.invariants.comesBack(leader, ++refusedInARow);
          soon(AT_ONCE_MS, this::begin);
        }
      }
      case ATTEMPT_GONE -> {
        sayLost("attempt " + attempt + " is gone");
        soon(RETRY_MS, this::takeOver); // with the token of the newer one
      }
      case AWAY -> {
        sayLost("no answer");
        soon(RETRY_MS, this::begin);
      }
    }
  }

  /** Nobody knows whether the RM has heard it: to be said again. */
  private void unsay() {
    if (unanswered != null) {
      unanswered.asks.forEach(ask -> untold.add(ask.key()));
      avoidUntold |= unanswered.avoid.isPresent();
      unanswered = null;
    }
  }

  private void sayLost(String reason) {
    if (!lost) {
      lost = true;
      leader.accept(new Event.RmLost(reason));
    }
  }

  private void soon(int millis, Runnable task) {
    cluster.time.afterMillis(millis, () -> leader.whileItLives(task));
  }

  /** Whether a container's token has reached this leader. */
  boolean knows(String containerId) {
    return knownContainers.contains(containerId);
  }

  private String attemptId() {
    return "appattempt_1_0001_" + String.format("%06d", attempt);
  }
}
