package io.samzakeeper.am.supervisor.simulator;

import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.ContainerRecord.Role;

/** A process that a NodeManager has started. */
final class SimWorker {
  /** What a process does of itself. */
  enum Fate {
    WORKS,
    /** Never registers, never ends. */
    HANGS,
    /** Ends before it has registered. */
    DIES_EARLY,
    /** Registers, runs, and ends with an error soon. */
    CRASHES,
    /** Comes to the end of its tasks. */
    COMPLETES
  }

  final String containerId;

  /** What it was started as. */
  final Role role;

  /** That it runs; empty for a standby, and for a spare that was not given one yet. */
  String processor;

  final SimNode node;
  final Fate fate;

  /** How it was started, as who started it has said. */
  String launch = "";

  boolean alive = true;
  boolean registered;

  /** By which it runs, or ran last; null before the first. */
  Assignment assignment;

  /** Of that assignment. */
  int version = -1;

  /** It runs nothing, and waits for an assignment that it has not run by yet. */
  boolean waits;

  boolean runs;
  boolean paused;
  boolean cutOff;
  long runsSinceMillis;

  SimWorker(String containerId, Role role, String processor, SimNode node, Fate fate) {
    this.role = role;
    this.containerId = containerId;
    this.processor = processor;
    this.node = node;
    this.fate = fate;
  }

  long planGeneration() {
    return assignment == null ? 0 : assignment.planGeneration();
  }

  boolean isStandby() {
    return role == Role.STANDBY;
  }

  /** Nothing is wrong with it: whoever takes its work away does harm. */
  boolean isHealthy(long nowMillis) {
    return alive
        && registered
        && runs
        && !paused
        && !cutOff
        && fate == Fate.WORKS
        && node.up
        // The leader hears of it with a delay.
        && nowMillis - runsSinceMillis > 2_000;
  }
}
