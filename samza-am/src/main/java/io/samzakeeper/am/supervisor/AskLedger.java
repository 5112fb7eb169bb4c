package io.samzakeeper.am.supervisor;

import io.samzakeeper.am.supervisor.Action.Ask;
import io.samzakeeper.am.supervisor.Action.AskKey;
import io.samzakeeper.job.ContainerRecord.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What YARN has been asked for, as far as this leader knows. One key for each processor, with a
 * count of 0 or 1, one for all standbys and one for all spares, the same under every leader: so a
 * new leader can withdraw what it knows nothing of.
 */
final class AskLedger {
  /** Of every worker's ask. A lower number goes first at YARN. */
  static final int WORKER_PRIORITY = 10;

  /** All standby candidates share one ask, with their number as its count. */
  static final AskKey STANDBY_KEY = new AskKey(20, 1);

  /** So do all spares: what runs is more urgent than what may have to. */
  static final AskKey SPARE_KEY = new AskKey(30, 1);

  /**
   * An ask that is not granted is said again: counts are absolute, so it does no harm, and an ask
   * that got lost for whatever reason would be waited for without end.
   */
  static final Duration SAID_AGAIN_AFTER = Duration.ofMinutes(1);

  private record Said(int count, Optional<ContainerSize> size, Optional<String> host, Instant at) {}

  private final Map<AskKey, Said> said = new HashMap<>();
  private boolean restIsKnownToBeZero;

  static AskKey keyOf(int indexOfProcessor) {
    return new AskKey(WORKER_PRIORITY, indexOfProcessor + 1L);
  }

  /** What a container with this priority was asked for. */
  static Role role(int priority) {
    if (priority == STANDBY_KEY.priority()) {
      return Role.STANDBY;
    }
    return priority == SPARE_KEY.priority() ? Role.SPARE : Role.WORKER;
  }

  /** YARN holds no ask of ours: a new attempt, or a restarted RM. */
  void forgotten() {
    said.clear();
    restIsKnownToBeZero = true;
  }

  /** YARN gave one for the key, and counts it off. */
  void allocated(AskKey key) {
    said.computeIfPresent(
        key, (k, ask) -> new Said(Math.max(0, ask.count() - 1), ask.size(), ask.host(), ask.at()));
  }

  /** YARN gave more than we knew to have asked for: what it holds has to be set again. */
  void doubt(AskKey key) {
    said.put(key, new Said(Integer.MIN_VALUE, Optional.empty(), Optional.empty(), Instant.EPOCH));
  }

  /** The same, on any host. */
  void want(AskKey key, int count, ContainerSize size, Changes changes) {
    want(key, count, size, Optional.empty(), changes);
  }

  /** Makes YARN's count for the key what it should be, if it is not. */
  void want(AskKey key, int count, ContainerSize size, Optional<String> host, Changes changes) {
    Said before = said.get(key);
    boolean isSaid =
        before == null
            ? restIsKnownToBeZero && count == 0
            : before.count() == count
                && (count == 0
                    || (before.size().equals(Optional.of(size)) && before.host().equals(host)));
    if (isSaid && (count == 0 || !changes.isDue(before.at().plus(SAID_AGAIN_AFTER)))) {
      return;
    }
    said.put(key, new Said(count, Optional.of(size), host, changes.now()));
    if (count > 0) {
      changes.wakeAt(changes.now().plus(SAID_AGAIN_AFTER));
    }
    changes.act(new Ask(key, count, size.memoryMb(), size.cores(), size.nodeLabel(), host));
  }
}
