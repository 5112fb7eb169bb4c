package io.samzakeeper.am.supervisor.simulator;

import io.samzakeeper.am.supervisor.Action.Ask;
import io.samzakeeper.am.supervisor.Action.AskKey;
import io.samzakeeper.am.supervisor.Action.Avoid;
import io.samzakeeper.am.supervisor.Event.Completion;
import io.samzakeeper.am.supervisor.Event.YarnContainer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The RM's side of the protocol for application masters, as the notes on YARN have it. */
final class SimResourceManager {
  /** How far a container has come, in the RM's eyes. */
  enum RmState {
    ALLOCATED,
    ACQUIRED,
    RUNNING
  }

  /** A container that is not over. */
  static final class RmContainer {
    final YarnContainer container;
    RmState state = RmState.ALLOCATED;

    RmContainer(YarnContainer container) {
      this.container = container;
    }
  }

  record Answer(
      List<YarnContainer> allocated, List<YarnContainer> previous, List<Completion> completed) {
    static final Answer EMPTY = new Answer(List.of(), List.of(), List.of());

    boolean isEmpty() {
      return allocated.isEmpty() && previous.isEmpty() && completed.isEmpty();
    }
  }

  /** What an exchange can fail with. */
  static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    enum Kind {
      AWAY,
      ATTEMPT_GONE,
      NOT_REGISTERED,
      ALREADY_REGISTERED,
      OUT_OF_STEP
    }

    final Kind kind;
    final int expected;

    Refusal(Kind kind, int expected) {
      super(kind.toString());
      this.kind = kind;
      this.expected = expected;
    }
  }

  final Map<AskKey, Ask> asks = new LinkedHashMap<>();
  final Map<String, RmContainer> live = new LinkedHashMap<>();

  private final Trace trace;
  private final Chance chance;
  private final List<YarnContainer> allocated = new ArrayList<>();
  private final List<YarnContainer> latePrevious = new ArrayList<>();
  private final List<Completion> finished = new ArrayList<>();
  private final List<Completion> toldNotAcknowledged = new ArrayList<>();
  private final Set<String> killOrders = new LinkedHashSet<>();
  private final Map<String, YarnContainer> given = new HashMap<>();
  private final Map<String, Integer> givenBy = new HashMap<>();
  private final Set<String> ended = new HashSet<>();

  /** It stays true for whoever was told, should a node bring one of them back after a restart. */
  private final Set<String> toldOver = new HashSet<>();

  private final Set<String> avoided = new HashSet<>();
  private Runnable onNewAttempt = () -> {};
  private int attempt = 1;
  private boolean registered;
  private boolean up = true;
  private int expected;
  private int heard;
  private int incarnation;
  private Answer last = Answer.EMPTY;
  private int containerNumber = 1;
  private boolean unregistered;

  /** A fault: ends are told once more. */
  boolean repeatsCompletions;

  SimResourceManager(Trace trace, Chance chance) {
    this.trace = trace;
    this.chance = chance;
  }

  void onNewAttempt(Runnable then) {
    onNewAttempt = then;
  }

  /** Whether nothing of the application may be put there; kept over attempts, as YARN does. */
  boolean avoids(String node) {
    return avoided.contains(node.substring(0, node.indexOf(':')))
        || avoided.contains(SimNode.rackOf(node));
  }

  int attempt() {
    return attempt;
  }

  boolean isUp() {
    return up;
  }

  boolean isUnregistered() {
    return unregistered;
  }

  /** What the attempt would be told of, were there another exchange. */
  boolean hasNews() {
    return !(allocated.isEmpty() && latePrevious.isEmpty() && finished.isEmpty());
  }

  /** Of its process: a request to an earlier one is lost with its connection. */
  int incarnation() {
    return incarnation;
  }

  /**
   * Whether it was allocated before a restart of the RM. A NodeManager that knows the new one
   * refuses to start it ("rejected as it is allocated by a previous RM", ContainerManagerImpl).
   */
  boolean isOfEarlier(String containerId) {
    return givenBy.get(containerId) != incarnation;
  }

  /** How many requests it has looked at: repetitions and what it refused are not among them. */
  int heard() {
    return heard;
  }

  // What a leader calls.

  int probe(int caller) throws Refusal {
    requireAttempt(caller);
    if (!registered) {
      throw new Refusal(Refusal.Kind.NOT_REGISTERED, 0);
    }
    return expected;
  }

  List<YarnContainer> register(int caller) throws Refusal {
    requireAttempt(caller);
    if (registered) {
      throw new Refusal(Refusal.Kind.ALREADY_REGISTERED, 0);
    }
    registered = true;
    expected = 0;
    last = Answer.EMPTY;
    finished.addAll(0, toldNotAcknowledged);
    toldNotAcknowledged.clear();
    latePrevious.clear();
    trace.add("RM: attempt " + attempt + " registered");
    return live.values().stream()
        .filter(c -> c.state == RmState.RUNNING)
        .map(c -> c.container)
        .toList();
  }

  Answer allocate(
      int caller,
      int id,
      Collection<Ask> newAsks,
      Optional<Avoid> avoid,
      Collection<String> releases)
      throws Refusal {
    int next = probe(caller);
    if (id == next - 1) {
      return last; // what this request asks for is not looked at
    }
    if (id != next) {
      throw new Refusal(Refusal.Kind.OUT_OF_STEP, next);
    }
    heard++;
    toldNotAcknowledged.clear();
    newAsks.forEach(this::ask);
    avoid.ifPresent(
        hosts -> {
          avoided.addAll(hosts.hosts());
          avoided.removeAll(hosts.others());
        });
    releases.forEach(released -> complete(released, -100, "released by the application"));
    if (releases.contains("am-" + attempt)) {
      newAttempt();
      throw new Refusal(Refusal.Kind.ATTEMPT_GONE, 0);
    }
    allocated.forEach(
        container -> {
          RmContainer rm = live.get(container.containerId());
          if (rm != null) {
            rm.state = RmState.ACQUIRED;
          }
        });
    last = new Answer(List.copyOf(allocated), List.copyOf(latePrevious), List.copyOf(finished));
    toldNotAcknowledged.addAll(finished);
    finished.forEach(completion -> toldOver.add(completion.containerId()));
    allocated.clear();
    latePrevious.clear();
    finished.clear();
    if (repeatsCompletions && chance.percent(50)) {
      finished.addAll(toldNotAcknowledged);
    }
    expected++;
    return last;
  }

  boolean finish(int caller) throws Refusal {
    probe(caller);
    unregistered = true;
    List.copyOf(live.keySet()).forEach(id -> complete(id, -107, "the application has ended"));
    trace.add("RM: application unregistered");
    return true;
  }

  // What happens in the cluster.

  /** Grants one container for the key, and counts it off. */
  void grant(AskKey key, String node) {
    Ask ask = asks.get(key);
    if (ask == null || ask.count() == 0) {
      return;
    }
    asks.put(key, ask.oneLess());
    add(ask, node);
  }

  /** Grants one container more than was asked for. */
  void grantUnasked(Ask ask, String node) {
    trace.add("RM: gives one more than was asked for");
    add(ask, node);
  }

  private void add(Ask ask, String node) {
    String id = String.format("container_e01_1_0001_%02d_%06d", attempt, ++containerNumber);
    YarnContainer container =
        new YarnContainer(
            id,
            node,
            node,
            SimNode.rackOf(node),
            ask.memoryMb(),
            ask.cores(),
            ask.key().priority(),
            ask.key().allocationRequestId());
    given.put(id, container);
    givenBy.put(id, incarnation);
    live.put(id, new RmContainer(container));
    allocated.add(container);
  }

  /** A NodeManager's heartbeat says that it runs. */
  void runs(String containerId) {
    RmContainer container = live.get(containerId);
    if (container != null) {
      container.state = RmState.RUNNING;
    }
  }

  /**
   * The container is over; told with the next answer. If nobody has heard of it yet, YARN itself
   * sets the ask again; here it does not: asks get lost.
   */
  void complete(String containerId, int status, String diagnostics) {
    if (live.remove(containerId) != null) {
      ended.add(containerId);
      allocated.removeIf(container -> container.containerId().equals(containerId));
      finished.add(new Completion(containerId, status, diagnostics));
      killOrders.add(containerId);
    }
  }

  /** Whether the RM has declared it over, whatever its process does. */
  boolean hasEnded(String containerId) {
    return ended.contains(containerId) || toldOver.contains(containerId);
  }

  /** Whether a NodeManager has to end its process, if there is one. */
  boolean isToBeKilled(String containerId) {
    return killOrders.contains(containerId) || (up && !live.containsKey(containerId));
  }

  /** The process that YARN launched as AM is dead. */
  void newAttempt() {
    attempt++;
    registered = false;
    asks.clear();
    for (RmContainer container : List.copyOf(live.values())) {
      if (container.state != RmState.RUNNING) {
        complete(container.container.containerId(), -100, "its attempt is over");
      }
    }
    trace.add("RM: attempt " + attempt);
    onNewAttempt.run();
  }

  /** The RM is gone, and with it what only it knew. */
  void stop() {
    up = false;
    incarnation++;
    trace.add("RM: stopped");
  }

  /** It does not answer, and forgets nothing. */
  void pause() {
    up = false;
    trace.add("RM: away");
  }

  void resume() {
    up = true;
    trace.add("RM: back");
  }

  /**
   * It is back and knows of no container: the nodes have to report theirs.
   *
   * @param nodesKnow whose ends are told again by the nodes; the others are lost
   */
  void start(Predicate<String> nodesKnow) {
    up = true;
    incarnation++; // what was sent while no process was there has reached none
    registered = false;
    asks.clear();
    avoided.clear();
    allocated.clear();
    latePrevious.clear();
    live.clear();
    killOrders.clear();
    finished.addAll(0, toldNotAcknowledged);
    toldNotAcknowledged.clear();
    finished.removeIf(completion -> !nodesKnow.test(completion.containerId()));
    trace.add("RM: started again");
  }

  /** A node reports, after the RM's restart, what runs there. */
  void recovered(String containerId) {
    RmContainer container = new RmContainer(given.get(containerId));
    container.state = RmState.RUNNING;
    live.put(containerId, container);
    ended.remove(containerId);
    if (registered) {
      latePrevious.add(container.container);
    }
  }

  /** A node reports, after the RM's restart, what ended in the meantime. */
  void recoveredEnd(String containerId, int status) {
    live.remove(containerId);
    ended.add(containerId);
    finished.add(new Completion(containerId, status, "ended"));
  }

  private void ask(Ask ask) {
    if (ask.count() == 0) {
      asks.remove(ask.key());
    } else {
      asks.put(ask.key(), ask);
    }
  }

  private void requireAttempt(int caller) throws Refusal {
    if (!up) {
      throw new Refusal(Refusal.Kind.AWAY, 0);
    }
    if (caller != attempt) {
      throw new Refusal(Refusal.Kind.ATTEMPT_GONE, 0);
    }
  }
}
