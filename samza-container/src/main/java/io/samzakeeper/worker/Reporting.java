package io.samzakeeper.worker;

import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.WorkerReport;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells now and then how this worker fares, and opens the port of its metrics, on a thread of its
 * own: nothing of it is in the way of the worker's start or its tasks. Safe for any thread.
 */
final class Reporting implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Reporting.class);

  /** A start has more urgent things to do than to load what measures it. */
  private static final Duration FIRST = Duration.ofSeconds(1);

  private final WorkerMeter meter;
  private final Supplier<WorkerEnvironment> environment;
  private final Consumer<String> leader;
  private final ScheduledExecutorService thread;

  /** Of that thread only, like all that follows; null before the first. */
  private ScheduledFuture<?> turns;

  private Duration period = Duration.ZERO;
  private OptionalInt wantedPort = OptionalInt.empty();
  private OptionalInt triedPort = OptionalInt.empty();

  /** Null where there is none. */
  private MetricsPort port;

  private boolean failed;

  /**
   * @param environment as it is now
   * @param leader told each report; must not block
   */
  Reporting(WorkerMeter meter, Supplier<WorkerEnvironment> environment, Consumer<String> leader) {
    this.meter = meter;
    this.environment = environment;
    this.leader = leader;
    this.thread =
        new ScheduledThreadPoolExecutor(
            1, Reporting::daemon, new ThreadPoolExecutor.DiscardPolicy());
  }

  /** Goes by this config from here on. */
  void configure(JobConfig config) {
    Duration every = config.reportPeriod();
    OptionalInt metrics = config.metricsPort();
    thread.execute(
        () -> {
          wantedPort = metrics;
          if (!every.equals(period)) {
            repeat(every);
          }
        });
  }

  /** Returns at once; no report is told any more. */
  @Override
  public void close() {
    thread.execute(this::closePort);
    thread.shutdown();
  }

  private void repeat(Duration every) {
    period = every;
    if (turns != null) {
      turns.cancel(false);
    }
    long first = Math.min(every.toMillis(), FIRST.toMillis());
    turns = thread.scheduleAtFixedRate(this::turn, first, every.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void turn() {
    try {
      if (!wantedPort.equals(triedPort)) {
        openPort();
      }
      leader.accept(measure().encode());
      failed = false;
    } catch (RuntimeException e) {
      if (!failed) { // the next ones will be the same
        LOG.warn("The leader is not told how this worker fares: it cannot be measured", e);
      }
      failed = true;
    }
  }

  private WorkerReport measure() {
    return meter.measure(environment.get().processor(), port == null ? "" : port.address());
  }

  private void openPort() {
    closePort();
    triedPort = wantedPort;
    if (wantedPort.isEmpty()) {
      return;
    }
    try {
      port =
          new MetricsPort(
              environment.get().host(),
              wantedPort.getAsInt(),
              () ->
                  WorkerMetrics.of(
                      environment.get(), meter.measure(environment.get().processor(), "")));
      LOG.info("Metrics for Prometheus are at http://{}/metrics", port.address());
    } catch (IOException e) {
      LOG.warn("No metrics for Prometheus here: port {}: {}", wantedPort.getAsInt(), e.toString());
    }
  }

  private void closePort() {
    if (port != null) {
      port.close();
      port = null;
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "worker-report");
    thread.setDaemon(true);
    return thread;
  }
}
