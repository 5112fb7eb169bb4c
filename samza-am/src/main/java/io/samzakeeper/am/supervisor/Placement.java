package io.samzakeeper.am.supervisor;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Where the next container of a processor is to be, and where none is. */
final class Placement {
  private final LiveSettings settings;

  Placement(LiveSettings settings) {
    this.settings = settings;
  }

  /**
   * The only host that will do for a processor that needs a container; empty for any. Somebody's
   * wish is waited for without end; the host where its stores are for as long as stock Samza does
   * ({@code ContainerManager.handleExpiredRequest}), and not if it is excluded, or has the same
   * tasks, active or standing by.
   */
  Optional<String> hostFor(JobState state, Processor processor, Changes changes) {
    Optional<String> wish = state.hostToMoveTo(processor);
    if (wish.isPresent()) {
      return wish;
    }
    String last = processor.lastHost();
    PlacementRules rules = settings.now().placement();
    if (!rules.hostAffinity()
        || last.isEmpty()
        || excluded(state, changes).contains(last)
        || Promotions.hostsOfSameTasks(state, processor).contains(last)) {
      return Optional.empty();
    }
    boolean isWaitedFor =
        !changes.isDue(
            processor.waitsSince().orElse(changes.now()).plus(rules.preferredHostTimeout()));
    return isWaitedFor ? Optional.of(last) : Optional.empty();
  }

  /** Whether a container on that host would do. */
  boolean suits(String host, JobState state, Processor processor, Changes changes) {
    return hostFor(state, processor, changes).filter(only -> !only.equals(host)).isEmpty();
  }

  /** Hosts that have failed too often, but for those that somebody wants. */
  Set<String> excluded(JobState state, Changes changes) {
    Set<String> excluded =
        new TreeSet<>(state.hostFailures().excluded(settings.now().placement(), changes));
    state.processors().forEach(p -> state.hostToMoveTo(p).ifPresent(excluded::remove));
    return excluded;
  }
}
