package io.samzakeeper.am.supervisor.simulator;

import java.time.Duration;
import java.util.List;

/** One run of a scenario, from its seed. */
public final class Simulation {
  /** For all to be as it must be, after the last fault: YARN's longest memory and a bit. */
  private static final Duration PATIENCE = Duration.ofMinutes(20);

  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

  private final Scenario scenario;
  private final SimCluster cluster;
  private List<String> unrest = List.of("not looked at yet");

  private Simulation(Scenario scenario, Mechanisms mechanisms) {
    this.scenario = scenario;
    this.cluster = new SimCluster(scenario, mechanisms);
  }

  /**
   * How a run ended.
   *
   * @param epochs leaders there were
   * @param restarts containers that were started beyond the first of each processor
   * @param steps things that happened
   */
  public record Result(
      io.samzakeeper.job.Application.State application,
      Duration virtualTime,
      long epochs,
      int restarts,
      int steps) {}

  /**
   * @throws Violation with the seed and the last steps, when an invariant does not hold
   */
  public static Result run(Scenario scenario, Mechanisms mechanisms) {
    Simulation simulation = new Simulation(scenario, mechanisms);
    try {
      return simulation.run();
    } catch (Violation | RuntimeException e) {
      Violation violation =
          new Violation(
              e.getMessage() + "\n" + scenario + "\nthe last steps:\n" + simulation.cluster.trace);
      violation.initCause(e);
      throw violation;
    }
  }

  private Result run() {
    cluster.begin();
    cluster.time.after(LOOK_EVERY, this::look);
    Duration end = scenario.faultsFor().plus(PATIENCE);
    int steps = 0;
    while (!unrest.isEmpty()) {
      cluster.time.step();
      steps++;
      if (cluster.time.elapsed().compareTo(end) > 0) {
        throw new Violation("no rest: " + unrest);
      }
    }
    int starts = cluster.tree.processors.values().stream().mapToInt(p -> p.starts()).sum();
    return new Result(
        cluster.tree.application.state(),
        cluster.time.elapsed(),
        cluster.tree.epoch,
        starts - scenario.containers(),
        steps);
  }

  private void look() {
    cluster.time.after(LOOK_EVERY, this::look);
    if (cluster.faults.isOver() || cluster.rm.isUnregistered()) {
      unrest = cluster.invariants.unrest(scenario.completes());
    }
  }
}
