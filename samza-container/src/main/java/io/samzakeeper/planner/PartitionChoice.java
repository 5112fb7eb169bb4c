package io.samzakeeper.planner;

import java.util.Set;
import org.apache.samza.Partition;
import org.apache.samza.system.SystemStream;

/** Which of its partitions planning sees of a stream. */
@FunctionalInterface
interface PartitionChoice {
  PartitionChoice ALL = (stream, actual) -> actual;

  /** Some or all of those that are there. */
  Set<Partition> of(SystemStream stream, Set<Partition> actual);
}
