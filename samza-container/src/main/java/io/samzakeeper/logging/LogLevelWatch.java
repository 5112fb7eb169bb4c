package io.samzakeeper.logging;

import io.samzakeeper.job.LogLevels;
import io.samzakeeper.job.UnreadableZnodeException;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobTree;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.curator.framework.recipes.cache.ChildData;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the levels of this process's loggers as the job's tree has them. A process whose job brings
 * another way to log than log4j2 says so and stays as it is. Safe for any thread.
 */
public final class LogLevelWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogLevelWatch.class);

  private final CuratorCache cache;

  /** Guarded by this, like all that follows. */
  private List<String> targets;

  private LogLevels levels = LogLevels.NONE;
  private SortedMap<String, String> applied = new TreeMap<>();
  private Log4jLevels loggers;

  /**
   * @param target what this process is, beside one of all: {@link LogLevels#AM} or a processor;
   *     empty for neither
   */
  public LogLevelWatch(JobTree tree, String target) {
    this.targets = List.of(LogLevels.ALL, target);
    this.cache =
        CuratorCache.build(
            tree.client(), tree.paths().logLevels(), CuratorCache.Options.SINGLE_NODE_CACHE);
    cache
        .listenable()
        .addListener(
            CuratorCacheListener.builder()
                .forCreatesAndChanges((before, now) -> read(now))
                .forDeletes(gone -> know(LogLevels.NONE))
                .build());
  }

  /** Returns at once. */
  public void start() {
    cache.start();
  }

  /** This process is another one's from here on: a spare that was given a processor. */
  public synchronized void is(String target) {
    targets = List.of(LogLevels.ALL, target);
    apply();
  }

  @Override
  public void close() {
    cache.close();
  }

  private void read(ChildData now) {
    try {
      know(Znodes.decode(now.getPath(), now.getData(), LogLevels.class));
    } catch (UnreadableZnodeException e) {
      LOG.warn("The levels of loggers stay as they are: {}", e.getMessage());
    }
  }

  private synchronized void know(LogLevels now) {
    levels = now;
    apply();
  }

  private void apply() {
    SortedMap<String, String> wanted = levels.of(targets);
    if (wanted.equals(applied)) {
      return;
    }
    applied = wanted;
    try {
      if (loggers == null) {
        loggers = new Log4jLevels();
      }
      loggers.differ(wanted);
      LOG.info("Levels of loggers that differ from the file's: {}", wanted);
    } catch (LinkageError | ClassCastException | IllegalArgumentException e) {
      LOG.warn("The levels {} cannot be set: this process does not log by log4j2 ({})", wanted, e);
    }
  }
}
