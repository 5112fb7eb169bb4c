package io.samzakeeper.am;

import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeException;
import java.nio.charset.StandardCharsets;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.leader.LeaderLatchListener;
import org.apache.zookeeper.KeeperException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands for election among the job's candidates. A candidate is known by its container and
 * process, {@code <container id>/<pid>}.
 */
final class Candidacy implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Candidacy.class);

  private final JobTree tree;
  private final CuratorFramework client;
  private final String path;
  private final String containerId;
  private final LeaderLatch latch;

  Candidacy(JobTree tree, String containerId, long pid) {
    this.tree = tree;
    this.client = tree.client();
    this.path = tree.paths().candidates();
    this.containerId = containerId;
    this.latch =
        new LeaderLatch(
            client,
            path,
            containerId + "/" + pid,
            // Ending without leadership must not call back into a process that is going down.
            LeaderLatch.CloseMode.SILENT);
  }

  /** Stands, and calls the listener from a Curator thread on election and on its loss. */
  void stand(LeaderLatchListener listener) {
    try {
      removePredecessor();
      latch.addListener(listener);
      latch.start();
    } catch (TreeException e) {
      throw e;
    } catch (Exception e) {
      throw new TreeException("could not stand for election at " + path, e);
    }
  }

  String candidateId() {
    return latch.getId();
  }

  @Override
  public void close() throws java.io.IOException {
    if (latch.getState() == LeaderLatch.State.STARTED) {
      latch.close();
    }
  }

  /**
   * A candidate of our own container that is still in the election is dead: the launcher starts the
   * next only when it has ended. Waiting for its session to expire would cost seconds.
   */
  private void removePredecessor() throws Exception {
    tree.ensure(path);
    for (String child : client.getChildren().forPath(path)) {
      String node = path + "/" + child;
      try {
        String id = new String(client.getData().forPath(node), StandardCharsets.UTF_8);
        if (id.startsWith(containerId + "/")) {
          LOG.info("Candidate {} of this container is dead: taken out of the election", id);
          client.delete().forPath(node);
        }
      } catch (KeeperException.NoNodeException e) {
        LOG.debug("{} left the election by itself", node);
      }
    }
  }
}
