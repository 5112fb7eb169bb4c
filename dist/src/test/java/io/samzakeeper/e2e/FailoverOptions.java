package io.samzakeeper.e2e;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How the benchmark is run.
 *
 * @param runs how often each of our events is measured
 * @param stockRuns the same for stock
 * @param events which of them, by the letters of the table
 * @param hold for how long stock is watched where it is known to do nothing
 * @param session of ZooKeeper, for ours
 * @param isLong whether stock is watched until its containers stop
 * @param expiry after which YARN gives up on a silent NodeManager; only told, set by the script
 * @param timelines whether the logs of our AMs are printed below each time measured
 */
record FailoverOptions(
    int runs,
    int stockRuns,
    Set<String> events,
    Duration hold,
    Duration session,
    boolean isLong,
    Duration expiry,
    boolean timelines) {

  static FailoverOptions parse(List<String> arguments) {
    int runs = 5;
    int stockRuns = 2;
    Set<String> events =
        new TreeSet<>(Set.of("a", "b1", "b2", "c", "d", "e", "f", "g1", "g2", "h", "i", "k"));
    Duration hold = Duration.ofSeconds(30);
    Duration session = Duration.ofSeconds(4);
    boolean isLong = false;
    Duration expiry = Duration.ofMinutes(10);
    boolean timelines = false;
    for (String argument : arguments) {
      String value = argument.substring(argument.indexOf('=') + 1);
      switch (argument.substring(0, argument.length() - value.length())) {
        case "--runs=" -> runs = Integer.parseInt(value);
        case "--stock-runs=" -> stockRuns = Integer.parseInt(value);
        case "--hold=" -> hold = Duration.ofSeconds(Long.parseLong(value));
        case "--session-ms=" -> session = Duration.ofMillis(Long.parseLong(value));
        case "--expiry-ms=" -> expiry = Duration.ofMillis(Long.parseLong(value));
        case "--events=" -> events.retainAll(known(events, value));
        case "" -> {
          switch (value) {
            case "--long" -> isLong = true;
            case "--timelines" -> timelines = true;
            default -> throw new IllegalArgumentException(argument + " is no option");
          }
        }
        default -> throw new IllegalArgumentException(argument + " is no option");
      }
    }
    return new FailoverOptions(runs, stockRuns, events, hold, session, isLong, expiry, timelines);
  }

  private static Set<String> known(Set<String> all, String value) {
    Set<String> wanted = new TreeSet<>(List.of(value.split(",", -1)));
    if (!all.containsAll(wanted)) {
      throw new IllegalArgumentException("--events=" + value + ": allowed are " + all);
    }
    return wanted;
  }
}
