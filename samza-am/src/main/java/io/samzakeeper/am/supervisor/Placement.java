package io.samzakeeper.am.supervisor;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Where the next container of a processor is to be, and where none is. */
final class Placement {
  private final LiveSettings settings;
  private Set<String> excluded = Set.of();

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
        || excluded.contains(last)
        || isWhereSameTasksAre(last, state, processor)) {
      return Optional.empty();
    }
    boolean isWaitedFor =
        !changes.isDue(
            processor.waitsSince().orElse(changes.now()).plus(rules.preferredHostTimeout()));
    return isWaitedFor ? Optional.of(last) : Optional.empty();
  }

  /** For a standby, in the same rack is too near; an active one has its stores there. */
  private boolean isWhereSameTasksAre(String host, JobState state, Processor processor) {
    Set<String> hosts = Promotions.hostsOfSameTasks(state, processor);
    boolean isRackTooNear = processor.isStandby() && settings.now().placement().rackAware();
    return hosts.contains(host)
        || (isRackTooNear
            && hosts.stream().anyMatch(other -> state.racks().shared(host, other) > 0));
  }

  /** Whether a container on that host would do. */
  boolean suits(String host, JobState state, Processor processor, Changes changes) {
    return hostFor(state, processor, changes).filter(only -> !only.equals(host)).isEmpty();
  }

  /**
   * Finds out which hosts are excluded: once for each decision, when all failures that it is about
   * are counted.
   */
  void look(JobState state, Changes changes) {
    Set<String> failing =
        new TreeSet<>(state.hostFailures().excluded(settings.now().placement(), changes));
    failing.removeAll(state.hostsToMoveTo());
    excluded = failing;
  }

  /** Hosts that have failed too often, but for those that somebody wants. */
  Set<String> excluded() {
    return excluded;
  }
}
