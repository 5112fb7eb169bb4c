package io.samzakeeper.grid;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Brings daemons up, all at once, and waits until they serve. */
final class DaemonStarter {
  private static final Duration BOUND = Duration.ofSeconds(90);
  private static final Duration ASK_AGAIN = Duration.ofMillis(50);
  private static final int TAIL_LINES = 20;

  private final DaemonProcesses processes;
  private final Readiness readiness;
  private final Consumer<String> progress;

  DaemonStarter(DaemonProcesses processes, Readiness readiness, Consumer<String> progress) {
    this.processes = processes;
    this.readiness = readiness;
    this.progress = progress;
  }

  /**
   * Returns when every daemon serves. Daemons that run already are only waited for.
   *
   * @throws GridException naming each daemon that did not come up, with the end of its log
   */
  void start(List<DaemonSpec> daemons) {
    List<String> taken = new ArrayList<>();
    for (DaemonSpec daemon : daemons) {
      if (processes.find(daemon.name()).isEmpty()) {
        taken.addAll(PortCheck.complaints(daemon));
      }
    }
    if (!taken.isEmpty()) {
      throw new GridException(
          String.join("\n", taken) + "\nFree it, or move all ports with --port-offset N.");
    }
    ExecutorService threads = Executors.newFixedThreadPool(daemons.size());
    try {
      List<Future<?>> starts = new ArrayList<>();
      for (DaemonSpec daemon : daemons) {
        starts.add(threads.submit(() -> start(daemon)));
      }
      join(starts);
    } finally {
      threads.shutdownNow();
    }
  }

  private static void join(List<Future<?>> starts) {
    List<String> failures = new ArrayList<>();
    for (Future<?> start : starts) {
      try {
        start.get();
      } catch (ExecutionException e) {
        failures.add(
            e.getCause() instanceof GridException known
                ? known.getMessage()
                : String.valueOf(e.getCause()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new GridException("Interrupted while the grid was starting", e);
      }
    }
    if (!failures.isEmpty()) {
      throw new GridException(String.join("\n", failures));
    }
  }

  private void start(DaemonSpec daemon) {
    long begin = System.nanoTime();
    boolean running = processes.find(daemon.name()).isPresent();
    ProcessId process = processes.find(daemon.name()).orElseGet(() -> processes.start(daemon));
    while (!readiness.ready(daemon, processes.startedAt(daemon.name()))) {
      if (!process.alive()) {
        throw new GridException(
            daemon.name() + " ended while it was starting. " + tail(daemon.log()));
      }
      if (System.nanoTime() - begin > BOUND.toNanos()) {
        throw new GridException(
            "%s (pid %d) does not serve at %s after %d s%s. %s"
                .formatted(
                    daemon.name(),
                    process.pid(),
                    daemon.address(),
                    BOUND.toSeconds(),
                    process.paused() ? ": it is stopped by a signal" : "",
                    tail(daemon.log())));
      }
      // Nothing tells us when a server begins to serve but asking it.
      LockSupport.parkNanos(ASK_AGAIN.toNanos());
    }
    progress.accept(
        running
            ? "%-6s already up at %s (pid %d)"
                .formatted(daemon.name(), daemon.address(), process.pid())
            : "%-6s up at %s (pid %d, %.1f s)"
                .formatted(
                    daemon.name(),
                    daemon.address(),
                    process.pid(),
                    (System.nanoTime() - begin) / 1e9));
  }

  private static String tail(Path log) {
    try {
      List<String> lines = Files.readString(log, StandardCharsets.ISO_8859_1).lines().toList();
      List<String> last = lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
      return "The end of " + log + ":\n  " + String.join("\n  ", last);
    } catch (IOException e) {
      return "Its log " + log + " cannot be read: " + e.getMessage();
    }
  }
}
