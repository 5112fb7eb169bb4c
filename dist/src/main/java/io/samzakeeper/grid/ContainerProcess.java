package io.samzakeeper.grid;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A process that runs in a container of a grid. A container has several: the node's shell, what it
 * started, and that process's children.
 *
 * @param containerId as YARN writes it
 * @param node nm1 and so on
 * @param pid the process
 * @param parent its parent's pid
 * @param command its command line, cut
 */
public record ContainerProcess(
    String containerId, String node, long pid, long parent, String command) {
  private static final int LONGEST_COMMAND = 200;

  /** All there are now of the grid with this id, by container and pid. */
  static List<ContainerProcess> of(String gridId) {
    List<ContainerProcess> found = new ArrayList<>();
    for (ProcessTable.Entry entry : ProcessTable.withEnvironment(DaemonCatalog.GRID_ID, gridId)) {
      Map<String, String> environment = ProcessTable.environment(entry.pid());
      // YARN sets both for what it launches.
      String container = environment.get("CONTAINER_ID");
      String host = environment.get("NM_HOST");
      if (container != null && host != null) {
        String command = String.join(" ", ProcessTable.commandLine(entry.pid()));
        found.add(
            new ContainerProcess(
                container,
                node(host),
                entry.pid(),
                entry.parent(),
                command.substring(0, Math.min(command.length(), LONGEST_COMMAND))));
      }
    }
    found.sort(
        Comparator.comparing(ContainerProcess::containerId)
            .thenComparingLong(ContainerProcess::pid));
    return found;
  }

  private static String node(String address) {
    return "nm" + (Integer.parseInt(address.substring(address.lastIndexOf('.') + 1)) - 1);
  }
}
