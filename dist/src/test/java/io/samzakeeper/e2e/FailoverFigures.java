package io.samzakeeper.e2e;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What was measured, and the table of it. */
final class FailoverFigures {

  enum Side {
    STOCK,
    OURS
  }

  /** A line of the table. */
  enum Row {
    LEADER_KILLED("a", "leading JVM kill -9 -> first allocate answered, ms"),
    AM_KILLED_LEADING("b1", "AM container kill -9, leader in it -> next attempt in sync, ms"),
    AM_KILLED_NOT_LEADING("b2", "AM container kill -9, leader elsewhere -> the same, ms"),
    HOST_STOPPED("c", "AM and its NM stopped -> new leader's first allocate, ms"),
    HOST_STOPPED_ENDED("c", "  containers that ended meanwhile"),
    WORKER_KILLED_HOST_STOPPED("d", "worker kill -9 while AM's host is stopped -> processes, ms"),
    HOST_OF_BOTH_STOPPED("e", "host of AM and worker stopped -> its tasks process, ms"),
    TWO_LEADERS_KILLED("f", "two leaders killed 5 s apart: containers that ended"),
    LEADER_AND_WORKER_KILLED("g1", "leading JVM and a worker killed -> its tasks process, ms"),
    AM_AND_WORKER_KILLED("g2", "AM container and a worker killed -> its tasks process, ms"),
    ZOMBIE_ENDED("h", "AM wakes before its NM: containers that ended"),
    ZOMBIE_TWO_WRITERS("h", "  two writers to one partition, ms"),
    HAND_OVER("i", "keeper failover: request -> YARN has heard the new leader, ms"),
    LEADER_TERMINATED("i", "SIGTERM of the leader -> new leader's first allocate, ms"),
    GAP("j", "longest gap of output where the worker lives, ms, at most"),
    LEADER_MEMORY("k", "resident memory of the leading AM, MB"),
    STANDBY_MEMORY("k", "resident memory of a standby AM, MB");

    private final String event;
    private final String text;

    Row(String event, String text) {
      this.event = event;
      this.text = text;
    }

    /** Stock has one process where we have several: what is the same to it is measured once. */
    Row stocks() {
      return switch (this) {
        case AM_KILLED_LEADING, AM_KILLED_NOT_LEADING -> LEADER_KILLED;
        case AM_AND_WORKER_KILLED -> LEADER_AND_WORKER_KILLED;
        case LEADER_KILLED,
                HOST_STOPPED,
                HOST_STOPPED_ENDED,
                WORKER_KILLED_HOST_STOPPED,
                HOST_OF_BOTH_STOPPED,
                TWO_LEADERS_KILLED,
                LEADER_AND_WORKER_KILLED,
                ZOMBIE_ENDED,
                ZOMBIE_TWO_WRITERS,
                HAND_OVER,
                LEADER_TERMINATED,
                GAP,
                LEADER_MEMORY,
                STANDBY_MEMORY ->
            this;
      };
    }
  }

  /**
   * One run.
   *
   * @param atLeast it had not happened by then, and the wait was ended
   */
  private record Value(long value, boolean atLeast) {
    @Override
    public String toString() {
      return (atLeast ? ">" : "") + value;
    }
  }

  private final Map<Row, Map<Side, List<Value>>> values = new EnumMap<>(Row.class);

  void add(Row row, Side side, long value) {
    put(row, side, new Value(value, false));
  }

  /** It has not happened for so long. */
  void addAtLeast(Row row, Side side, long value) {
    put(row, side, new Value(value, true));
  }

  private synchronized void put(Row row, Side side, Value value) {
    values
        .computeIfAbsent(row, key -> new EnumMap<>(Side.class))
        .computeIfAbsent(side, key -> new ArrayList<>())
        .add(value);
    System.out.printf(Locale.ROOT, "  %-5s %s = %s%n", side, row.text, value);
  }

  /** Callable at any time, by any thread. */
  synchronized void print(PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%-3s %-66s %9s %9s %7s %6s%n",
        "",
        "event; stock's and our median",
        "stock",
        "ours",
        "ratio",
        "runs");
    values.forEach(
        (row, bySide) -> {
          List<Value> stock =
              values.getOrDefault(row.stocks(), Map.of()).getOrDefault(Side.STOCK, List.of());
          List<Value> ours = bySide.getOrDefault(Side.OURS, List.of());
          out.printf(
              Locale.ROOT,
              "%-3s %-66s %9s %9s %7s %6s%n",
              row.event,
              row.text,
              summary(row, stock),
              summary(row, ours),
              ratio(stock, ours),
              stock.size() + "/" + ours.size());
        });
    out.println();
    values.forEach(
        (row, bySide) ->
            bySide.forEach(
                (side, runs) ->
                    out.printf(
                        Locale.ROOT,
                        "%-3s %-66s %-5s %s%n",
                        row.event,
                        row.text.strip(),
                        side,
                        runs.stream().map(Value::toString).collect(Collectors.joining(" ")))));
  }

  /** Of a gap the longest; of everything else the median. */
  private static String summary(Row row, List<Value> runs) {
    if (runs.isEmpty()) {
      return "-";
    }
    boolean atLeast = runs.stream().filter(Value::atLeast).count() * 2 >= runs.size();
    List<Long> all = runs.stream().map(Value::value).toList();
    long value = row == Row.GAP ? all.stream().max(Long::compare).orElseThrow() : Median.of(all);
    return (atLeast && row != Row.GAP ? ">" : "") + value;
  }

  private static String ratio(List<Value> stock, List<Value> ours) {
    long base = Median.of(stock.stream().map(Value::value).toList());
    if (ours.isEmpty() || base == 0) {
      return "-";
    }
    boolean atLeast = stock.stream().anyMatch(Value::atLeast);
    return (atLeast ? "<" : "")
        + Math.round(100.0 * Median.of(ours.stream().map(Value::value).toList()) / base)
        + "%";
  }
}
