package io.samzakeeper.job;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a planner is asked, as a JSON file ({@link Znodes}). Started as {@code
 * io.samzakeeper.planner.PlannerMain <request> <result>}, with the job's class path.
 *
 * @param mode what to do
 * @param config LOAD_CONFIG: the keys the user gave on the command line, with {@code
 *     job.config.loader.factory}; PLAN: the user's whole config, before rewriters; the others: keys
 *     to go by in place of those of the plan in force
 * @param previousModel the model of the plan in force ({@link Plan#model}), empty when there is
 *     none
 * @param metadata what lies below {@code metadata/} in the job's tree, namespace to key to value,
 *     as Samza's own managers wrote it; names decoded. Empty for the first submission
 * @param createResources true creates intermediate streams and changelogs; false only checks
 * @param importCheckpoints true when the job's tree holds no checkpoint yet: the last ones are then
 *     read from what {@code task.checkpoint.factory} names, if that is not ours
 * @param checkpoints WRITE_KAFKA_CHECKPOINTS: task name to checkpoint as the job's tree has it
 */
public record PlannerRequest(
    Mode mode,
    SortedMap<String, String> config,
    String previousModel,
    SortedMap<String, SortedMap<String, byte[]>> metadata,
    boolean createResources,
    boolean importCheckpoints,
    SortedMap<String, byte[]> checkpoints) {

  public enum Mode {
    /** Runs {@code job.config.loader.factory} and gives back the whole config. */
    LOAD_CONFIG,
    /** Goes from the user's config to a job model. */
    PLAN,
    /** Asks the systems of the plan in force for the newest offsets of its inputs. */
    NEWEST_OFFSETS,
    /** Reads the checkpoints of the plan's tasks from Kafka, as stock Samza keeps them. */
    READ_KAFKA_CHECKPOINTS,
    /** Writes checkpoints to Kafka, so that stock Samza goes on from them. */
    WRITE_KAFKA_CHECKPOINTS
  }

  /** For the whole of a config. */
  public static PlannerRequest loadConfig(SortedMap<String, String> given) {
    return new PlannerRequest(
        Mode.LOAD_CONFIG, given, "", new TreeMap<>(), false, false, new TreeMap<>());
  }

  /** For a plan. */
  public static PlannerRequest plan(
      SortedMap<String, String> config,
      String previousModel,
      SortedMap<String, SortedMap<String, byte[]>> metadata,
      boolean createResources,
      boolean importCheckpoints) {
    return new PlannerRequest(
        Mode.PLAN,
        config,
        previousModel,
        metadata,
        createResources,
        importCheckpoints,
        new TreeMap<>());
  }

  /** About a job that is planned. */
  public static PlannerRequest about(
      Mode mode,
      SortedMap<String, String> instead,
      String model,
      SortedMap<String, byte[]> checkpoints) {
    return new PlannerRequest(mode, instead, model, new TreeMap<>(), false, false, checkpoints);
  }
}
