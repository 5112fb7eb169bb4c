package io.samzakeeper.e2e;

import io.samzakeeper.e2e.RecordTail.Seen;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whose turn it is to be killed: failures of one worker that follow each other are answered with
 * growing pauses, which are not what is measured.
 */
final class Victims {
  /** By partition, whose workers change and whose company in one worker does not. */
  private final Map<Integer, Long> lastHarmed = new HashMap<>();

  private long turn;

  /** Whether a worker may be taken. */
  interface Condition {
    boolean holds(Seen worker) throws IOException;
  }

  /** A partition of the worker that was harmed least lately; it counts as harmed now. */
  Optional<Integer> next(BenchmarkScene scene, Condition condition) throws IOException {
    Integer chosen = null;
    for (Seen seen : scene.before().values()) {
      if (condition.holds(seen) && (chosen == null || last(seen.partition()) < last(chosen))) {
        chosen = seen.partition();
      }
    }
    if (chosen != null) {
      harmed(scene, scene.before().get(chosen).pid());
    }
    return Optional.ofNullable(chosen);
  }

  /** It was harmed in some other way. */
  void harmed(BenchmarkScene scene, long pid) {
    turn++;
    scene.before().values().stream()
        .filter(seen -> seen.pid() == pid)
        .forEach(seen -> lastHarmed.put(seen.partition(), turn));
  }

  private long last(int partition) {
    return lastHarmed.getOrDefault(partition, 0L);
  }
}
