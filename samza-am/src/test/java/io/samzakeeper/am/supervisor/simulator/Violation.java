package io.samzakeeper.am.supervisor.simulator;

/** An invariant does not hold. */
public final class Violation extends AssertionError {
  private static final long serialVersionUID = 1L;

  Violation(String message) {
    super(message);
  }
}
