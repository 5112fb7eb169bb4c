package io.samzakeeper.job;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a planner answers, as a JSON file ({@link Znodes}). The planner leaves it before it exits,
 * whatever its exit code; where there is none, the planner's JVM did not come up (its class path,
 * its memory) and its standard error says why.
 *
 * @param status also told by the exit code
 * @param problem why there is no plan; null when the status is OK
 * @param config LOAD_CONFIG: the whole config, before rewriters; PLAN: the effective config
 * @param tasks processor to the names of its tasks
 * @param shares processor to a digest of what its container depends on ({@link Plan#shares})
 * @param inputs {@code system.stream} to its partition count
 * @param model Samza's JobModel with the effective config, as JSON
 * @param metadata every namespace as it is to be from now on: a key of the request that is missing
 *     here was deleted
 * @param checkpoints imported ones, task name to checkpoint as the job's tree has it; empty when
 *     none were asked for or found
 * @param discardCheckpoints true for a run in batch mode: it starts afresh, so whatever checkpoints
 *     the tree holds must be deleted before the first worker starts
 * @param inputEnds NEWEST_OFFSETS: how far the inputs go
 * @param notices lines for the user: what was created, what was ignored
 */
public record PlannerResult(
    Status status,
    Problem problem,
    SortedMap<String, String> config,
    SortedMap<String, List<String>> tasks,
    SortedMap<String, String> shares,
    SortedMap<String, Integer> inputs,
    String model,
    SortedMap<String, SortedMap<String, byte[]>> metadata,
    SortedMap<String, byte[]> checkpoints,
    boolean discardCheckpoints,
    InputEnds inputEnds,
    List<String> notices) {

  /**
   * How notices begin that the user must not miss: the plan leaves out what an input has gained.
   */
  public static final String NOT_FOLLOWED = "NOT FOLLOWED: ";

  /** How it went. The exit codes are part of the contract. */
  public enum Status {
    OK(0),
    /** A fault of the planner, or of what it was started with. */
    INTERNAL_ERROR(1),
    /** The config or the user's code: trying again does not help. */
    BAD_INPUT(2),
    /** Something the plan needs cannot be reached: trying again may help. */
    ENVIRONMENT(3);

    private final int exitCode;

    Status(int exitCode) {
      this.exitCode = exitCode;
    }

    public int exitCode() {
      return exitCode;
    }
  }

  /**
   * Why there is no plan.
   *
   * @param key the config key to look at; empty when no single one is at fault
   * @param value what was given; empty when nothing was
   * @param allowed what would be accepted, or what to do
   * @param message all of it in one sentence or two, for the user
   */
  public record Problem(String key, String value, String allowed, String message) {}

  /** A result without a plan. */
  public static PlannerResult failed(Status status, Problem problem, List<String> notices) {
    return withoutPlan(status, problem, new TreeMap<>(), new TreeMap<>(), InputEnds.NONE, notices);
  }

  /** Of a request that wanted no plan. */
  public static PlannerResult config(SortedMap<String, String> config, List<String> notices) {
    return withoutPlan(Status.OK, null, config, new TreeMap<>(), InputEnds.NONE, notices);
  }

  /** The same. */
  public static PlannerResult checkpoints(
      SortedMap<String, byte[]> checkpoints, List<String> notices) {
    return withoutPlan(Status.OK, null, new TreeMap<>(), checkpoints, InputEnds.NONE, notices);
  }

  /** The same. */
  public static PlannerResult inputEnds(InputEnds inputEnds, List<String> notices) {
    return withoutPlan(Status.OK, null, new TreeMap<>(), new TreeMap<>(), inputEnds, notices);
  }

  private static PlannerResult withoutPlan(
      Status status,
      Problem problem,
      SortedMap<String, String> config,
      SortedMap<String, byte[]> checkpoints,
      InputEnds inputEnds,
      List<String> notices) {
    return new PlannerResult(
        status,
        problem,
        config,
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        "",
        new TreeMap<>(),
        checkpoints,
        false,
        inputEnds,
        notices);
  }
}
