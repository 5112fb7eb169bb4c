package io.samzakeeper.am.yarn;

import io.samzakeeper.am.supervisor.Action.FinalStatus;
import java.util.concurrent.CompletableFuture;

/**
 * The supervisor wants the application unregistered.
 *
 * @param deadlineNanos of {@code System.nanoTime}
 * @param confirmed completed by the link's thread
 */
record FinishOrder(
    FinalStatus status,
    String diagnostics,
    long deadlineNanos,
    CompletableFuture<Boolean> confirmed) {

  boolean isDue(long nanoTime) {
    return nanoTime - deadlineNanos >= 0;
  }
}
