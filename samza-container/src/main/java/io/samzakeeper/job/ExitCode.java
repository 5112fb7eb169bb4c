package io.samzakeeper.job;

import java.util.Arrays;
import java.util.Optional;

/**
 * How a worker process ends, and what the number means to whoever finds it in YARN's report. Only
 * {@link #COMPLETED} says that the processor has nothing left to do. Documented in
 * docs/exit-codes.md.
 */
public enum ExitCode {
  COMPLETED(0, "every task came to its end; the processor has nothing left to do"),
  INTERNAL_ERROR(1, "a fault of the worker itself, or the JVM could not start; see its log"),
  OUT_OF_MEMORY(3, "the JVM's heap was used up: raise -Xmx in task.opts, or the container"),
  TASK_FAILED(10, "a task, store, consumer or producer threw; see the worker's log"),
  ASSIGNMENT_LOST(11, "the processor was given to another container; this one stopped by itself"),
  SESSION_LOST(
      12,
      "the ZooKeeper session is lost, or has to be taken for lost; it stopped by itself, as it must"),
  BAD_CONFIG(13, "the environment, the config or a class that it names cannot be used"),
  ZOOKEEPER_UNREACHABLE(14, "no ZooKeeper server answered at the start"),
  TREE_UNREADABLE(15, "the job's plan or a checkpoint is missing, corrupt or of a newer version"),
  HAND_OVER_TIMED_OUT(
      16, "told to hand its tasks over, it could not commit and stop them in time; it ended"),
  HUNG(
      17,
      "the run loop made no progress for keeper.worker.hang.timeout.ms; the log says where it was"),
  TERMINATED(143, "it was told to stop (SIGTERM), by YARN or by hand");

  private final int code;
  private final String explanation;

  ExitCode(int code, String explanation) {
    this.code = code;
    this.explanation = explanation;
  }

  public int code() {
    return code;
  }

  /** One line for people. */
  public String explanation() {
    return explanation;
  }

  /** What a process said by its code; nothing where it is none of ours, a signal for instance. */
  public static Optional<ExitCode> of(int code) {
    return Arrays.stream(values()).filter(exit -> exit.code == code).findFirst();
  }
}
