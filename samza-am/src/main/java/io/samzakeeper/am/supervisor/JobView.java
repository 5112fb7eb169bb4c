package io.samzakeeper.am.supervisor;

import io.samzakeeper.job.Application;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The job as its leader knows it, to read from any thread: for pages and metrics. Immutable.
 *
 * @param at when it was so
 * @param inSync whether the ResourceManager hears this leader
 * @param application its state, and why it ended
 * @param processors in the order of their numbers
 * @param spares workers that wait without a processor
 * @param leaving containers that were given back and that YARN has not yet confirmed
 */
public record JobView(
    Instant at,
    long epoch,
    String attemptId,
    boolean inSync,
    Application application,
    List<ProcessorView> processors,
    int spares,
    int leaving) {

  public JobView {
    processors = List.copyOf(processors);
  }

  /**
   * One processor.
   *
   * @param containerId the container that serves it; empty when there is none
   * @param host where that is; empty when there is none
   * @param nodeHttpAddress of that host's NodeManager; empty when there is none
   * @param since when it came into this state
   * @param restarts containers started for it in this application, but the first
   * @param failures that count, within the retry window
   * @param lastError of the last failure; empty when there was none
   * @param nextTry when it gets its next container, while it backs off
   */
  public record ProcessorView(
      String processor,
      State state,
      String containerId,
      String host,
      String nodeHttpAddress,
      Instant since,
      int restarts,
      int failures,
      String lastError,
      Optional<Instant> nextTry) {}

  /** Where a processor stands. */
  public enum State {
    /** Pausing after failures. */
    BACKING_OFF,
    /** A container is asked for. */
    REQUESTED,
    /** Its worker was launched and has not reported in. */
    LAUNCHING,
    /** Its worker is there and opens stores and consumers, or is about to. */
    STARTING,
    RUNNING,
    /** Its worker is gone; what YARN says of the container is awaited. */
    LOST,
    COMPLETED,
    GIVEN_UP
  }

  /** Processors in the given state. */
  public int count(State state) {
    return (int) processors.stream().filter(p -> p.state() == state).count();
  }

  /** Processors that should have a container and have none that runs. */
  public int needed() {
    return processors.size()
        - count(State.RUNNING)
        - count(State.COMPLETED)
        - count(State.GIVEN_UP);
  }

  /** Whether every processor runs or has completed. */
  public boolean isHealthy() {
    return count(State.RUNNING) + count(State.COMPLETED) == processors.size();
  }
}
