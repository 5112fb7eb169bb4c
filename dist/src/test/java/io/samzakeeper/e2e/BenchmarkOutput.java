package io.samzakeeper.e2e;

import io.samzakeeper.e2e.RecordTail.Seen;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** What one application has written since an event began: who processes what, and the gaps. */
final class BenchmarkOutput implements AutoCloseable {
  static final int PARTITIONS = 6;

  /** Records this young may not be in the probe's file yet. */
  private static final long LAG_MILLIS = 1_500;

  private final RecordTail tail;
  private final String applicationId;
  private final List<Seen> records = new ArrayList<>();

  private BenchmarkOutput(RecordTail tail, Seen first) {
    this.tail = tail;
    this.applicationId = first.applicationId();
    records.add(first);
  }

  /**
   * Of the application whose record comes first.
   *
   * @param since of records, in epoch milliseconds; those of others have ended by then
   */
  static BenchmarkOutput ofNext(RecordTail tail, long since, Duration patience) throws IOException {
    return new BenchmarkOutput(tail, tail.awaitFirst(seen -> seen.atMillis() >= since, patience));
  }

  String applicationId() {
    return applicationId;
  }

  /** Forgets what was before. */
  void begin() throws IOException {
    poll();
    records.clear();
  }

  /** The process behind each partition: the one with its latest record. */
  SortedMap<Integer, Seen> latest() throws IOException {
    poll();
    SortedMap<Integer, Seen> latest = new TreeMap<>();
    records.forEach(record -> latest.merge(record.partition(), record, BenchmarkOutput::laterOf));
    return latest;
  }

  /** Waits until each partition has a record that is not older than a second. */
  boolean awaitFlow(Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < deadline) {
      long wanted = System.currentTimeMillis() - 1_000;
      SortedMap<Integer, Seen> latest = latest();
      if (latest.size() == PARTITIONS
          && latest.values().stream().allMatch(record -> record.atMillis() >= wanted)) {
        return true;
      }
      LockSupport.parkNanos(50_000_000);
    }
    return false;
  }

  /**
   * Waits until each of the partitions is processed by somebody else than before.
   *
   * @return when the last of them was, in epoch milliseconds; nothing if it was not in time
   */
  Optional<Long> awaitOthers(Collection<Integer> partitions, Set<Long> pids, Duration patience)
      throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      poll();
      Map<Integer, Long> first = new HashMap<>();
      for (Seen record : records) {
        if (partitions.contains(record.partition()) && !pids.contains(record.pid())) {
          first.merge(record.partition(), record.atMillis(), Math::min);
        }
      }
      if (first.keySet().containsAll(partitions)) {
        return Optional.of(first.values().stream().mapToLong(Long::longValue).max().orElseThrow());
      }
      if (System.nanoTime() > deadline) {
        return Optional.empty();
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  /** Lets time go by. */
  void observe(Duration time) throws IOException {
    long deadline = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < deadline) {
      poll();
      LockSupport.parkNanos(100_000_000);
    }
  }

  /** The longest time without a record in any of these partitions, from the start until now. */
  long longestGap(Collection<Integer> partitions, long fromMillis) throws IOException {
    poll();
    long until = System.currentTimeMillis() - LAG_MILLIS;
    long longest = 0;
    for (int partition : partitions) {
      List<Long> times =
          records.stream()
              .filter(record -> record.partition() == partition)
              .map(Seen::atMillis)
              .filter(at -> at >= fromMillis && at <= until)
              .sorted()
              .collect(Collectors.toCollection(ArrayList::new));
      times.add(until);
      long last = fromMillis;
      for (long at : times) {
        longest = Math.max(longest, at - last);
        last = at;
      }
    }
    return longest;
  }

  /** For how long a process wrote on to a partition that another one wrote to already, at most. */
  long twoWriters() throws IOException {
    poll();
    long longest = 0;
    for (int partition = 0; partition < PARTITIONS; partition++) {
      int which = partition;
      List<List<Long>> writers =
          records.stream()
              .filter(record -> record.partition() == which)
              .collect(
                  Collectors.groupingBy(
                      Seen::pid, Collectors.mapping(Seen::atMillis, Collectors.toList())))
              .values()
              .stream()
              .map(times -> times.stream().sorted().toList())
              .sorted(Comparator.comparing(times -> times.get(0)))
              .toList();
      long both = 0;
      for (int next = 1; next < writers.size(); next++) {
        both += spanSince(writers.get(next).get(0), writers.get(next - 1));
      }
      longest = Math.max(longest, both);
    }
    return longest;
  }

  /** From the first of these times that is not before another to the last one. */
  private static long spanSince(long since, List<Long> sorted) {
    return sorted.stream()
        .filter(time -> time >= since)
        .findFirst()
        .map(first -> sorted.get(sorted.size() - 1) - first)
        .orElse(0L);
  }

  /** How many records were processed once more after somebody had processed them. */
  long twice() throws IOException {
    poll();
    long distinct =
        records.stream()
            .map(record -> List.of((long) record.partition(), record.sequence()))
            .distinct()
            .count();
    return records.size() - distinct;
  }

  /** When the last of the partitions had its first record, in epoch milliseconds. */
  long allBegan() throws IOException {
    poll();
    Map<Integer, Long> first = new HashMap<>();
    records.forEach(record -> first.merge(record.partition(), record.atMillis(), Math::min));
    if (first.size() != PARTITIONS) {
      throw new IllegalStateException("only these partitions are processed: " + first.keySet());
    }
    return first.values().stream().mapToLong(Long::longValue).max().orElseThrow();
  }

  @Override
  public void close() throws IOException {
    tail.close();
  }

  private void poll() throws IOException {
    for (Optional<Seen> next = tail.next(); next.isPresent(); next = tail.next()) {
      if (next.get().applicationId().equals(applicationId)) {
        records.add(next.get());
      }
    }
  }

  private static Seen laterOf(Seen one, Seen other) {
    return other.atMillis() >= one.atMillis() ? other : one;
  }
}
