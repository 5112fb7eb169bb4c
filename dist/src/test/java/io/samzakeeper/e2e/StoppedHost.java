package io.samzakeeper.e2e;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A NodeManager and processes in its containers that are stopped as a host that hangs: they keep
 * their connections and say nothing. They go on when this is closed, or the JVM ends.
 */
final class StoppedHost implements AutoCloseable {
  private final ProcessHandle nodeManager;
  private final List<ContainerProcess> processes;
  private final Thread hook = new Thread(this::resumeAll);

  StoppedHost(ProcessHandle nodeManager, List<ContainerProcess> processes) {
    this.nodeManager = nodeManager;
    this.processes = List.copyOf(processes);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  void stop() {
    signal("STOP", nodeManager);
    processes.forEach(ContainerProcess::pause);
  }

  /** The NodeManager stays as it is. */
  void resumeProcesses() {
    processes.forEach(ContainerProcess::resume);
  }

  @Override
  public void close() {
    resumeAll();
    Runtime.getRuntime().removeShutdownHook(hook);
  }

  private void resumeAll() {
    resumeProcesses();
    signal("CONT", nodeManager);
  }

  private static void signal(String name, ProcessHandle process) {
    try {
      Process kill =
          new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + process.pid())
              .inheritIO()
              .start();
      if (!kill.waitFor(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("kill -" + name + " does not return");
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
