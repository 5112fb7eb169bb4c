package io.samzakeeper.e2e;

import java.time.Duration;
import java.util.Set;

/**
 * Something that is done to the job or its grid, and undone after a while.
 *
 * @param kind what it is, for the summary
 * @param target to whom, for the log
 * @param area faults of one area are not done at once
 * @param hit processors whose output may pause
 * @param mayDiffer those of them that may run in another process afterwards
 * @param lasting from the beginning to the end
 * @param begin done first
 * @param end what ends it: whatever was taken away is back when it returns
 */
record SoakFault(
    String kind,
    String target,
    Area area,
    Set<String> hit,
    Set<String> mayDiffer,
    Duration lasting,
    Runnable begin,
    Runnable end) {

  static final Runnable NOTHING = () -> {};

  /** What a fault takes away. */
  enum Area {
    AM,
    WORKER,
    YARN,
    ZOOKEEPER,
    /** All that is on one host: more than a single thing, so nothing else goes with it. */
    HOST
  }

  @Override
  public String toString() {
    return kind
        + " ("
        + target
        + (lasting.isZero() ? "" : ", %.1f s".formatted(lasting.toMillis() / 1e3))
        + ")";
  }
}
