package io.samzakeeper.grid;

import java.time.Duration;
import java.util.List;

/**
 * Ends every process that carries a grid's id in its environment. Containers outlive their
 * NodeManager, so nobody else would.
 */
final class Sweep {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int ROUNDS = 50;

  private Sweep() {}

  /**
   * Asks all of them to end, so that they can close their sessions, and kills what is left.
   *
   * @return how many processes there were
   * @throws GridException if some cannot be killed
   */
  static int endAll(String gridId) {
    List<ProcessId> first = find(gridId);
    first.forEach(ProcessId::terminate);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (ProcessId process : first) {
      process.awaitEnd(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    }
    // A process may have started another one between our looking and our killing: look again.
    for (int round = 0; round < ROUNDS; round++) {
      List<ProcessId> left = find(gridId);
      if (left.isEmpty()) {
        return first.size();
      }
      left.forEach(ProcessId::kill);
      left.forEach(process -> process.awaitEnd(Duration.ofSeconds(1)));
    }
    throw new GridException("Processes of the grid that do not end: " + find(gridId));
  }

  static List<ProcessId> find(String gridId) {
    return ProcessTable.withEnvironment(DaemonCatalog.GRID_ID, gridId).stream()
        .map(entry -> ProcessId.of(entry.pid()))
        .toList();
  }
}
