package io.samzakeeper.am;

import io.samzakeeper.am.supervisor.Event;
import io.samzakeeper.am.supervisor.SupervisorSettings;
import io.samzakeeper.job.ConfigDiff;
import io.samzakeeper.job.ConfigGeneration;
import io.samzakeeper.job.InvalidConfigException;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.UnreadableZnodeException;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.Generations;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the config and the plan that are current, and tells the supervisor of each generation
 * once, the one that the leader began with among them. One that cannot be used changes nothing.
 */
final class ConfigWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigWatch.class);

  private static final long PAUSE_AFTER_FAILURE_MS = 1_000;

  private final JobTree tree;
  private final Function<JobConfig, SupervisorSettings> settings;
  private final BiConsumer<JobConfig, Plan> usable;
  private final Consumer<Event> events;
  private final List<CuratorCache> pointers;

  /** Reads block, and the thread that tells of changes has others to tell of, too. */
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread reading = new Thread(task, "config");
            reading.setDaemon(true);
            return reading;
          });

  private long told = -1;
  private long toldPlan = -1;
  private JobConfig config;

  /**
   * @param config that the leader began with
   * @param settings what a config says to the supervisor
   * @param usable told of each config and plan before the supervisor is, by a thread of this watch
   * @param events the supervisor's queue
   */
  ConfigWatch(
      JobTree tree,
      JobConfig config,
      Function<JobConfig, SupervisorSettings> settings,
      BiConsumer<JobConfig, Plan> usable,
      Consumer<Event> events) {
    this.tree = tree;
    this.config = config;
    this.settings = settings;
    this.usable = usable;
    this.events = events;
    this.pointers = List.of(watch(tree.paths().config()), watch(tree.paths().plan()));
  }

  private CuratorCache watch(String pointer) {
    CuratorCache cache =
        CuratorCache.build(tree.client(), pointer, CuratorCache.Options.SINGLE_NODE_CACHE);
    cache
        .listenable()
        .addListener(
            CuratorCacheListener.builder()
                .forCreatesAndChanges((before, after) -> lookSoon(0))
                .build());
    return cache;
  }

  void start() {
    pointers.forEach(CuratorCache::start);
  }

  @Override
  public void close() {
    pointers.forEach(CuratorCache::close);
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
      // The plan first: the config that is read then is at least as new.
      long plan = current(tree.plan());
      tell(current(tree.config()), plan);
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

  private static long current(Generations generations) {
    return generations.current().map(pointer -> pointer.value().generation()).orElse(0L);
  }

  private void tell(long generation, long planGeneration) {
    if ((generation == told && planGeneration == toldPlan)
        || generation == 0
        || planGeneration == 0) {
      return;
    }
    try {
      Plan plan =
          Znodes.decode(tree.paths().plan(), tree.plan().read(planGeneration), Plan.class)
              .outline();
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
      usable.accept(current, plan);
      config = current;
      events.accept(new Event.ConfigChanged(generation, said, changes, plan));
    } catch (InvalidConfigException | UnreadableZnodeException e) {
      LOG.error("Config generation {} cannot be used: {}", generation, e.getMessage());
      events.accept(new Event.ConfigRefused(generation, e.getMessage()));
    }
    told = generation;
    toldPlan = planGeneration;
  }
}
