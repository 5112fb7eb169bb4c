package io.samzakeeper.grid;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Finds out whether ports are free by binding them for a moment. */
final class PortCheck {
  private static final int TRIES = 200;
  private static final int FIRST_OFFSET = 1_000;

  /** So that no port of the grid lands where the system takes ports for outgoing connections. */
  private static final int LAST_OFFSET = 22_000;

  private PortCheck() {}

  static boolean free(GridPorts.Use use) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(use.host(), use.port()));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** One line for each port of the daemon that something else holds. */
  static List<String> complaints(DaemonSpec daemon) {
    List<String> complaints = new ArrayList<>();
    for (GridPorts.Use use : daemon.ports()) {
      if (!free(use)) {
        complaints.add(
            "Port %d on %s is taken, and %s wants it (%s)."
                .formatted(use.port(), use.host(), daemon.name(), use.purpose()));
      }
    }
    return complaints;
  }

  /** An offset, chosen at random, at which every port of such a grid is free now. */
  static int freeOffset(GridOptions options, RandomGenerator random) {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      // Even steps of 10: two grids that start at once seldom overlap.
      int offset = FIRST_OFFSET + 10 * random.nextInt((LAST_OFFSET - FIRST_OFFSET) / 10);
      if (GridPorts.all(options.withPortOffset(offset)).stream().allMatch(PortCheck::free)) {
        return offset;
      }
    }
    throw new GridException("No free range of ports found in " + TRIES + " tries");
  }
}
