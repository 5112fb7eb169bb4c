package io.samzakeeper.change;

import io.samzakeeper.tree.JobTree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;

/** Lets one thread wait until something below some znodes changes. */
public final class TreeChanges implements AutoCloseable {
  private final Semaphore changed = new Semaphore(0);
  private final List<CuratorCache> caches = new ArrayList<>();

  /** Watches from here on; what is there now counts as a change. */
  public TreeChanges(JobTree tree, String... paths) {
    for (String path : paths) {
      CuratorCache cache = CuratorCache.build(tree.client(), path);
      cache
          .listenable()
          .addListener(
              CuratorCacheListener.builder().forAll((type, a, b) -> changed.release()).build());
      caches.add(cache);
      cache.start();
    }
  }

  /**
   * Waits; whatever has changed by then is one change.
   *
   * @return whether there was one
   */
  public boolean await(Duration patience) throws InterruptedException {
    boolean isChanged = changed.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
    changed.drainPermits();
    return isChanged;
  }

  @Override
  public void close() {
    caches.forEach(CuratorCache::close);
  }
}
