package io.samzakeeper.e2e;

import java.util.List;

/** What a benchmark prints of several runs: one that was disturbed does not count. */
final class Median {
  private Median() {}

  /** Of two in the middle their mean; of none 0. */
  static long of(List<Long> values) {
    long[] sorted = values.stream().mapToLong(Long::longValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length == 0
        ? 0
        : sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
