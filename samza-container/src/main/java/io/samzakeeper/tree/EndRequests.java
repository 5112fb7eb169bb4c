package io.samzakeeper.tree;

import io.samzakeeper.job.EndRequest;
import io.samzakeeper.job.UnreadableZnodeException;
import io.samzakeeper.job.Znodes;
import java.util.function.Consumer;
import org.apache.curator.framework.recipes.cache.ChildData;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the wish that a job ends; one that was there before, too. */
public final class EndRequests implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EndRequests.class);

  private final Consumer<EndRequest> listener;
  private final CuratorCache cache;

  /**
   * @param listener told of each, on the ZooKeeper client's thread; must not block
   */
  public EndRequests(JobTree tree, Consumer<EndRequest> listener) {
    this.listener = listener;
    this.cache =
        CuratorCache.build(
            tree.client(), tree.paths().end(), CuratorCache.Options.SINGLE_NODE_CACHE);
    cache
        .listenable()
        .addListener(
            CuratorCacheListener.builder()
                .forCreatesAndChanges((before, after) -> asked(after))
                .build());
  }

  public void start() {
    cache.start();
  }

  @Override
  public void close() {
    cache.close();
  }

  private void asked(ChildData data) {
    EndRequest request;
    try {
      request = Znodes.decode(data.getPath(), data.getData(), EndRequest.class);
    } catch (UnreadableZnodeException e) {
      LOG.error("A request to end is ignored: {}", e.getMessage());
      return;
    }
    listener.accept(request);
  }
}
