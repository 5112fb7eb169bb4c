package io.samzakeeper.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * A process inside a YARN container, found by its environment.
 *
 * @param startTicks with the pid it names the process for good: pids are used again
 * @param containerId YARN's id
 * @param kind what it does there
 */
record ContainerProcess(long pid, long startTicks, String containerId, Kind kind) {

  enum Kind {
    /** The shell loop that YARN starts as AM. */
    LAUNCHER,
    /** The JVM that stands for election. */
    CANDIDATE,
    /** A JVM that plans. */
    PLANNER,
    /** The JVM that hosts a Samza container. */
    WORKER,
    /** YARN's own shells around them, and whatever they run. */
    OTHER
  }

  boolean alive() {
    return ContainerProcesses.startTicks(pid).orElse(-1) == startTicks;
  }

  /** SIGKILL; returns when the signal is sent. */
  void kill() {
    signal("KILL");
  }

  /** SIGTERM. */
  void terminate() {
    signal("TERM");
  }

  /** SIGSTOP: it keeps its connections and does nothing, as a host that hangs. */
  void pause() {
    signal("STOP");
  }

  void resume() {
    signal("CONT");
  }

  /** What it holds of the machine's memory now. */
  long residentMegabytes() throws IOException {
    OptionalLong kilobytes =
        Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst();
    return Math.round(kilobytes.orElseThrow() / 1024.0);
  }

  /** A process that is gone already is what the signal is mostly for: no error. */
  void signal(String name) {
    if (!alive()) {
      return;
    }
    try {
      Process kill =
          new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + pid)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!kill.waitFor(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("kill -" + name + " " + pid + " does not return");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
