package io.samzakeeper.am;

import io.samzakeeper.am.supervisor.Event.OpaqueToken;
import io.samzakeeper.job.PublishedAttempt;
import io.samzakeeper.job.UnreadableZnodeException;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.Fence;
import io.samzakeeper.tree.FencedException;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeException;
import io.samzakeeper.tree.TreeView;
import io.samzakeeper.tree.Versioned;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.ACL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * YARN's tokens that outlive a candidate process: the RM hands each out once, so whoever takes over
 * needs those that its predecessors were given. Readable with the application's secret only.
 */
final class AttemptTokens {
  private static final Logger LOG = LoggerFactory.getLogger(AttemptTokens.class);

  private static final int MOST_TRIES = 3;

  private final JobTree tree;
  private final JobPaths paths;
  private final CuratorFramework client;
  private final String applicationId;

  private final List<ACL> acl;

  /**
   * @param acl of what is kept
   */
  AttemptTokens(JobTree tree, String applicationId, List<ACL> acl) {
    this.acl = acl;
    this.tree = tree;
    this.paths = tree.paths();
    this.client = tree.client();
    this.applicationId = applicationId;
  }

  /**
   * Tells all candidates of the attempt that this process was launched for, unless they know a
   * newer one or a newer token; durable on return. No leader's fence is needed: an attempt never
   * comes back.
   */
  void publish(LiveAttempt attempt) throws IOException {
    String path = paths.amToken(applicationId);
    byte[] data = Znodes.encode(attempt.published());
    try {
      while (true) {
        Optional<Versioned<PublishedAttempt>> known = tree.read(path, PublishedAttempt.class);
        if (known.isPresent() && !attempt.isNewerThan(LiveAttempt.of(known.get().value()))) {
          LOG.info("{} is known, as {}", attempt.token().attemptId(), known.get().value());
          return;
        }
        try {
          if (known.isPresent()) {
            client.setData().withVersion(known.get().version()).forPath(path, data);
          } else {
            client.create().creatingParentsIfNeeded().withACL(acl).forPath(path, data);
          }
          return;
        } catch (KeeperException.BadVersionException | KeeperException.NodeExistsException e) {
          LOG.info("{} was written meanwhile: looking again", path);
        }
      }
    } catch (IOException | TreeException | UnreadableZnodeException e) {
      throw e;
    } catch (Exception e) {
      throw TreeException.of("publish the attempt at " + path, e);
    }
  }

  /**
   * The attempt that runs, with the newest of its tokens.
   *
   * @throws TreeException when none has been published
   */
  LiveAttempt newest() throws IOException {
    String path = paths.amToken(applicationId);
    return LiveAttempt.of(
        tree.read(path, PublishedAttempt.class)
            .orElseThrow(() -> new TreeException("there is no attempt at " + path, null))
            .value());
  }

  /**
   * Keeps a token that the RM has rolled the attempt over to, unless there is a later attempt by
   * now; durable on return.
   */
  void keep(LiveAttempt rolled, Fence fence) throws IOException {
    String path = paths.amToken(applicationId);
    for (int tries = 1; ; tries++) {
      Versioned<PublishedAttempt> known =
          tree.read(path, PublishedAttempt.class)
              .orElseThrow(() -> new TreeException("there is no attempt at " + path, null));
      if (!rolled.isNewerThan(LiveAttempt.of(known.value()))) {
        return;
      }
      try {
        CuratorOp write =
            client
                .transactionOp()
                .setData()
                .withVersion(known.version())
                .forPath(path, Znodes.encode(rolled.published()));
        fence.commit(client, List.of(write));
        return;
      } catch (FencedException e) {
        throw e;
      } catch (TreeException e) {
        // The next attempt was published meanwhile, or the answer was lost: look again.
        if (tries == MOST_TRIES) {
          throw e;
        }
        LOG.info("Writing {} again after: {}", path, e.getMessage());
      } catch (Exception e) {
        throw TreeException.of("write " + path, e);
      }
    }
  }

  /**
   * Follows the attempt that runs.
   *
   * @param listener called from a ZooKeeper thread with the present one and with each that follows
   * @param retired called likewise when there will be no other
   * @return to be closed
   */
  CuratorCache watch(Consumer<LiveAttempt> listener, Runnable retired) {
    CuratorCache cache =
        CuratorCache.build(
            client, paths.amToken(applicationId), CuratorCache.Options.SINGLE_NODE_CACHE);
    cache
        .listenable()
        .addListener(
            CuratorCacheListener.builder()
                .forDeletes(last -> retired.run())
                .forCreatesAndChanges(
                    (before, after) -> {
                      try {
                        listener.accept(
                            LiveAttempt.of(
                                Znodes.decode(
                                    after.getPath(), after.getData(), PublishedAttempt.class)));
                      } catch (IOException | UnreadableZnodeException e) {
                        LOG.error("{} cannot be followed", after.getPath(), e);
                      }
                    })
                .build());
    cache.start();
    return cache;
  }

  /**
   * The application is unregistered: nobody is to speak for it any more, and every candidate ends;
   * durable on return.
   */
  void retire(Fence fence) {
    String path = paths.amToken(applicationId);
    try {
      fence.commit(client, List.of(client.transactionOp().delete().forPath(path)));
    } catch (TreeException e) {
      throw e;
    } catch (Exception e) {
      throw TreeException.of("delete " + path, e);
    }
  }

  /** NodeManager tokens by node, {@code host:port}. */
  SortedMap<String, OpaqueToken> nodes(TreeView view) {
    SortedMap<String, OpaqueToken> tokens = new TreeMap<>();
    view.readChildrenBytes(paths.nmTokens(applicationId))
        .forEach((name, data) -> tokens.put(JobPaths.decode(name), new OpaqueToken(data.value())));
    return tokens;
  }
}
