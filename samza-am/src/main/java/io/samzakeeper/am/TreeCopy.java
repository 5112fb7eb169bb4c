package io.samzakeeper.am;

import io.samzakeeper.tree.TreeSnapshot;
import io.samzakeeper.tree.TreeView;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.CuratorEvent;
import org.apache.curator.framework.api.CuratorEventType;
import org.apache.curator.framework.api.CuratorListener;
import org.apache.curator.framework.recipes.cache.ChildData;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Caches of parts of a tree, over the life of one connection.
 *
 * <p>Why {@link #upToDate} holds: ZooKeeper tells a session of a change before it answers a request
 * that came after the change, and the client takes messages in their order, on one thread. So when
 * the answer to a first request is taken, the caches have sent their reads of all that was changed
 * before; when the answer to a second one is taken, these have been answered. A watch that was
 * interrupted tells nothing of the time between: a copy that has seen its connection end is never
 * used again.
 */
final class TreeCopy implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TreeCopy.class);

  /** Far more than two round trips; a server that needs longer is as good as none. */
  private static final long PATIENCE_MS = 1_000;

  private final CuratorFramework client;
  private final String anyPath;
  private final List<CuratorCache> caches;
  private final AtomicInteger unfilled;
  private final CuratorListener lapses = (c, event) -> lapsedBy(event);
  private volatile boolean lapsed;

  /**
   * @param anyPath of the same ensemble, to ask for
   * @param caches not started; closed with this copy
   * @param onFilled called from a ZooKeeper thread when all has been read
   */
  TreeCopy(CuratorFramework client, String anyPath, List<CuratorCache> caches, Runnable onFilled) {
    this.client = client;
    this.anyPath = anyPath;
    this.caches = caches;
    this.unfilled = new AtomicInteger(caches.size());
    caches.forEach(
        cache ->
            cache
                .listenable()
                .addListener(
                    CuratorCacheListener.builder()
                        .forInitialized(
                            () -> {
                              if (unfilled.decrementAndGet() == 0) {
                                onFilled.run();
                              }
                            })
                        .build()));
  }

  void start() {
    client.getCuratorListenable().addListener(lapses);
    caches.forEach(CuratorCache::start);
  }

  Optional<TreeView> upToDate() {
    if (unfilled.get() > 0 || lapsed) {
      return Optional.empty();
    }
    CompletableFuture<Code> settled = new CompletableFuture<>();
    ask(first -> ask(second -> settled.complete(worseOf(first, second)), settled), settled);
    try {
      Code code = settled.get(PATIENCE_MS, TimeUnit.MILLISECONDS);
      if (code != Code.OK || lapsed) {
        LOG.info("The copy of the job's tree cannot be used: {}", lapsed ? "no connection" : code);
        return Optional.empty();
      }
    } catch (ExecutionException | TimeoutException e) {
      LOG.info("The copy of the job's tree cannot be used: {}", e.toString());
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
    NavigableMap<String, ChildData> znodes = new TreeMap<>();
    caches.forEach(cache -> cache.stream().forEach(data -> znodes.put(data.getPath(), data)));
    return Optional.of(new TreeSnapshot(znodes));
  }

  @Override
  public void close() {
    lapsed = true;
    client.getCuratorListenable().removeListener(lapses);
    caches.forEach(CuratorCache::close);
  }

  private interface Answered {
    void with(Code code);
  }

  private void ask(Answered then, CompletableFuture<?> onFailure) {
    try {
      client
          .checkExists()
          .inBackground((c, event) -> then.with(Code.get(event.getResultCode())))
          .forPath(anyPath);
    } catch (Exception e) {
      onFailure.completeExceptionally(e);
    }
  }

  private static Code worseOf(Code first, Code second) {
    return first == Code.OK ? second : first;
  }

  /** On the client's thread for messages, in order with them. */
  private void lapsedBy(CuratorEvent event) {
    if (event.getType() == CuratorEventType.WATCHED
        && event.getWatchedEvent().getType() == EventType.None
        && event.getWatchedEvent().getState() != KeeperState.SyncConnected) {
      lapsed = true;
    }
  }
}
