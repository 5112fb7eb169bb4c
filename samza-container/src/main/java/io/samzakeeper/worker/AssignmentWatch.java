package io.samzakeeper.worker;

import io.samzakeeper.tree.Fence;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.cache.ChildData;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;

/** Tells when the processor was given to somebody else. A write would find out, too, but later. */
final class AssignmentWatch implements AutoCloseable {
  private final Fence fence;
  private final Runnable onLost;
  private final CuratorCache cache;

  /**
   * @param fence the assignment, as the worker holds it
   * @param onLost told on the ZooKeeper client's thread, perhaps more than once; must not block
   */
  AssignmentWatch(CuratorFramework client, Fence fence, Runnable onLost) {
    this.fence = fence;
    this.onLost = onLost;
    this.cache = CuratorCache.build(client, fence.path(), CuratorCache.Options.SINGLE_NODE_CACHE);
    cache
        .listenable()
        .addListener(
            CuratorCacheListener.builder()
                .forCreatesAndChanges((before, after) -> look(after))
                .forDeletes(gone -> onLost.run())
                .build());
  }

  /** A change since the worker read its assignment is found as well. */
  void start() {
    cache.start();
  }

  private void look(ChildData now) {
    if (now.getStat().getVersion() != fence.version()) {
      onLost.run();
    }
  }

  @Override
  public void close() {
    cache.close();
  }
}
