package io.samzakeeper.am;

import io.samzakeeper.am.supervisor.Event;
import io.samzakeeper.am.supervisor.SupervisorSettings;
import io.samzakeeper.job.ConfigDiff;
import io.samzakeeper.job.ConfigGeneration;
import io.samzakeeper.job.InvalidConfigException;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.UnreadableZnodeException;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the config that is current, and tells the supervisor of each generation once, the one
 * that the leader began with among them. One that cannot be used changes nothing.
 */
final class ConfigWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigWatch.class);

  private static final long PAUSE_AFTER_FAILURE_MS = 1_000;

  private final JobTree tree;
  private final Function<JobConfig, SupervisorSettings> settings;
  private final Consumer<JobConfig> usable;
  private final Consumer<Event> events;
  private final CuratorCache pointer;

  /** Reads block, and the thread that tells of changes has others to tell of, too. */
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread reading = new Thread(task, "config");
            reading.setDaemon(true);
            return reading;
          });

  private long told = -1;
  private JobConfig config;

  /**
   * @param config that the leader began with
   * @param settings what a config says to the supervisor
   * @param usable told of each config before the supervisor is, by a thread of this watch
   * @param events the supervisor's queue
   */
  ConfigWatch(
      JobTree tree,
      JobConfig config,
      Function<JobConfig, SupervisorSettings> settings,
      Consumer<JobConfig> usable,
      Consumer<Event> events) {
    this.tree = tree;
    this.config = config;
    this.settings = settings;
    this.usable = usable;
    this.events = events;
    this.pointer =
        CuratorCache.build(
            tree.client(), tree.paths().config(), CuratorCache.Options.SINGLE_NODE_CACHE);
    pointer
        .listenable()
        .addListener(
            CuratorCacheListener.builder()
                .forCreatesAndChanges((before, after) -> lookSoon(0))
                .build());
  }

  void start() {
    pointer.start();
  }

  @Override
  public void close() {
    pointer.close();
    thread.shutdownNow();
  }

  private void lookSoon(long delayMillis) {
    try {
      ScheduledFuture<?> unused = thread.schedule(this::look, delayMillis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("This leader does not follow the config any more");
    }
  }

  private void look() {
    try {
      tree.config().current().ifPresent(current -> tell(current.value().generation()));
    } catch (UnreadableZnodeException e) {
      LOG.error("The config that is current is not known: {}", e.getMessage());
    } catch (TreeException e) {
      if (!thread.isShutdown()) {
        LOG.warn("Looking at the config again soon: {}", e.getMessage());
        lookSoon(PAUSE_AFTER_FAILURE_MS);
      }
    } catch (RuntimeException e) {
      LOG.error("The config that is current is not followed", e);
    }
  }

  private void tell(long generation) {
    if (generation == told) {
      return;
    }
    try {
      JobConfig current =
          new JobConfig(
                  Znodes.decode(
                          tree.paths().config(),
                          tree.config().read(generation),
                          ConfigGeneration.class)
                      .values())
              .validate();
      List<String> changes =
          ConfigDiff.between(config.values(), current.values()).stream()
              .map(ConfigDiff::toString)
              .toList();
      SupervisorSettings said = settings.apply(current);
      usable.accept(current);
      config = current;
      events.accept(new Event.ConfigChanged(generation, said, changes));
    } catch (InvalidConfigException | UnreadableZnodeException e) {
      LOG.error("Config generation {} cannot be used: {}", generation, e.getMessage());
      events.accept(new Event.ConfigRefused(generation, e.getMessage()));
    }
    told = generation;
  }
}
