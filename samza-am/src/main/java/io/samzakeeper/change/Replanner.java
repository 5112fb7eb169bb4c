package io.samzakeeper.change;

import io.samzakeeper.job.ConfigDiff;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.RollOut;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;

/** Plans a job that runs anew, for another config. */
public interface Replanner {
  /**
   * What came of it.
   *
   * @param plan still without a generation of its own
   * @param metadata as it is to be from now on
   * @param notices for people
   */
  record Outcome(
      Plan plan, SortedMap<String, SortedMap<String, byte[]>> metadata, List<String> notices) {}

  /**
   * Asks a planner; blocks for seconds.
   *
   * @param metadata as it is
   * @param rollOut how the job is to get there
   * @param create whether streams that are missing are created
   * @throws RuntimeException with the planner's words when there is no plan
   */
  Outcome plan(
      JobConfig wanted,
      List<ConfigDiff> changes,
      Plan current,
      SortedMap<String, SortedMap<String, byte[]>> metadata,
      RollOut rollOut,
      boolean create)
      throws IOException, InterruptedException;
}
