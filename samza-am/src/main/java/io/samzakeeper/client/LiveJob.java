package io.samzakeeper.client;

import io.samzakeeper.job.JobEvent;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.Election;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.curator.framework.recipes.cache.ChildData;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;

/**
 * A copy of what a job's tree says of how it is, kept up to date by ZooKeeper's watches: however
 * large the job is, a change costs one read. For one thread.
 */
final class LiveJob implements AutoCloseable {
  private final JobTree tree;
  private final JobPaths paths;
  private final List<CuratorCache> caches;
  private final CountDownLatch unfilled;
  private final Semaphore changed = new Semaphore(0);

  /** Of the generations of config and plan: they are read when others become current. */
  private final AtomicBoolean generationsChanged = new AtomicBoolean(true);

  private SortedMap<String, List<String>> outline = new TreeMap<>();
  private JobStatus.Wanted wanted = new JobStatus.Wanted(0, 0);

  /** Begins to read. */
  LiveJob(JobTree tree) {
    this.tree = tree;
    this.paths = tree.paths();
    this.caches =
        Stream.concat(
                Stream.of(
                        paths.application(),
                        paths.epoch(),
                        paths.config(),
                        paths.plan(),
                        paths.appliedPlan())
                    .map(
                        path ->
                            CuratorCache.build(
                                tree.client(), path, CuratorCache.Options.SINGLE_NODE_CACHE)),
                Stream.of(
                        paths.assignments(),
                        paths.workers(),
                        paths.containers(),
                        paths.processors(),
                        paths.events(),
                        paths.candidates())
                    .map(path -> CuratorCache.build(tree.client(), path)))
            .toList();
    this.unfilled = new CountDownLatch(caches.size());
    for (CuratorCache cache : caches) {
      cache
          .listenable()
          .addListener(
              CuratorCacheListener.builder()
                  .forAll((type, before, after) -> changed(after == null ? before : after))
                  .forInitialized(unfilled::countDown)
                  .build());
      cache.start();
    }
  }

  private void changed(ChildData what) {
    if (what.getPath().equals(paths.config()) || what.getPath().equals(paths.plan())) {
      generationsChanged.set(true);
    }
    changed.release();
  }

  /** Whether all of it has been read, after waiting for that. */
  boolean awaitFilled(Duration patience) throws InterruptedException {
    return unfilled.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Returns when something has changed since the last call, or after that long. */
  boolean awaitChange(Duration patience) throws InterruptedException {
    boolean isChanged = changed.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
    changed.drainPermits();
    return isChanged;
  }

  /** How the job is now; nothing where it was never submitted. */
  Optional<JobStatus> status() {
    if (generationsChanged.getAndSet(false)) {
      outline = JobStatus.outline(tree);
      wanted = JobStatus.wanted(tree);
    }
    NavigableMap<String, ChildData> znodes = new TreeMap<>();
    caches.forEach(cache -> cache.stream().forEach(data -> znodes.put(data.getPath(), data)));
    TreeSnapshot copy = new TreeSnapshot(znodes);
    return JobStatus.read(copy, paths, outline, wanted, Election.line(copy, paths));
  }

  /** The history, by the names of its znodes, which grow. */
  SortedMap<String, JobEvent> events() {
    SortedMap<String, JobEvent> events = new TreeMap<>();
    String prefix = paths.events() + "/";
    caches.forEach(
        cache ->
            cache.stream()
                .filter(node -> node.getPath().startsWith(prefix) && node.getData().length > 0)
                .forEach(
                    node ->
                        events.put(
                            node.getPath().substring(prefix.length()),
                            Znodes.decode(node.getPath(), node.getData(), JobEvent.class))));
    return events;
  }

  /** Why what is shown may be old; empty where it is not. */
  String notice() {
    return tree.client().getZookeeperClient().isConnected()
        ? ""
        : "No connection to ZooKeeper: this is how it was";
  }

  @Override
  public void close() {
    caches.forEach(CuratorCache::close);
  }
}
