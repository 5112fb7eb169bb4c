package io.samzakeeper.job;

import java.util.SortedMap;

/**
 * What a planner is asked, as a JSON file ({@link Znodes}). Started as {@code
 * io.samzakeeper.planner.PlannerMain <request> <result>}, with the job's class path.
 *
 * @param mode what to do
 * @param config LOAD_CONFIG: the keys the user gave on the command line, with {@code
 *     job.config.loader.factory}; PLAN: the user's whole config, before rewriters
 * @param previousModel the model of the plan in force ({@link Plan#model}), empty when there is
 *     none
 * @param metadata what lies below {@code metadata/} in the job's tree, namespace to key to value,
 *     as Samza's own managers wrote it; names decoded. Empty for the first submission
 * @param createResources true creates intermediate streams and changelogs; false only checks
 * @param importCheckpoints true when the job's tree holds no checkpoint yet: the last ones are then
 *     read from what {@code task.checkpoint.factory} names, if that is not ours
 */
public record PlannerRequest(
    Mode mode,
    SortedMap<String, String> config,
    String previousModel,
    SortedMap<String, SortedMap<String, byte[]>> metadata,
    boolean createResources,
    boolean importCheckpoints) {

  public enum Mode {
    /** Runs {@code job.config.loader.factory} and gives back the whole config. */
    LOAD_CONFIG,
    /** Goes from the user's config to a job model. */
    PLAN
  }
}
