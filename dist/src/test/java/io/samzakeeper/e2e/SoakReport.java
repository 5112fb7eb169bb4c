package io.samzakeeper.e2e;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a soak has done and seen, for people: a line for each batch of faults, and a summary. */
final class SoakReport {
  private final long begin = System.nanoTime();
  private final SortedMap<String, Integer> faults = new TreeMap<>();
  private final SortedMap<String, Duration> longestWhole = new TreeMap<>();
  private Seen whole = Seen.NONE;
  private Seen gap = Seen.NONE;
  private int batches;
  private int audits;

  private record Seen(Duration time, String after) {
    static final Seen NONE = new Seen(Duration.ZERO, "nothing");

    Seen orLonger(Duration other, String otherAfter) {
      return other.compareTo(time) > 0 ? new Seen(other, otherAfter) : this;
    }

    @Override
    public String toString() {
      return seconds(time) + " after " + after;
    }
  }

  void say(String line) {
    long s = elapsed().toSeconds();
    System.out.printf("soak %02d:%02d:%02d  %s%n", s / 3600, s / 60 % 60, s % 60, line);
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  int begins(List<SoakFault> batch) {
    batches++;
    batch.forEach(fault -> faults.merge(fault.kind(), 1, Integer::sum));
    return batches;
  }

  /**
   * @param healed from the end of the last fault until the job was whole
   * @param gaps of output, of processors whose workers nothing was done to
   */
  void whole(int number, List<SoakFault> batch, Duration healed, Map<String, Duration> gaps) {
    String what = batch.stream().map(SoakFault::toString).collect(Collectors.joining(" + "));
    Duration longest = gaps.values().stream().reduce(Duration.ZERO, SoakReport::longer);
    say("#%d %s: whole in %s, gap %s".formatted(number, what, seconds(healed), seconds(longest)));
    whole = whole.orLonger(healed, "#" + number + " " + what);
    gap = gap.orLonger(longest, "#" + number + " " + what);
    batch.forEach(fault -> longestWhole.merge(fault.kind(), healed, SoakReport::longer));
  }

  void audited() {
    audits++;
    say("all four invariants hold");
  }

  void summary(long seed, String end) {
    say("--- seed " + seed + ": " + end);
    say("%d faults in %d batches, %d full checks".formatted(sum(), batches, audits));
    faults.forEach(
        (kind, count) ->
            say(
                "  %-40s %4d, longest until whole %s"
                    .formatted(
                        kind, count, seconds(longestWhole.getOrDefault(kind, Duration.ZERO)))));
    say("longest until whole: " + whole);
    say("longest gap of output of a worker that nothing was done to: " + gap);
  }

  private int sum() {
    return faults.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? b : a;
  }

  private static String seconds(Duration duration) {
    return "%.1f s".formatted(duration.toMillis() / 1e3);
  }
}
