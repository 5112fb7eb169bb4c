package io.samzakeeper.am;

import io.samzakeeper.am.supervisor.Event;
import io.samzakeeper.job.EndRequest;
import io.samzakeeper.job.UnreadableZnodeException;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobTree;
import java.util.function.Consumer;
import org.apache.curator.framework.recipes.cache.ChildData;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns a wish that the job ends into an event; one that was there before, too. */
final class EndWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EndWatch.class);

  private final String applicationId;
  private final Consumer<Event> events;
  private final CuratorCache cache;

  EndWatch(JobTree tree, String applicationId, Consumer<Event> events) {
    this.applicationId = applicationId;
    this.events = events;
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

  void start() {
    cache.start();
  }

  @Override
  public void close() {
    cache.close();
  }

  private void asked(ChildData data) {
    try {
      EndRequest request = Znodes.decode(data.getPath(), data.getData(), EndRequest.class);
      if (request.applicationId().equals(applicationId)) {
        events.accept(new Event.EndAsked(request.how(), request.askedBy()));
      }
    } catch (UnreadableZnodeException e) {
      LOG.error("A request to end is ignored: {}", e.getMessage());
    }
  }
}
