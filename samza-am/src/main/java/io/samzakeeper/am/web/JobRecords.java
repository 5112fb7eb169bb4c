package io.samzakeeper.am.web;

import io.samzakeeper.job.AppliedConfig;
import io.samzakeeper.job.AppliedPlan;
import io.samzakeeper.job.CheckpointRecord;
import io.samzakeeper.job.ConfigGeneration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a job has in ZooKeeper, to read. Every method blocks, for seconds at most, and throws {@link
 * ProblemException} where ZooKeeper does not answer or a thing is not there.
 */
public interface JobRecords {
  PlanFacts plan();

  /** How far the leader is with a plan that came while the job ran. */
  Optional<AppliedPlan> appliedPlan();

  /** By task. */
  Map<String, CheckpointRecord> checkpoints();

  long currentConfig();

  /** Ascending, up to the current one. */
  List<Long> configGenerations();

  ConfigGeneration config(long generation);

  /** What the leader makes of the current config. */
  Optional<AppliedConfig> appliedConfig();

  /**
   * A plan as people look at it.
   *
   * @param tasks processor to its tasks
   * @param taskInputs task to its partitions, as {@code system.stream#partition}
   * @param inputs {@code system.stream} to its number of partitions
   * @param wiring of the config that the plan was made with, what tells of streams, stores and the
   *     application
   * @param operators Samza's JSON of the application's operators; empty where there is none
   */
  record PlanFacts(
      long generation,
      long configGeneration,
      SortedMap<String, List<String>> tasks,
      SortedMap<String, List<String>> taskInputs,
      SortedMap<String, Integer> inputs,
      SortedMap<String, String> wiring,
      String operators) {}
}
