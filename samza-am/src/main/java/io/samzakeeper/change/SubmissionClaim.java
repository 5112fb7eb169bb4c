package io.samzakeeper.change;

import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ephemeral {@code submitting} znode, which keeps other clients out of a job's tree while this
 * one lives.
 */
public final class SubmissionClaim implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SubmissionClaim.class);

  private final JobTree tree;
  private final CuratorFramework client;
  private final String path;
  private final String submitter;
  private final boolean treeWasThere;
  private boolean emptied;

  private SubmissionClaim(JobTree tree, String submitter, boolean treeWasThere) {
    this.tree = tree;
    this.client = tree.client();
    this.path = tree.paths().submitting();
    this.submitter = submitter;
    this.treeWasThere = treeWasThere;
  }

  /**
   * Keeps other clients out.
   *
   * @throws ChangeException when one is submitting the job at this moment
   */
  public static SubmissionClaim take(JobTree tree, String submitter) {
    CuratorFramework client = tree.client();
    String path = tree.paths().submitting();
    try {
      client
          .create()
          .creatingParentsIfNeeded()
          .withMode(CreateMode.EPHEMERAL)
          .forPath(path, submitter.getBytes(StandardCharsets.UTF_8));
      // Looked at under the claim: until now another client may have been taking a tree away.
      return new SubmissionClaim(tree, submitter, !others(tree).isEmpty());
    } catch (KeeperException.NodeExistsException e) {
      throw new ChangeException(
          ChangeException.Kind.BUSY,
          "the job is being submitted or changed by "
              + holder(client, path)
              + " at this moment; if that command was killed, try again in a few seconds, when its"
              + " ZooKeeper session has ended",
          e);
    } catch (ChangeException | TreeException e) {
      throw e;
    } catch (Exception e) {
      throw TreeException.of("create " + path, e);
    }
  }

  /** Who holds it, as the tree's records name them. */
  public String submitter() {
    return submitter;
  }

  /** Whether the job had anything in ZooKeeper when the claim was made. */
  public boolean treeWasThere() {
    return treeWasThere;
  }

  /** Whether the claim is this client's; one that went with a lost session is made again. */
  public boolean held() throws Exception {
    Stat claim = client.checkExists().forPath(path);
    if (claim == null) {
      try {
        client
            .create()
            .withMode(CreateMode.EPHEMERAL)
            .forPath(path, submitter.getBytes(StandardCharsets.UTF_8));
        return true;
      } catch (KeeperException.NodeExistsException | KeeperException.NoNodeException e) {
        return false;
      }
    }
    return claim.getEphemeralOwner() == client.getZookeeperClient().getZooKeeper().getSessionId();
  }

  /** Takes the whole tree away but the claim itself, which {@link #close} takes with the root. */
  public void emptyTree() throws Exception {
    for (String child : others(tree)) {
      client
          .delete()
          .quietly()
          .deletingChildrenIfNeeded()
          .forPath(tree.paths().job() + "/" + child);
    }
    emptied = true;
  }

  /** Lets other clients in. */
  @Override
  public void close() {
    try {
      if (held()) {
        client.delete().quietly().forPath(path);
      }
      if (emptied) {
        client.delete().quietly().forPath(tree.paths().job());
      }
    } catch (KeeperException.NotEmptyException e) {
      // The next client is at work there already.
      LOG.debug("{} stays", tree.paths().job());
    } catch (Exception e) {
      throw TreeException.of("delete " + path, e);
    }
  }

  private static List<String> others(JobTree tree) {
    String path = tree.paths().submitting();
    String name = path.substring(path.lastIndexOf('/') + 1);
    return tree.children(tree.paths().job()).stream().filter(child -> !child.equals(name)).toList();
  }

  private static String holder(CuratorFramework client, String path) {
    try {
      return new String(client.getData().forPath(path), StandardCharsets.UTF_8);
    } catch (Exception e) {
      return "another client";
    }
  }
}
