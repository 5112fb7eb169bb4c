package io.samzakeeper.am;

import io.samzakeeper.am.web.ProblemException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads of the job's tree for people, one at a time on a thread of their own. A leader's ZooKeeper
 * client waits for ever for a connection; who looks at a page does not. Safe for any thread.
 */
final class BoundedReads implements AutoCloseable {
  private static final int UNAVAILABLE = 503;
  private static final int FAILED = 500;
  private static final int MOST_WAITING = 16;

  private final Duration patience;
  private final ThreadPoolExecutor thread;

  BoundedReads(Duration patience) {
    this.patience = patience;
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            task -> {
              Thread made = new Thread(task, "page-reads");
              made.setDaemon(true);
              return made;
            });
    thread.allowCoreThreadTimeOut(true);
  }

  /**
   * Blocks until it is read, or no longer than the patience.
   *
   * @throws ProblemException when it cannot be read, or not in time
   */
  <T> T read(Callable<T> reading) {
    Future<T> future;
    try {
      future = thread.submit(reading);
    } catch (RejectedExecutionException e) {
      throw new ProblemException(
          UNAVAILABLE, "too many wait for ZooKeeper, or this leader ends", e);
    }
    try {
      return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      future.cancel(false);
      throw new ProblemException(
          UNAVAILABLE, "ZooKeeper has not answered for " + patience.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProblemException(UNAVAILABLE, "this leader ends", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ProblemException problem) {
        throw problem;
      }
      throw new ProblemException(FAILED, String.valueOf(e.getCause().getMessage()), e.getCause());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
