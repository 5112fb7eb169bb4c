package io.samzakeeper.job;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who processes what, and how: the outcome of planning, one generation. The AM reads the outline;
 * the model is Samza's own JSON and only workers and planners, which have Samza's classes, read
 * that.
 *
 * @param generation 1, 2, ...
 * @param configGeneration the config that was planned
 * @param tasks processor to the names of its tasks
 * @param shares processor to a digest of all that its Samza container depends on: where it is the
 *     same in two plans, a worker of the one need not restart for the other
 * @param inputs {@code system.stream} to its partition count when planned
 * @param model Samza's JobModel with the whole effective config, as JSON; empty in an outline
 * @param worker how workers are started
 * @param rollOut how the job gets there from the plan before
 */
public record Plan(
    long generation,
    long configGeneration,
    SortedMap<String, List<String>> tasks,
    SortedMap<String, String> shares,
    SortedMap<String, Integer> inputs,
    String model,
    WorkerLaunch worker,
    RollOut rollOut) {

  public Plan {
    shares = shares == null ? new TreeMap<>() : shares;
    rollOut = rollOut == null ? RollOut.NONE : rollOut;
  }

  /** Without the model, which is large and of no use without Samza's classes. */
  public Plan outline() {
    return new Plan(generation, configGeneration, tasks, shares, inputs, "", worker, rollOut);
  }

  /** The same in a later generation. */
  public Plan as(long other, long config, RollOut otherRollOut) {
    return new Plan(other, config, tasks, shares, inputs, model, worker, otherRollOut);
  }
}
