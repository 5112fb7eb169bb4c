package io.samzakeeper.am.supervisor;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Spreads the processors of a job over the cluster's hosts. YARN itself gives all of them to the
 * first node that sends a heartbeat, if it has room. So no host gets more than its share at first,
 * for as long as others are worth waiting for. What had a container before is wanted back at once,
 * wherever that may be.
 */
final class Spreading {
  /**
   * Of a job: each container that is not taken is a write, and a large job does not fit on one node
   * in any case.
   */
  static final int MOST_PROCESSORS = 64;

  private final LiveSettings settings;

  Spreading(LiveSettings settings) {
    this.settings = settings;
  }

  /** Whether a processor had better wait for another host. */
  boolean isTooMuch(String host, JobState state, Processor processor, Changes changes) {
    return isPatient(processor, changes) && full(state).contains(host);
  }

  /** Hosts that have their share, while somebody waits for another. */
  Set<String> avoided(JobState state, Changes changes) {
    boolean isWanted =
        state.processors().stream()
            .anyMatch(
                processor -> processor.waitsSince().isPresent() && isPatient(processor, changes));
    return isWanted ? full(state) : Set.of();
  }

  private boolean isPatient(Processor processor, Changes changes) {
    Instant since = processor.waitsSince().orElse(changes.now());
    return processor.lastHost().isEmpty()
        && !changes.isDue(since.plus(settings.now().placement().spreadPatience()));
  }

  private static Set<String> full(JobState state) {
    int nodes = state.hostFailures().clusterNodes();
    if (nodes < 2 || state.processors().size() > MOST_PROCESSORS) {
      return Set.of(); // 0 nodes: it is not known how many
    }
    int share = (state.processors().size() + nodes - 1) / nodes;
    Map<String, Integer> counts = new HashMap<>();
    Set<String> full = new TreeSet<>();
    for (Processor processor : state.processors()) {
      if (processor.container() != null
          && counts.merge(processor.container().host(), 1, Integer::sum) >= share) {
        full.add(processor.container().host());
      }
    }
    return full.size() < nodes ? full : Set.of();
  }
}
