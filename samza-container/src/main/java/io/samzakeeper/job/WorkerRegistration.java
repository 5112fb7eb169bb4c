package io.samzakeeper.job;

import java.util.Objects;

/**
 * What a worker says of itself, in an ephemeral znode: it lives as long as the worker's session.
 *
 * @param containerId YARN's id of the container that it runs in
 * @param processor the Samza container that it is for; empty while it is a spare
 * @param host where it runs
 * @param pid its process there
 * @param state how far it has come
 * @param assignmentVersion version of the assignment that it holds or held last: its fencing token;
 *     -1 before the first
 * @param planGeneration the plan that it runs or ran last; 0 before the first
 * @param sinceMillis when the state was entered, epoch milliseconds
 * @param lastError what ended it, on the way out; empty otherwise
 * @param livenessAddress {@code host:port} where its process can be seen to live; empty if nowhere
 * @param launch digest of how it was started, as in its container's row ({@link
 *     ContainerRecord#launch}): so that it is known even if the row is lost; may be empty
 */
public record WorkerRegistration(
    String containerId,
    String processor,
    String host,
    long pid,
    State state,
    int assignmentVersion,
    long planGeneration,
    long sinceMillis,
    String lastError,
    String livenessAddress,
    String launch) {

  public WorkerRegistration {
    livenessAddress = Objects.requireNonNullElse(livenessAddress, "");
    launch = Objects.requireNonNullElse(launch, "");
  }

  /** What whoever connects to its liveness address is told: one process only, ever. */
  public String livenessId() {
    return livenessId(containerId, pid);
  }

  /** The same, of a process that has not registered yet. */
  public static String livenessId(String containerId, long pid) {
    return containerId + "/" + pid;
  }

  /** A worker's own view of its life. */
  public enum State {
    /** Connected; stores and consumers are being opened. */
    STARTING,
    /** The run loop processes. */
    RUNNING,
    /** Nothing runs: what ran before is committed and has stopped. It waits for what comes next. */
    WAITING,
    /** Every task has come to its end: nothing is left to do for this processor. */
    COMPLETED,
    /** On its way out, with an error. */
    FAILED
  }
}
