package io.samzakeeper.e2e;

import io.samzakeeper.e2e.RecordTail.Seen;
import java.util.HashMap;
import java.util.Map;

/**
 * How many records a job processes a second when it has warmed up, from the few that it tells of:
 * those after the first third of each partition, over all partitions.
 */
final class Throughput {
  /** Compilers are busy with the job's code before. */
  private static final double WARM = 0.33;

  /** The last ones of a topic, which may not be told any more. */
  private static final double ENOUGH = 0.9;

  private final String applicationId;
  private final long recordsEach;
  private final Map<Integer, Seen> first = new HashMap<>();
  private final Map<Integer, Seen> last = new HashMap<>();

  /**
   * @param recordsEach how many each partition of the input has
   */
  Throughput(Seen seen, long recordsEach) {
    this.applicationId = seen.applicationId();
    this.recordsEach = recordsEach;
    take(seen);
  }

  /** Whether it was one of this job. */
  boolean take(Seen seen) {
    boolean isOurs = seen.applicationId().equals(applicationId);
    if (isOurs && seen.sequence() >= recordsEach * WARM) {
      first.putIfAbsent(seen.partition(), seen);
      last.put(seen.partition(), seen);
    }
    return isOurs;
  }

  boolean isDone() {
    return last.size() == BenchmarkOutput.PARTITIONS
        && last.values().stream().allMatch(seen -> seen.sequence() >= recordsEach * ENOUGH);
  }

  long recordsPerSecond() {
    long records = 0;
    for (Seen each : last.values()) {
      records += each.sequence() - first.get(each.partition()).sequence();
    }
    long begun = first.values().stream().mapToLong(Seen::atMillis).min().orElseThrow();
    long ended = last.values().stream().mapToLong(Seen::atMillis).max().orElseThrow();
    return records * 1_000 / Math.max(1, ended - begun);
  }
}
