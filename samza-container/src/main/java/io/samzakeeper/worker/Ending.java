package io.samzakeeper.worker;

import io.samzakeeper.job.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Why the worker ends. What is said first counts: a lost session makes tasks fail, and a stop makes
 * them end, but neither is the reason. Safe for any thread.
 */
final class Ending {
  private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

  private final List<Consumer<End>> listeners = new ArrayList<>();
  private End end;

  /**
   * @param reason one line for the operator
   * @param cause null where nothing was thrown
   */
  record End(ExitCode code, String reason, Throwable cause) {}

  /** Says why, if nothing was said before; tells the listeners on this thread. */
  void begin(ExitCode code, String reason, Throwable cause) {
    End begun = new End(code, reason, cause);
    List<Consumer<End>> tell;
    synchronized (this) {
      if (end != null) {
        LOG.debug("{} after the worker began to end: {}", code, reason, cause);
        return;
      }
      end = begun;
      tell = List.copyOf(listeners);
    }
    LOG.info("This worker ends, {} ({}): {}", code, code.code(), reason, cause);
    tell.forEach(listener -> listener.accept(begun));
  }

  synchronized Optional<End> end() {
    return Optional.ofNullable(end);
  }

  /** Runs it when the end begins, at once if it has begun. It must not block or throw. */
  void whenBegun(Consumer<End> listener) {
    End begun;
    synchronized (this) {
      begun = end;
      if (begun == null) {
        listeners.add(listener);
      }
    }
    if (begun != null) {
      listener.accept(begun);
    }
  }
}
