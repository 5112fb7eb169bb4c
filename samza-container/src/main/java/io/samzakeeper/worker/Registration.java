package io.samzakeeper.worker;

import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.WorkerRegistration;
import io.samzakeeper.job.WorkerRegistration.State;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.TreeException;
import io.samzakeeper.tree.Versioned;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;

/** What this worker says of itself in the tree, for as long as its session lives. */
final class Registration {
  private final CuratorFramework client;
  private final String path;
  private final WorkerRegistration first;
  private String processor;
  private int assignmentVersion;
  private long planGeneration;

  /** It is made once: a worker whose session is over has to end, and nothing may look as before. */
  private boolean made;

  /**
   * @param first whose container stays
   */
  Registration(CuratorFramework client, String path, WorkerRegistration first) {
    this.client = client;
    this.path = path;
    this.first = first;
    this.processor = first.processor();
    this.assignmentVersion = first.assignmentVersion();
    this.planGeneration = first.planGeneration();
  }

  /**
   * Which processor it is for from here on, unassigned as yet; said with the next {@link #enter}.
   */
  synchronized void serves(String given) {
    processor = given;
    assignmentVersion = first.assignmentVersion();
    planGeneration = first.planGeneration();
  }

  /** By which assignment it runs from here on; said with the next {@link #enter}. */
  synchronized void runsBy(Versioned<Assignment> assignment) {
    assignmentVersion = assignment.version();
    planGeneration = assignment.value().planGeneration();
  }

  /**
   * Says it; in ZooKeeper on return. Blocks while there is no connection and the session may still
   * live.
   *
   * @throws TreeException when ZooKeeper refused, or when the session that made the znode is over
   */
  synchronized void enter(State state, String lastError) {
    byte[] data =
        Znodes.encode(
            new WorkerRegistration(
                first.containerId(),
                processor,
                first.host(),
                first.pid(),
                state,
                assignmentVersion,
                planGeneration,
                System.currentTimeMillis(),
                lastError,
                first.livenessAddress(),
                first.launch()));
    try {
      while (!written(data)) {
        // Somebody's session ended between two of our steps: look again.
        Thread.onSpinWait();
      }
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw new TreeException("could not write " + path + ": " + e.getMessage(), e);
    }
  }

  private boolean written(byte[] data) throws Exception {
    if (made) {
      client.setData().forPath(path, data);
      return true;
    }
    Stat stat = client.checkExists().creatingParentsIfNeeded().forPath(path);
    try {
      if (stat == null) {
        client.create().withMode(CreateMode.EPHEMERAL).forPath(path, data);
        made = true;
        return true;
      }
      if (stat.getEphemeralOwner() == client.getZookeeperClient().getZooKeeper().getSessionId()) {
        made = true; // the answer to our create was lost
        return written(data);
      }
      // Of an earlier process in this container: it would vanish while this one lives.
      client.delete().withVersion(stat.getVersion()).forPath(path);
      return false;
    } catch (KeeperException.NodeExistsException
        | KeeperException.NoNodeException
        | KeeperException.BadVersionException e) {
      return false;
    }
  }
}
