package io.samzakeeper.worker;

import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.UnreadableZnodeException;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.Versioned;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.curator.framework.recipes.cache.ChildData;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;

/**
 * Follows the two znodes by which the leader tells a worker what to do: the assignment of its
 * processor, and its container's row in the leader's table.
 */
final class OrdersWatch implements AutoCloseable {
  private final JobTree tree;
  private final String assignmentPath;
  private final String containerPath;
  private final Consumer<Orders> listener;
  private final Consumer<RuntimeException> unreadable;
  private final List<CuratorCache> caches;
  private Orders known;
  private boolean awake;

  /**
   * @param listener told of what has changed since {@link #read}, on the ZooKeeper client's thread;
   *     must not block
   * @param unreadable told that an order cannot be read
   */
  OrdersWatch(
      JobTree tree,
      String processor,
      String containerId,
      Consumer<Orders> listener,
      Consumer<RuntimeException> unreadable) {
    this.tree = tree;
    this.assignmentPath = tree.paths().assignment(processor);
    this.containerPath = tree.paths().container(containerId);
    this.listener = listener;
    this.unreadable = unreadable;
    this.caches = List.of(cache(assignmentPath), cache(containerPath));
  }

  /** The orders as they are now; to be called once, before {@link #start}. Blocks. */
  synchronized Orders read() {
    tree.sync();
    Optional<ContainerRecord> row =
        tree.read(containerPath, ContainerRecord.class).map(Versioned::value);
    known =
        new Orders(
            tree.read(assignmentPath, Assignment.class),
            row.map(ContainerRecord::runsFrom).orElse(ContainerRecord.ANY_PLAN),
            row.map(ContainerRecord::standsReady).orElse(false));
    return known;
  }

  void start() {
    caches.forEach(CuratorCache::start);
  }

  synchronized Orders known() {
    return known;
  }

  /** Waits for other orders than these, or for {@link #wake}; returns what is known then. */
  synchronized Orders awaitOtherThan(Orders these) throws InterruptedException {
    while (known.equals(these) && !awake) {
      wait();
    }
    return known;
  }

  /** From here on nobody waits. */
  synchronized void wake() {
    awake = true;
    notifyAll();
  }

  @Override
  public void close() {
    caches.forEach(CuratorCache::close);
  }

  private CuratorCache cache(String path) {
    CuratorCache cache =
        CuratorCache.build(tree.client(), path, CuratorCache.Options.SINGLE_NODE_CACHE);
    cache
        .listenable()
        .addListener(
            CuratorCacheListener.builder()
                .forCreatesAndChanges((before, after) -> changed(after))
                .forDeletes(gone -> deleted(gone.getPath()))
                .build());
    return cache;
  }

  private void changed(ChildData now) {
    try {
      if (now.getPath().equals(assignmentPath)) {
        Assignment assignment = Znodes.decode(now.getPath(), now.getData(), Assignment.class);
        assigned(Optional.of(new Versioned<>(assignment, now.getStat().getVersion())));
      } else {
        tabled(Znodes.decode(now.getPath(), now.getData(), ContainerRecord.class));
      }
    } catch (UnreadableZnodeException e) {
      unreadable.accept(e);
    }
  }

  /** The leader forgets a container when it has ended: a row that is gone says nothing. */
  private void deleted(String path) {
    if (path.equals(assignmentPath)) {
      assigned(Optional.empty());
    }
  }

  private void assigned(Optional<Versioned<Assignment>> assignment) {
    listener.accept(know(o -> new Orders(assignment, o.runsFrom(), o.standsReady())));
  }

  private void tabled(ContainerRecord row) {
    listener.accept(know(o -> new Orders(o.assignment(), row.runsFrom(), row.standsReady())));
  }

  private synchronized Orders know(UnaryOperator<Orders> change) {
    known = change.apply(known);
    notifyAll();
    return known;
  }
}
