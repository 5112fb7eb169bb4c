package io.samzakeeper.e2e;

import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the echo jobs have put out: which records of which partition, and who sent the last one. */
final class Echoes {
  private final Map<Integer, BitSet> seen = new HashMap<>();
  private final Map<Integer, Echo> last = new HashMap<>();
  private final Map<Integer, BitSet> repeated = new HashMap<>();
  private final Map<Integer, Long> lastAt = new HashMap<>();
  private SortedMap<String, Duration> gaps = new TreeMap<>();
  private SortedMap<String, Duration> changeovers = new TreeMap<>();
  private long records;

  /** One output record; see {@code io.samzakeeper.e2e.jobs.Echo}. */
  record Echo(long sequence, int partition, String processor, String containerId, long pid) {
    static Echo parse(String value) {
      String[] fields = value.split(" ", -1);
      return new Echo(
          Long.parseLong(fields[0]),
          Integer.parseInt(fields[1]),
          fields[2],
          fields[3],
          Long.parseLong(fields[4]));
    }
  }

  synchronized void add(String value) {
    Echo echo = Echo.parse(value);
    BitSet before = seen.computeIfAbsent(echo.partition(), p -> new BitSet());
    int sequence = Math.toIntExact(echo.sequence());
    if (before.get(sequence)) {
      repeated.computeIfAbsent(echo.partition(), p -> new BitSet()).set(sequence);
    }
    before.set(sequence);
    gap(last.put(echo.partition(), echo), echo, System.nanoTime());
    records++;
  }

  private void gap(Echo previous, Echo echo, long now) {
    Long before = lastAt.put(echo.partition(), now);
    if (before != null) {
      (previous.pid() == echo.pid() ? gaps : changeovers)
          .merge(
              echo.processor(),
              Duration.ofNanos(now - before),
              (a, b) -> a.compareTo(b) < 0 ? b : a);
    }
  }

  /** The longest changeover of a processor since they were taken. */
  synchronized Optional<Duration> changeover(String processor) {
    return Optional.ofNullable(changeovers.get(processor));
  }

  /** The same between the last record of one process and the first one of the next. */
  synchronized SortedMap<String, Duration> takeChangeovers() {
    SortedMap<String, Duration> taken = changeovers;
    changeovers = new TreeMap<>();
    return taken;
  }

  /**
   * The longest time since the last call in which nothing came from a partition, by processor,
   * where the same process has sent what was before and after.
   */
  synchronized SortedMap<String, Duration> takeGaps() {
    SortedMap<String, Duration> taken = gaps;
    gaps = new TreeMap<>();
    return taken;
  }

  /** The first record of a partition that is missing in the output: all before it are there. */
  synchronized long complete(int partition) {
    BitSet records = seen.get(partition);
    return records == null ? 0 : records.nextClearBit(0);
  }

  synchronized Optional<Echo> last(int partition) {
    return Optional.ofNullable(last.get(partition));
  }

  /** How many records below these, by partition, came more than once. */
  synchronized int repeatedBefore(Map<Integer, Long> sequences) {
    return sequences.entrySet().stream()
        .mapToInt(
            limit ->
                repeated
                    .getOrDefault(limit.getKey(), new BitSet())
                    .get(0, Math.toIntExact(limit.getValue()))
                    .cardinality())
        .sum();
  }

  /** How many records came more than once. */
  synchronized int repeated() {
    return repeated.values().stream().mapToInt(BitSet::cardinality).sum();
  }

  /** With repetitions. */
  synchronized long records() {
    return records;
  }
}
