package io.samzakeeper.am.supervisor;

import io.samzakeeper.am.supervisor.Action.Ask;
import io.samzakeeper.am.supervisor.Action.AskKey;
import java.util.HashMap;
import java.util.Map;

/**
 * What YARN has been asked for, as far as this leader knows. One key for each processor, the same
 * under every leader, with a count of 0 or 1: so a new leader can withdraw what it knows nothing
 * of.
 */
final class AskLedger {
  /** Of every worker's ask; other kinds of containers of the application have others. */
  static final int WORKER_PRIORITY = 10;

  private final SupervisorSettings settings;
  private final Map<AskKey, Integer> asked = new HashMap<>();
  private boolean restIsKnownToBeZero;

  AskLedger(SupervisorSettings settings) {
    this.settings = settings;
  }

  static AskKey keyOf(int indexOfProcessor) {
    return new AskKey(WORKER_PRIORITY, indexOfProcessor + 1L);
  }

  /** YARN holds no ask of ours: a new attempt, or a restarted RM. */
  void forgotten() {
    asked.clear();
    restIsKnownToBeZero = true;
  }

  /** YARN gave one for the key, and counts it off. */
  void allocated(AskKey key) {
    asked.computeIfPresent(key, (k, count) -> Math.max(0, count - 1));
  }

  /** YARN gave more than we knew to have asked for: what it holds has to be set again. */
  void doubt(AskKey key) {
    asked.put(key, Integer.MIN_VALUE);
  }

  /** Makes YARN's count for the key what it should be, if it is not. */
  void want(AskKey key, int count, Changes changes) {
    Integer known = asked.get(key);
    boolean isSo = known == null ? restIsKnownToBeZero && count == 0 : known == count;
    if (!isSo) {
      asked.put(key, count);
      changes.act(new Ask(key, count, settings.memoryMb(), settings.cores(), settings.nodeLabel()));
    }
  }
}
