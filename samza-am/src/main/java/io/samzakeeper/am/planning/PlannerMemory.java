package io.samzakeeper.am.planning;

import java.util.OptionalInt;

/**
 * What memory a planner may have in the AM's container, beside the AM: YARN counts all processes of
 * a container, and kills all where they take too much. Pure.
 */
public final class PlannerMemory {
  /** A JVM's own, of what it takes beside its heap: the AM's, as seen, with some to spare. */
  private static final int AM_OVERHEAD_MB = 96;

  /** The planner's: its classes (bounded below), code, threads, buffers of Kafka's clients. */
  private static final int PLANNER_OVERHEAD_MB = 192;

  /** Shells, and what YARN sees twice while a process is started. */
  private static final int REST_MB = 32;

  /** Plans of 10,000 tasks need no more. */
  private static final int MOST_MB = 512;

  /** With less the Kafka clients and Samza's planner do not get far. */
  private static final int LEAST_MB = 96;

  private PlannerMemory() {}

  /**
   * @param containerMb of the AM
   * @param amHeapMb the most that the AM's heap can grow to
   * @return the planner's heap, MB; empty where there is no room for a planner
   */
  public static OptionalInt heapMb(int containerMb, int amHeapMb) {
    int left = containerMb - amHeapMb - AM_OVERHEAD_MB - PLANNER_OVERHEAD_MB - REST_MB;
    return left < LEAST_MB ? OptionalInt.empty() : OptionalInt.of(Math.min(left, MOST_MB));
  }

  /** What {@code yarn.am.container.memory.mb} has to be at least for a planner to have room. */
  static int leastContainerMb(int amHeapMb) {
    return amHeapMb + AM_OVERHEAD_MB + PLANNER_OVERHEAD_MB + REST_MB + LEAST_MB;
  }
}
