package io.samzakeeper.grid;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Names one process for good: a pid alone may belong to another one tomorrow.
 *
 * @param startTicks see {@link ProcessTable.Entry}
 * @param boot the kernel's id of this boot
 */
record ProcessId(
    @JsonProperty("pid") long pid,
    @JsonProperty("startTicks") long startTicks,
    @JsonProperty("boot") String boot) {

  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
  private static final Duration PAUSE_BOUND = Duration.ofSeconds(30);

  /** Of a process that runs now. */
  static ProcessId of(long pid) {
    long ticks = ProcessTable.find(pid).map(ProcessTable.Entry::startTicks).orElse(-1L);
    return new ProcessId(pid, ticks, currentBoot());
  }

  private static String currentBoot() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      throw new GridException("Cannot read /proc; the local grid needs Linux", e);
    }
  }

  boolean alive() {
    return boot.equals(currentBoot())
        && ProcessTable.find(pid)
            .filter(entry -> entry.alive() && entry.startTicks() == startTicks)
            .isPresent();
  }

  /** Stopped by a signal (SIGSTOP). */
  boolean paused() {
    return ProcessTable.find(pid).filter(entry -> entry.state() == 'T').isPresent();
  }

  /** Asks the process to end (SIGTERM). */
  void terminate() {
    if (alive()) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
    }
  }

  /** Ends the process (SIGKILL). */
  void kill() {
    if (alive()) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  /**
   * Stops the process (SIGSTOP), and waits until it has: the kernel stops each thread when that
   * thread next comes by, so that a process of many goes on for a moment after the signal.
   */
  void pause() {
    signal("STOP");
    if (!await(() -> paused() || !alive(), PAUSE_BOUND)) {
      throw new GridException(
          "Process " + pid + " has not stopped " + PAUSE_BOUND.toSeconds() + " s after SIGSTOP");
    }
  }

  /** Lets a paused process go on (SIGCONT). */
  void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    if (!alive()) {
      throw new GridException("Process " + pid + " is not running: SIG" + name + " not sent");
    }
    try {
      int exit = new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + pid).start().waitFor();
      if (exit != 0) {
        throw new GridException("kill -" + name + " " + pid + " failed with exit code " + exit);
      }
    } catch (IOException e) {
      throw new GridException("Cannot run kill -" + name + " " + pid, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GridException("Interrupted while sending SIG" + name + " to " + pid, e);
    }
  }

  /**
   * Waits until the process is gone. It need not be a child of ours, so no event tells; and it may
   * stay a zombie if nobody reaps it, which counts as gone.
   *
   * @return false if it is still there after the bound
   */
  boolean awaitEnd(Duration bound) {
    return await(() -> !alive(), bound);
  }

  private static boolean await(BooleanSupplier condition, Duration bound) {
    long deadline = System.nanoTime() + bound.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
    return true;
  }
}
