package io.samzakeeper.worker;

import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.UnreadableZnodeException;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.Versioned;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.curator.framework.recipes.cache.ChildData;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;

/**
 * Follows the two znodes by which the leader tells a worker what to do: its container's row in the
 * leader's table, and the assignment of its processor, which for a spare is named by that row.
 */
final class OrdersWatch implements AutoCloseable {
  private final JobTree tree;
  private final String containerPath;
  private final Consumer<Orders> listener;
  private final Consumer<RuntimeException> unreadable;

  /** Guarded by this, like all that follows. */
  private final List<CuratorCache> caches = new ArrayList<>();

  private Orders known;
  private boolean awake;
  private boolean closed;

  /**
   * @param processor that the worker is for; empty for a spare
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
    this.containerPath = tree.paths().container(containerId);
    this.listener = listener;
    this.unreadable = unreadable;
    this.known =
        new Orders(processor, Optional.empty(), ContainerRecord.ANY_PLAN, processor.isEmpty());
  }

  /** The orders as they are now; to be called once, before {@link #start}. Blocks. */
  synchronized Orders read() {
    tree.sync();
    tree.read(containerPath, ContainerRecord.class).map(Versioned::value).ifPresent(this::tell);
    if (!known.processor().isEmpty()) {
      String path = tree.paths().assignment(known.processor());
      known = assigned(tree.read(path, Assignment.class));
    }
    return known;
  }

  synchronized void start() {
    follow(containerPath);
    if (!known.processor().isEmpty()) {
      follow(tree.paths().assignment(known.processor()));
    }
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
  public synchronized void close() {
    closed = true;
    caches.forEach(CuratorCache::close);
  }

  private void follow(String path) {
    if (closed) {
      return;
    }
    CuratorCache cache =
        CuratorCache.build(tree.client(), path, CuratorCache.Options.SINGLE_NODE_CACHE);
    cache
        .listenable()
        .addListener(
            CuratorCacheListener.builder()
                .forCreatesAndChanges((before, after) -> changed(after))
                .forDeletes(gone -> deleted(gone.getPath()))
                .build());
    caches.add(cache);
    cache.start();
  }

  private void changed(ChildData now) {
    try {
      if (now.getPath().equals(containerPath)) {
        ContainerRecord row = Znodes.decode(now.getPath(), now.getData(), ContainerRecord.class);
        know(() -> tell(row));
      } else {
        Assignment assignment = Znodes.decode(now.getPath(), now.getData(), Assignment.class);
        Versioned<Assignment> versioned = new Versioned<>(assignment, now.getStat().getVersion());
        know(() -> learn(now.getPath(), Optional.of(versioned)));
      }
    } catch (UnreadableZnodeException e) {
      unreadable.accept(e);
    }
  }

  /** The leader forgets a container when it has ended: a row that is gone says nothing. */
  private void deleted(String path) {
    if (!path.equals(containerPath)) {
      know(() -> learn(path, Optional.empty()));
    }
  }

  private void learn(String path, Optional<Versioned<Assignment>> assignment) {
    if (path.equals(tree.paths().assignment(known.processor()))) {
      known = assigned(assignment);
    }
  }

  private Orders assigned(Optional<Versioned<Assignment>> assignment) {
    return new Orders(known.processor(), assignment, known.runsFrom(), known.standsReady());
  }

  /**
   * A spare is given a processor, and the worker of standby tasks that of the active ones, whose
   * assignment is another then.
   */
  private void tell(ContainerRecord row) {
    boolean isOther = !row.processor().isEmpty() && !row.processor().equals(known.processor());
    known =
        isOther
            ? new Orders(row.processor(), Optional.empty(), row.runsFrom(), row.standsReady())
            : new Orders(known.processor(), known.assignment(), row.runsFrom(), row.standsReady());
    if (isOther && !caches.isEmpty()) {
      follow(tree.paths().assignment(row.processor()));
    }
  }

  private void know(Runnable change) {
    Orders now;
    synchronized (this) {
      change.run();
      now = known;
      notifyAll();
    }
    listener.accept(now);
  }
}
