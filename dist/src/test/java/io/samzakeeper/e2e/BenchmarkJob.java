package io.samzakeeper.e2e;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/** A job of three containers on the benchmark's cluster, stock Samza's or ours. */
interface BenchmarkJob {

  BenchmarkFigures.Side side();

  /** Submits it, and returns when every partition is processed. */
  void start() throws IOException;

  /** Kills the application; nothing of it is left then. */
  void stop() throws IOException;

  String applicationId();

  BenchmarkOutput output();

  /** Waits until nothing of the last event can be seen any more, and the next may come. */
  void settle() throws IOException;

  /** The JVM of the AM that leads. */
  ContainerProcess leader() throws IOException;

  /** The JVMs that stand by. */
  List<ContainerProcess> standbys() throws IOException;

  /**
   * Sees to it that the leader is, or is not, in the container that YARN regards as the AM.
   *
   * @return whether that can be had
   */
  boolean leadFromAm(boolean wanted) throws IOException;

  /** Asks the leader to end, by SIGTERM; false where nobody would take over from it. */
  boolean terminateLeader() throws IOException;

  /**
   * A planned hand-over by command.
   *
   * @return milliseconds from the request until YARN had heard the new leader; nothing where there
   *     is no such command
   */
  OptionalLong handOver() throws IOException;

  /**
   * When a new leader's first exchange with the ResourceManager was answered, epoch milliseconds.
   */
  OptionalLong awaitAllocation(long since, Duration patience) throws IOException;

  /** When the leader was in step with the ResourceManager for the attempt of this number. */
  OptionalLong awaitAttempt(int attempt, long since, Duration patience) throws IOException;

  /** What its AMs say of a time, in epoch milliseconds; for people. */
  List<String> timeline(long from, long to) throws IOException;

  /** All living processes in containers of the application. */
  default List<ContainerProcess> processes() {
    return ContainerProcesses.of(applicationId());
  }

  /** The container that YARN regards as the AM: the first one of the latest attempt. */
  default String amContainer() {
    return processes().stream()
        .map(ContainerProcess::containerId)
        .filter(id -> id.endsWith("_000001"))
        .max(Comparator.comparingInt(BenchmarkJob::attemptOf))
        .orElseThrow();
  }

  /** The number in {@code container_<start>_<application>_<attempt>_<number>}. */
  static int attemptOf(String containerId) {
    String[] parts = containerId.split("_", -1);
    return Integer.parseInt(parts[parts.length - 2]);
  }
}
