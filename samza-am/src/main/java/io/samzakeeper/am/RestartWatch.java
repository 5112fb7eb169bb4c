package io.samzakeeper.am;

import io.samzakeeper.am.supervisor.Event;
import io.samzakeeper.job.RestartRequest;
import io.samzakeeper.job.UnreadableZnodeException;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobTree;
import java.util.function.Consumer;
import org.apache.curator.framework.recipes.cache.ChildData;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns wishes that processors restart into events; those that were there before, too. */
final class RestartWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RestartWatch.class);

  private final String parent;
  private final Consumer<Event> events;
  private final CuratorCache cache;

  RestartWatch(JobTree tree, Consumer<Event> events) {
    this.parent = tree.paths().restarts();
    this.events = events;
    this.cache = CuratorCache.build(tree.client(), parent);
    cache
        .listenable()
        .addListener(
            CuratorCacheListener.builder()
                .forCreatesAndChanges((before, after) -> asked(after))
                .forDeletes(this::takenBack)
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
    if (data.getPath().equals(parent)) {
      return;
    }
    try {
      RestartRequest request = Znodes.decode(data.getPath(), data.getData(), RestartRequest.class);
      events.accept(
          new Event.RestartAsked(
              request.processor(), request.containerId(), request.host(), request.askedBy()));
    } catch (UnreadableZnodeException e) {
      LOG.error("A request to restart is ignored: {}", e.getMessage());
    }
  }

  private void takenBack(ChildData data) {
    if (!data.getPath().equals(parent)) {
      String processor = data.getPath().substring(data.getPath().lastIndexOf('/') + 1);
      events.accept(new Event.RestartTakenBack(processor));
    }
  }
}
