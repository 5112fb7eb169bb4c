package io.samzakeeper.am.supervisor;

import io.samzakeeper.job.LaunchSpec;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.RollOut;
import io.samzakeeper.job.WorkerLaunch;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Outlines of plans as tests need them. */
public final class TestPlans {
  private TestPlans() {}

  /** Each processor has a task of its own. */
  public static Plan of(long generation, List<String> processors) {
    SortedMap<String, List<String>> tasks = new TreeMap<>();
    processors.forEach(processor -> tasks.put(processor, List.of("Task " + processor)));
    return of(generation, tasks, "config", "options", RollOut.NONE);
  }

  /**
   * A plan.
   *
   * @param config what every container depends on
   * @param options of the workers' JVMs
   */
  public static Plan of(
      long generation,
      Map<String, List<String>> tasks,
      String config,
      String options,
      RollOut rollOut) {
    SortedMap<String, String> shares = new TreeMap<>();
    tasks.forEach((processor, own) -> shares.put(processor, config + own));
    return new Plan(
        generation,
        generation,
        new TreeMap<>(tasks),
        shares,
        new TreeMap<>(),
        "",
        new WorkerLaunch(
            1024,
            1,
            "",
            new LaunchSpec(List.of(), new TreeMap<>(Map.of("JAVA_OPTS", options)), "run")),
        rollOut);
  }

  /** A change that can be taken back. */
  public static RollOut change(long from, int maxUnavailable) {
    return new RollOut(from, from, maxUnavailable, 1);
  }
}
