package io.samzakeeper.planner;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Calls of other people's code that may block for minutes (a Kafka client retries six times a
 * minute each), with an end. A call that is given up runs on in its daemon thread until the process
 * exits, which it does next.
 */
final class BoundedCalls implements AutoCloseable {
  private final ExecutorService executor =
      Executors.newCachedThreadPool(
          runnable -> {
            Thread thread = new Thread(runnable, "planner-call");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param limit how long to wait
   * @param onTimeout what to say when that was not enough
   * @throws Exception what the call threw
   */
  <T> T within(Duration limit, Callable<T> call, Supplier<PlanningException> onTimeout)
      throws Exception {
    Future<T> result = executor.submit(call);
    try {
      return result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      result.cancel(true);
      throw onTimeout.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (Exception) e.getCause();
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
