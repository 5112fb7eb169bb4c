package io.samzakeeper.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link JobFigures}, asked for again and again on a thread of its own: a screen is drawn with
 * those that there are. Safe for any thread.
 */
final class LiveFigures implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveFigures.class);

  /** Workers tell as often, by default. */
  private static final Duration PERIOD = Duration.ofSeconds(5);

  private final Supplier<Optional<String>> trackingUrl;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(LiveFigures::daemon);
  private volatile JobFigures newest = JobFigures.UNKNOWN;

  /** Begins to ask. */
  LiveFigures(Supplier<Optional<String>> trackingUrl) {
    this.trackingUrl = trackingUrl;
    ScheduledFuture<?> unused =
        thread.scheduleWithFixedDelay(this::ask, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  JobFigures newest() {
    return newest;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private void ask() {
    try {
      newest = trackingUrl.get().map(JobFigures::ask).orElse(JobFigures.UNKNOWN);
    } catch (ClientException e) {
      LOG.debug("No figures: {}", e.getMessage());
      newest = JobFigures.UNKNOWN;
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "figures");
    thread.setDaemon(true);
    return thread;
  }
}
