package io.samzakeeper.job;

/**
 * How a running job gets from one plan to the next.
 *
 * @param from generation of the plan before; 0 where there is no way back: a submission, or a way
 *     back itself
 * @param fromConfig generation of the config before; 0 likewise
 * @param maxUnavailable how many processors may be down at once for it; 0 for what the config says
 * @param sinceMillis when the plan was made the current one, epoch milliseconds
 */
public record RollOut(long from, long fromConfig, int maxUnavailable, long sinceMillis) {
  /** A submission's: nothing runs yet. */
  public static final RollOut NONE = new RollOut(0, 0, 0, 0);

  /** Whether the plan came to a job that ran. */
  public boolean duringRun() {
    return sinceMillis > 0;
  }

  /** Whether the plan can be taken back. */
  public boolean hasWayBack() {
    return from > 0;
  }
}
