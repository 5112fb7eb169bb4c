package io.samzakeeper.am.supervisor.simulator;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A NodeManager and its host. */
final class SimNode {
  final String address;
  final Map<String, SimWorker> processes = new LinkedHashMap<>();
  final Set<String> everStarted = new HashSet<>();

  /** Ends that the RM has not heard of, with their exit codes. */
  final Map<String, Integer> untoldEnds = new LinkedHashMap<>();

  boolean up = true;

  /** Whether the RM knows what runs here. */
  boolean inSync = true;

  SimNode(String address) {
    this.address = address;
  }

  /** Two hosts share a rack: nm1 and nm2, nm3 and nm4, and so on. */
  static String rackOf(String address) {
    int number = Integer.parseInt(address.substring("nm".length(), address.indexOf(':')));
    return "/rack" + (number + 1) / 2;
  }

  String host() {
    return address.substring(0, address.indexOf(':'));
  }
}
