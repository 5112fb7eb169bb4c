package io.samzakeeper.am;

import io.samzakeeper.am.supervisor.Event;
import io.samzakeeper.am.web.Reports;
import io.samzakeeper.job.UnreadableZnodeException;
import io.samzakeeper.job.WorkerRegistration;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobTree;
import java.util.Collection;
import java.util.function.Consumer;
import org.apache.curator.framework.recipes.cache.ChildData;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns changes of the workers' registrations into events, and sees to it that the dead have none.
 */
final class WorkerWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerWatch.class);

  private final String parent;
  private final Consumer<Event> events;
  private final WorkerLines lines;
  private final CuratorCache cache;

  /**
   * @param known containers whose workers the supervisor has found in the tree: any that has gone
   *     before the watch saw it is reported, too
   * @param reports what workers tell of themselves
   */
  WorkerWatch(JobTree tree, Collection<String> known, Consumer<Event> events, Reports reports) {
    this.lines = new WorkerLines(tree, reports);
    this.parent = tree.paths().workers();
    this.events = events;
    this.cache = CuratorCache.build(tree.client(), parent);
    cache
        .listenable()
        .addListener(
            CuratorCacheListener.builder()
                .forCreates(this::reported)
                .forChanges((before, after) -> reported(after))
                .forDeletes(this::gone)
                .forInitialized(() -> known.forEach(this::reportIfGone))
                .build());
  }

  /** Every worker that there is now is reported, too. */
  void start() {
    cache.start();
  }

  @Override
  public void close() {
    cache.close();
    lines.close();
  }

  private void reported(ChildData data) {
    if (data.getPath().equals(parent)) {
      return;
    }
    try {
      WorkerRegistration worker =
          Znodes.decode(data.getPath(), data.getData(), WorkerRegistration.class);
      events.accept(new Event.WorkerReported(worker));
      lines.reported(worker, data.getStat().getVersion());
    } catch (UnreadableZnodeException e) {
      LOG.error("A worker's registration is ignored: {}", e.getMessage());
    }
  }

  private void reportIfGone(String containerId) {
    if (cache.get(parent + "/" + containerId).isEmpty()) {
      events.accept(new Event.WorkerGone(containerId));
    }
  }

  private void gone(ChildData data) {
    if (!data.getPath().equals(parent)) {
      String containerId = data.getPath().substring(data.getPath().lastIndexOf('/') + 1);
      lines.gone(containerId);
      events.accept(new Event.WorkerGone(containerId));
    }
  }
}
