package io.samzakeeper.am.web;

import io.samzakeeper.job.WorkerReport;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What workers have told of themselves: of each only the newest, in memory only, for people to see.
 * A thread of its own takes what comes, so that neither who watches the workers nor the supervisor
 * has to do with it. Safe for any thread; nothing blocks.
 */
public final class Reports implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

  /** More are left out: each worker tells again soon. */
  private static final int MOST_WAITING = 2_000;

  private final Clock clock;

  /** By container; changed by the thread below only. */
  private final Map<String, WorkerFigures> newest = new ConcurrentHashMap<>();

  private final AtomicInteger waiting = new AtomicInteger();
  private final ExecutorService thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Reports::daemon,
          new ThreadPoolExecutor.DiscardPolicy());

  public Reports(Clock clock) {
    this.clock = clock;
  }

  /**
   * A worker has told something.
   *
   * @param report as it came
   */
  public void heard(String containerId, byte[] report) {
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      return;
    }
    thread.execute(
        () -> {
          waiting.decrementAndGet();
          take(containerId, report);
        });
  }

  /** There is no such worker any more. */
  public void gone(String containerId) {
    thread.execute(() -> newest.remove(containerId));
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  /** How the worker in this container fares; nothing where it has not told lately. */
  public Optional<WorkerFigures> of(String containerId) {
    Instant now = clock.instant();
    return Optional.ofNullable(newest.get(containerId)).filter(figures -> figures.isFresh(now));
  }

  WorkTotals totals() {
    Instant now = clock.instant();
    return WorkTotals.of(
        List.copyOf(newest.values()).stream().filter(figures -> figures.isFresh(now)).toList());
  }

  private void take(String containerId, byte[] line) {
    try {
      WorkerReport report = WorkerReport.decode(line);
      Instant now = clock.instant();
      newest.compute(
          containerId,
          (id, before) ->
              before == null ? WorkerFigures.first(report, now) : before.then(report, now));
    } catch (IOException e) {
      LOG.warn("What {} tells of itself is not understood: {}", containerId, e.getMessage());
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "worker-reports");
    thread.setDaemon(true);
    return thread;
  }
}
