package io.samzakeeper.launch;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** A process that does not outlive the one that runs it, if that ends in order. */
public final class ChildProcess {
  private ChildProcess() {}

  /**
   * Runs it; blocks until it has ended.
   *
   * @return its exit code; empty where it was ended because it took longer
   */
  public static OptionalInt run(ProcessBuilder builder, Duration patience)
      throws IOException, InterruptedException {
    Process process = builder.start();
    Thread killer = new Thread(() -> kill(process), "child-killer");
    Runtime.getRuntime().addShutdownHook(killer);
    try {
      return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)
          ? OptionalInt.of(process.exitValue())
          : OptionalInt.empty();
    } finally {
      kill(process);
      Runtime.getRuntime().removeShutdownHook(killer);
    }
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
