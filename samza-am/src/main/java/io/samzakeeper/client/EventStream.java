package io.samzakeeper.client;

import io.samzakeeper.job.JobEvent;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobTree;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;

/** Events of a job as they come, by ZooKeeper's watches. For one thread. */
final class EventStream implements AutoCloseable {
  private final String parent;
  private final CuratorCache cache;
  private final Semaphore changed = new Semaphore(0);
  private volatile boolean filled;
  private String last = "";

  EventStream(JobTree tree) {
    this.parent = tree.paths().events();
    this.cache = CuratorCache.build(tree.client(), parent);
    cache
        .listenable()
        .addListener(
            CuratorCacheListener.builder()
                .forAll((type, before, after) -> changed.release())
                .forInitialized(
                    () -> {
                      filled = true;
                      changed.release();
                    })
                .build());
    cache.start();
  }

  /**
   * Events that were not returned before, by the names of their znodes: at first all there are,
   * even none; after that waits for at least one.
   */
  SortedMap<String, JobEvent> next() throws InterruptedException {
    while (true) {
      changed.acquire();
      changed.drainPermits();
      if (!filled) {
        continue;
      }
      boolean first = last.isEmpty();
      SortedMap<String, JobEvent> events = newer();
      last = events.isEmpty() ? (first ? "0" : last) : events.lastKey();
      if (first || !events.isEmpty()) {
        return events;
      }
    }
  }

  private SortedMap<String, JobEvent> newer() {
    SortedMap<String, JobEvent> events = new TreeMap<>();
    cache.stream()
        .filter(node -> node.getPath().length() > parent.length() && node.getData().length > 0)
        .forEach(
            node -> {
              String name = node.getPath().substring(parent.length() + 1);
              if (name.compareTo(last) > 0) {
                events.put(name, Znodes.decode(node.getPath(), node.getData(), JobEvent.class));
              }
            });
    return events;
  }

  @Override
  public void close() {
    cache.close();
  }
}
