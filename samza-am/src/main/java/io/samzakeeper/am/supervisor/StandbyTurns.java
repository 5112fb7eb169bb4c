package io.samzakeeper.am.supervisor;

import java.util.Set;

/**
 * Which containers for standby tasks are asked for in one decision: none before all others are
 * served, and then those that have the same hosts to avoid, the hosts of the same tasks. YARN's
 * blacklist is for all asks, so others have to wait for their turn.
 */
final class StandbyTurns {
  private final boolean othersServed;
  private Set<String> avoided;

  /**
   * @param othersServed whether no active processor asks for a container
   */
  StandbyTurns(boolean othersServed) {
    this.othersServed = othersServed;
  }

  /** Whether it is asked for now, as it needs a container. */
  boolean isTurnOf(JobState state, Processor standby, Changes changes) {
    if (!othersServed) {
      return false;
    }
    Set<String> hosts =
        changes.isDue(
                standby.waitsSince().orElse(changes.now()).plus(Promotions.PATIENCE_WITH_SPREADING))
            ? Set.of()
            : Promotions.hostsOfSameTasks(state, standby);
    if (avoided == null) {
      avoided = hosts;
    }
    return avoided.equals(hosts);
  }

  /** Hosts that are no good for those whose turn it is. */
  Set<String> avoided() {
    return avoided == null ? Set.of() : avoided;
  }
}
