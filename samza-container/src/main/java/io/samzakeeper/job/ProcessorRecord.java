package io.samzakeeper.job;

/**
 * What must be remembered of a processor over the life of an application, whoever leads: how often
 * it failed, and whether it has completed. Stock Samza forgets this with the AM.
 *
 * @param processor the Samza container id
 * @param starts containers that were started for it so far; all but the first are restarts
 * @param failures failures that count, within the retry window
 * @param lastFailureMillis when the last of them was, epoch milliseconds; 0 when there was none
 * @param lastExitCode exit code of the last failure; 0 when there was none
 * @param lastError container and last error lines of that failure, for people; may be empty
 * @param outcome what was decided for good
 * @param failedPlan generation of the plan that its last failure is put down to, as that was being
 *     rolled out; 0 for none
 */
public record ProcessorRecord(
    String processor,
    int starts,
    int failures,
    long lastFailureMillis,
    int lastExitCode,
    String lastError,
    Outcome outcome,
    long failedPlan) {

  public enum Outcome {
    /** It is to run. */
    OPEN,
    /** All of its tasks completed. */
    COMPLETED,
    /** Its retries are used up and the job goes on without it. */
    GIVEN_UP
  }

  public static ProcessorRecord fresh(String processor) {
    return new ProcessorRecord(processor, 0, 0, 0, 0, "", Outcome.OPEN, 0);
  }
}
