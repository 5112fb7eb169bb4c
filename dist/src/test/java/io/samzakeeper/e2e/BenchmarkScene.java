package io.samzakeeper.e2e;

import io.samzakeeper.e2e.BenchmarkFigures.Row;
import io.samzakeeper.e2e.RecordTail.Seen;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The job at the start of an event: who processed what then, and what came of it. */
final class BenchmarkScene {
  /** Long enough before the event that each partition has a record in it. */
  private static final Duration BEFORE = Duration.ofSeconds(2);

  private final BenchmarkJob job;
  private final BenchmarkFigures figures;
  private final boolean timelines;
  private final SortedMap<Integer, Seen> before;
  private final Set<Long> touched = new TreeSet<>();

  /** The job is to be settled. */
  BenchmarkScene(BenchmarkJob job, BenchmarkFigures figures, boolean timelines) throws IOException {
    this.job = job;
    this.timelines = timelines;
    this.figures = figures;
    job.output().begin();
    job.output().observe(BEFORE);
    this.before = job.output().latest();
    if (before.size() != BenchmarkOutput.PARTITIONS) {
      throw new IllegalStateException("only these partitions are processed: " + before);
    }
  }

  /** The same job when it has settled once more. */
  BenchmarkScene again() throws IOException {
    job.settle();
    return new BenchmarkScene(job, figures, timelines);
  }

  BenchmarkJob job() {
    return job;
  }

  /** The worker's JVM behind a partition, now to be harmed. */
  ContainerProcess victim(int partition) {
    Seen seen = before.get(partition);
    touched.add(seen.pid());
    return ContainerProcesses.in(seen.containerId()).stream()
        .filter(process -> process.pid() == seen.pid())
        .findAny()
        .orElseThrow();
  }

  /** The container behind each partition. */
  SortedMap<Integer, Seen> before() {
    return before;
  }

  Set<Integer> partitionsOf(Collection<Long> pids) {
    return before.values().stream()
        .filter(seen -> pids.contains(seen.pid()))
        .map(Seen::partition)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Reports when what was harmed processed again, elsewhere. */
  void awaitVictims(Row row, long since, Duration patience) throws IOException {
    Optional<Long> at = job.output().awaitOthers(partitionsOf(touched), touched, patience);
    report(row, since, at.map(OptionalLong::of).orElse(OptionalLong.empty()));
  }

  void report(Row row, long since, OptionalLong at) throws IOException {
    if (at.isPresent()) {
      figures.add(row, job.side(), at.getAsLong() - since);
      if (timelines) {
        job.timeline(since, at.getAsLong()).forEach(System.out::println);
      }
    } else {
      figures.addAtLeast(row, job.side(), System.currentTimeMillis() - since);
    }
  }

  void report(Row row, long value) {
    figures.add(row, job.side(), value);
  }

  /** Workers that nothing was done to and that are gone. */
  long ended() {
    return before.values().stream()
        .filter(seen -> !touched.contains(seen.pid()))
        .map(Seen::pid)
        .distinct()
        .filter(pid -> ContainerProcesses.startTicks(pid).isEmpty())
        .count();
  }

  /** How long nothing came from partitions whose worker nothing was done to. */
  void reportGap(long since) throws IOException {
    List<Integer> others =
        before.values().stream()
            .filter(seen -> !touched.contains(seen.pid()))
            .map(Seen::partition)
            .toList();
    figures.add(FailoverRow.GAP, job.side(), job.output().longestGap(others, since - 1_000));
  }
}
