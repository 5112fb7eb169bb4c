package io.samzakeeper.worker;

import io.samzakeeper.job.EndRequest;
import io.samzakeeper.job.UnreadableZnodeException;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobTree;
import org.apache.curator.framework.recipes.cache.ChildData;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notices that somebody wants the job to be drained. */
final class DrainWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DrainWatch.class);

  private final JobTree tree;
  private final Runnable onDrain;
  private final CuratorCache cache;

  /**
   * @param onDrain told as often as somebody says so; must not block
   */
  DrainWatch(JobTree tree, Runnable onDrain) {
    this.tree = tree;
    this.onDrain = onDrain;
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

  /** What was said before counts on return. Blocks. */
  void start() {
    tree.read(tree.paths().end(), EndRequest.class).ifPresent(now -> consider(now.value()));
    cache.start();
  }

  @Override
  public void close() {
    cache.close();
  }

  private void asked(ChildData data) {
    try {
      consider(Znodes.decode(data.getPath(), data.getData(), EndRequest.class));
    } catch (UnreadableZnodeException e) {
      LOG.error("A request to end is ignored: {}", e.getMessage());
    }
  }

  /** It is about this application: a submission removes what was asked of an earlier one. */
  private void consider(EndRequest request) {
    if (request.how() == EndRequest.How.DRAIN) {
      LOG.info("The job is drained, asked for by {}", request.askedBy());
      onDrain.run();
    }
  }
}
