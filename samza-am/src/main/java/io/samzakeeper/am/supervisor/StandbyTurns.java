package io.samzakeeper.am.supervisor;

import java.util.Set;

/**
 * Which containers for standby tasks are asked for in one decision: none before all others are
 * served, and then those that have the same places to avoid, where the same tasks are. YARN's
 * blacklist is for all asks, so others have to wait for their turn.
 */
final class StandbyTurns {
  private final boolean othersServed;
  private final boolean rackAware;
  private Set<String> avoided;

  /**
   * @param othersServed whether no active processor asks for a container
   * @param rackAware whether another rack is worth a wait
   */
  StandbyTurns(boolean othersServed, boolean rackAware) {
    this.othersServed = othersServed;
    this.rackAware = rackAware;
  }

  /** Whether it is asked for now, as it needs a container. */
  boolean isTurnOf(JobState state, Processor standby, Changes changes) {
    if (!othersServed) {
      return false;
    }
    Set<String> places = Promotions.placesToAvoid(state, standby, rackAware, changes);
    if (avoided == null) {
      avoided = places;
    }
    return avoided.equals(places);
  }

  /** Hosts and racks that are no good for those whose turn it is. */
  Set<String> avoided() {
    return avoided == null ? Set.of() : avoided;
  }
}
