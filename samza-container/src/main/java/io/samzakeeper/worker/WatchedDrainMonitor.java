package io.samzakeeper.worker;

import io.samzakeeper.job.EndRequest;
import io.samzakeeper.job.UnreadableZnodeException;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobTree;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.curator.framework.recipes.cache.ChildData;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.apache.samza.config.Config;
import org.apache.samza.drain.DrainMonitor;
import org.apache.samza.metadatastore.MetadataStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells Samza's container that the job is to be drained, as soon as somebody says so in the job's
 * tree. Samza's own, which it takes the place of, looks once a minute, and only where {@code
 * job.drain-monitor.enabled} is set.
 */
final class WatchedDrainMonitor extends DrainMonitor {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedDrainMonitor.class);

  private final JobTree tree;
  private final String path;
  private final CuratorCache cache;
  private final AtomicBoolean said = new AtomicBoolean();
  private volatile DrainCallback callback;

  /**
   * @param unused where Samza's own would look
   */
  WatchedDrainMonitor(JobTree tree, MetadataStore unused, Config config) {
    super(unused, config);
    this.tree = tree;
    this.path = tree.paths().end();
    this.cache = CuratorCache.build(tree.client(), path, CuratorCache.Options.SINGLE_NODE_CACHE);
    cache
        .listenable()
        .addListener(
            CuratorCacheListener.builder()
                .forCreatesAndChanges((before, after) -> asked(after))
                .build());
  }

  @Override
  public boolean registerDrainCallback(DrainCallback wanted) {
    if (callback != null) {
      return false;
    }
    callback = wanted;
    return true;
  }

  /** What was said before the container starts counts at once: it takes in nothing new then. */
  @Override
  public void start() {
    tree.read(path, EndRequest.class).ifPresent(request -> consider(request.value()));
    cache.start();
  }

  @Override
  public void stop() {
    cache.close();
  }

  private void asked(ChildData data) {
    try {
      consider(Znodes.decode(data.getPath(), data.getData(), EndRequest.class));
    } catch (UnreadableZnodeException e) {
      LOG.error("A request to end is ignored: {}", e.getMessage());
    }
  }

  /** It is this application's: a submission removes what was asked of an earlier one. */
  private void consider(EndRequest request) {
    if (request.how() == EndRequest.How.DRAIN && said.compareAndSet(false, true)) {
      LOG.info("The job is drained, asked for by {}", request.askedBy());
      callback.onDrain();
    }
  }
}
