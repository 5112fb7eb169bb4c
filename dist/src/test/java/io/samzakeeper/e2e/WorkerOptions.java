package io.samzakeeper.e2e;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How the benchmark of workers is run.
 *
 * @param runs how often each event of ours is measured
 * @param stockRuns the same for stock
 * @param events which of them, by the letters of the table
 * @param stateMegabytes how much state a job has where its state is the subject
 */
record WorkerOptions(int runs, int stockRuns, Set<String> events, int stateMegabytes) {
  private static final List<String> ALL =
      List.of("s", "m", "a", "b", "p", "h", "t1", "t2", "g1", "g2");

  static WorkerOptions parse(List<String> arguments) {
    int runs = 3;
    int stockRuns = 2;
    Set<String> events = new LinkedHashSet<>(ALL);
    int stateMegabytes = 1024;
    for (String argument : arguments) {
      String value = argument.substring(argument.indexOf('=') + 1);
      switch (argument.substring(0, argument.length() - value.length())) {
        case "--runs=" -> runs = Integer.parseInt(value);
        case "--stock-runs=" -> stockRuns = Integer.parseInt(value);
        case "--state-mb=" -> stateMegabytes = Integer.parseInt(value);
        case "--events=" -> events.retainAll(known(value));
        default -> throw new IllegalArgumentException(argument + " is no option");
      }
    }
    return new WorkerOptions(runs, stockRuns, events, stateMegabytes);
  }

  boolean wants(String... any) {
    return List.of(any).stream().anyMatch(events::contains);
  }

  private static List<String> known(String value) {
    List<String> wanted = List.of(value.split(",", -1));
    if (!ALL.containsAll(wanted)) {
      throw new IllegalArgumentException("--events=" + value + ": allowed are " + ALL);
    }
    return wanted;
  }
}
