package io.samzakeeper.e2e;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What was measured, and the table of it. */
final class BenchmarkFigures {

  enum Side {
    STOCK,
    OURS
  }

  /** A line of the table: a constant of an enum, in whose order the table is. */
  interface Row {
    /** The event's short name. */
    String event();

    /** What is measured, with its unit. */
    String text();

    int ordinal();

    /** The row with stock's figures for this one; stock may have one process where we have two. */
    default Row stocks() {
      return this;
    }

    /** Whether the longest of the runs counts, rather than their median. */
    default boolean isLongest() {
      return false;
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

  private final Map<Row, Map<Side, List<Value>>> values =
      new TreeMap<>(Comparator.comparingInt(Row::ordinal));

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
    System.out.printf(Locale.ROOT, "  %-5s %s = %s%n", side, row.text(), value);
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
              row.event(),
              row.text(),
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
                        row.event(),
                        row.text().strip(),
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
    long value = row.isLongest() ? all.stream().max(Long::compare).orElseThrow() : Median.of(all);
    return (atLeast && !row.isLongest() ? ">" : "") + value;
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
