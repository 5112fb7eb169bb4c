package io.samzakeeper.am;

import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeView;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.framework.state.ConnectionStateListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A standby's copy of those parts of the job's tree that a leader begins with, kept up to date by
 * watches, so that a take-over need not read them. Checkpoints are not among them: they change all
 * the time, and a leader has no use for them.
 */
final class FollowedTree implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FollowedTree.class);

  private final CuratorFramework client;
  private final JobPaths paths;
  private final String applicationId;
  private final Runnable onFilled;
  private final ConnectionStateListener connection = (c, state) -> connectionIs(state);
  private TreeCopy copy;
  private boolean closed;

  /**
   * @param onFilled called from a ZooKeeper thread whenever all of it has been read anew
   */
  FollowedTree(JobTree tree, String applicationId, Runnable onFilled) {
    this.client = tree.client();
    this.paths = tree.paths();
    this.applicationId = applicationId;
    this.onFilled = onFilled;
  }

  /** Starts to read; returns at once. */
  synchronized void start() {
    client.getConnectionStateListenable().addListener(connection);
    copy = newCopy();
  }

  /**
   * The copy with everything that was written before this call; costs two round trips, however
   * large the tree is. Nothing if the copy is not complete, or the connection was lost meanwhile:
   * then the tree itself has to be read.
   */
  Optional<TreeView> upToDate() {
    TreeCopy current;
    synchronized (this) {
      current = copy;
    }
    return current == null ? Optional.empty() : current.upToDate();
  }

  @Override
  public synchronized void close() {
    closed = true;
    client.getConnectionStateListenable().removeListener(connection);
    if (copy != null) {
      copy.close();
      copy = null;
    }
  }

  /** What was changed while there was no connection is told to nobody: all is read anew. */
  private synchronized void connectionIs(ConnectionState state) {
    if (state == ConnectionState.RECONNECTED && !closed) {
      LOG.info("The copy of the job's tree is read anew");
      copy.close();
      copy = newCopy();
    }
  }

  private TreeCopy newCopy() {
    List<CuratorCache> caches =
        Stream.concat(
                Stream.of(
                        paths.application(),
                        paths.config(),
                        paths.appliedConfig(),
                        paths.plan(),
                        paths.appliedPlan(),
                        paths.launchAm())
                    .map(
                        path ->
                            CuratorCache.build(
                                client, path, CuratorCache.Options.SINGLE_NODE_CACHE)),
                Stream.of(
                        paths.attempt(applicationId),
                        paths.assignments(),
                        paths.workers(),
                        paths.containers(),
                        paths.processors(),
                        paths.events(),
                        paths.candidates())
                    .map(path -> CuratorCache.build(client, path)))
            .toList();
    TreeCopy fresh = new TreeCopy(client, paths.epoch(), caches, onFilled);
    fresh.start();
    return fresh;
  }
}
