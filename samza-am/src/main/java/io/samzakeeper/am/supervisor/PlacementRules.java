package io.samzakeeper.am.supervisor;

import java.time.Duration;

/**
 * What the job's config says of where its containers shall be.
 *
 * @param hostAffinity whether a processor goes back to the host that it was on, where its stores
 *     are
 * @param preferredHostTimeout how long that host is waited for
 * @param spreadPatience how long a host that has fewer of the job's processors than others is
 *     waited for when a processor starts for the first time; zero: not at all
 * @param exclusionFailures failures on one host within the window below that exclude it; 0 for none
 * @param exclusionWindow how long a failure speaks against its host
 * @param rackAware whether standby tasks are kept in other racks than the same tasks, if they can
 */
public record PlacementRules(
    boolean hostAffinity,
    Duration preferredHostTimeout,
    Duration spreadPatience,
    int exclusionFailures,
    Duration exclusionWindow,
    boolean rackAware) {

  /** Anywhere. */
  public static final PlacementRules NONE =
      new PlacementRules(false, Duration.ZERO, Duration.ZERO, 0, Duration.ofMinutes(10), false);
}
