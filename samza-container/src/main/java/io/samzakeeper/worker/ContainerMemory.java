package io.samzakeeper.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Memory of processes as YARN counts it: what is resident, by {@code /proc}. */
final class ContainerMemory {
  private ContainerMemory() {}

  /**
   * Megabytes of this process and its descendants.
   *
   * @throws IOException where this system has no such {@code /proc}
   */
  static long used() throws IOException {
    ProcessHandle self = ProcessHandle.current();
    long kilobytes = resident(self.pid());
    try (Stream<ProcessHandle> descendants = self.descendants()) {
      for (ProcessHandle descendant : descendants.toList()) {
        kilobytes += residentIfAlive(descendant.pid());
      }
    }
    return kilobytes / 1024;
  }

  /**
   * Bytes of this process alone.
   *
   * @throws IOException where this system has no such {@code /proc}
   */
  static long ofThisProcess() throws IOException {
    return resident(ProcessHandle.current().pid()) * 1024;
  }

  private static long residentIfAlive(long pid) {
    try {
      return resident(pid);
    } catch (IOException e) {
      return 0;
    }
  }

  private static long resident(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    return 0; // a zombie
  }
}
