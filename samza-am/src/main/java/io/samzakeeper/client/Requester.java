package io.samzakeeper.client;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Who asks something of a job's leader. */
final class Requester {
  private Requester() {}

  /** {@code user@host/pid}: this process and no other. */
  static String self() {
    return System.getProperty("user.name") + "@" + hostName() + "/" + ProcessHandle.current().pid();
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown"; // only people read it
    }
  }
}
