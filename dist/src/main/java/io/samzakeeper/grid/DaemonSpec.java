package io.samzakeeper.grid;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A daemon of the grid: how to start it and how to see that it is there.
 *
 * @param name as users say it: zk1, kafka, rm, nm1
 * @param kind which product
 * @param address host:port that clients use
 * @param ports all ports it listens on
 * @param preparation what has to be run to its end before the first start; empty if nothing
 * @param command the daemon's command line; asked for only when it is started, because it needs the
 *     daemons' jars
 * @param environment added to this process's own
 * @param log where both outputs go, appended
 */
record DaemonSpec(
    String name,
    DaemonKind kind,
    String address,
    List<GridPorts.Use> ports,
    Optional<Preparation> preparation,
    Supplier<List<String>> command,
    Map<String, String> environment,
    Path log) {

  /**
   * A command that makes a daemon's directory ready.
   *
   * @param made a file that it leaves: where that is, the command need not be run again
   */
  record Preparation(Supplier<List<String>> command, Path made) {}

  String host() {
    return address.substring(0, address.lastIndexOf(':'));
  }

  int port() {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }
}
