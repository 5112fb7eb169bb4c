package io.samzakeeper.am.supervisor.simulator;

/** The leader's process dies here, in the middle of what it does. */
final class LeaderCrashed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LeaderCrashed() {
    super("killed", null, false, false);
  }
}
