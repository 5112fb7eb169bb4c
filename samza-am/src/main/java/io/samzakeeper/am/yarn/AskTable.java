package io.samzakeeper.am.yarn;

import io.samzakeeper.am.supervisor.Action.Ask;
import io.samzakeeper.am.supervisor.Action.AskKey;
import io.samzakeeper.am.supervisor.Action.Avoid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What we want of the RM: asks, whose counts are absolute, hosts to avoid, and releases. Knows what
 * the RM has been told. Not safe for threads.
 */
final class AskTable {
  /** For so many exchanges after an ask the answer is fetched eagerly: about 5 s. */
  static final int EAGER_EXCHANGES = 30;

  private final Map<AskKey, Ask> asks = new LinkedHashMap<>();
  private final Set<AskKey> untold = new LinkedHashSet<>();

  /**
   * Hosts that the RM may have been told of for a key: it remembers each until that is taken back.
   */
  private final Map<AskKey, Set<String>> hosts = new HashMap<>();

  private final Map<String, Release> releases = new LinkedHashMap<>();
  private Avoid avoid;
  private boolean avoidUntold;
  private int eagerExchangesLeft;

  /**
   * What goes out in one exchange.
   *
   * @param asks in this order: of one key, what is taken back of a host comes before what is wanted
   */
  record Message(List<Ask> asks, Optional<Avoid> avoid, List<String> releases) {
    static final Message EMPTY = new Message(List.of(), Optional.empty(), List.of());

    boolean isEmpty() {
      return asks.isEmpty() && avoid.isEmpty() && releases.isEmpty();
    }
  }

  /** When a release is said again: after 1, 2, 4, ... exchanges, since it is idle talk mostly. */
  private static final class Release {
    static final int LONGEST_PAUSE = 256;
    int pause = 1;
    int exchangesLeft;

    boolean due() {
      return exchangesLeft == 0;
    }

    void told() {
      exchangesLeft = pause;
      pause = Math.min(LONGEST_PAUSE, pause * 2);
    }
  }

  void ask(Ask ask) {
    asks.put(ask.key(), ask);
    untold.add(ask.key());
  }

  void avoid(Avoid newer) {
    avoid = newer;
    avoidUntold = true;
  }

  /** Released until {@link #completed}; saying it twice is harmless. */
  void release(String containerId) {
    releases.putIfAbsent(containerId, new Release());
  }

  /** The RM has granted one: it counts down by itself, and so do we. */
  void allocated(AskKey key) {
    asks.computeIfPresent(key, (k, ask) -> ask.oneLess());
  }

  void completed(String containerId) {
    releases.remove(containerId);
  }

  /** Whether there is something that cannot wait for the next heartbeat. */
  boolean isUrgent() {
    return !untold.isEmpty()
        || avoidUntold
        || releases.values().stream().anyMatch(release -> release.due() && release.pause == 1);
  }

  /**
   * Whether a container is waited for that may be granted any moment: the RM grants it at a
   * NodeManager's next heartbeat, and tells us at our next exchange. Not for long: a cluster that
   * is full says so by not granting.
   */
  boolean isEager() {
    return eagerExchangesLeft > 0 && asks.values().stream().anyMatch(ask -> ask.count() > 0);
  }

  /** What is to be said now; counts as said unless it comes back to {@link #unsaid}. */
  Message next() {
    eagerExchangesLeft = Math.max(0, eagerExchangesLeft - 1);
    List<Ask> message = new ArrayList<>();
    for (AskKey key : untold) {
      Ask ask = asks.get(key);
      message.addAll(takenBack(ask));
      message.add(ask);
      if (ask.count() == 0) {
        asks.remove(key);
      } else {
        eagerExchangesLeft = EAGER_EXCHANGES;
      }
    }
    untold.clear();
    List<String> again = new ArrayList<>();
    releases.forEach(
        (id, release) -> {
          if (release.due()) {
            again.add(id);
            release.told();
          } else {
            release.exchangesLeft--;
          }
        });
    Optional<Avoid> avoided = avoidUntold ? Optional.of(avoid) : Optional.empty();
    avoidUntold = false;
    return new Message(List.copyOf(message), avoided, List.copyOf(again));
  }

  /** Hosts of the ask's key that are not wanted any more. */
  private List<Ask> takenBack(Ask ask) {
    Set<String> others = hosts.computeIfAbsent(ask.key(), key -> new LinkedHashSet<>());
    ask.host().ifPresent(others::remove);
    List<Ask> none =
        others.stream()
            .map(
                host ->
                    new Ask(
                        ask.key(),
                        0,
                        ask.memoryMb(),
                        ask.cores(),
                        ask.nodeLabel(),
                        Optional.of(host)))
            .toList();
    others.clear();
    if (ask.count() > 0) {
      ask.host().ifPresent(others::add);
    }
    return none;
  }

  /** Nobody knows whether the RM has heard the message: say it again. */
  void unsaid(Message message) {
    for (Ask ask : message.asks()) {
      asks.putIfAbsent(ask.key(), ask);
      untold.add(ask.key());
      ask.host()
          .ifPresent(
              host -> hosts.computeIfAbsent(ask.key(), key -> new LinkedHashSet<>()).add(host));
    }
    avoidUntold |= message.avoid().isPresent();
    message.releases().stream()
        .filter(releases::containsKey)
        .forEach(id -> releases.put(id, new Release()));
  }

  /** The RM will never grant these. A later ask with the same key stands. */
  void refused(Message message) {
    message.asks().forEach(ask -> asks.remove(ask.key(), ask));
    untold.retainAll(asks.keySet());
  }

  /** The RM knows nothing of what we said: a new attempt, or it has restarted. */
  void forgotten() {
    untold.addAll(asks.keySet());
    hosts.clear();
    avoidUntold = avoid != null;
    releases.replaceAll((id, release) -> new Release());
  }
}
