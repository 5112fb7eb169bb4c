package io.samzakeeper.am;

import io.samzakeeper.job.LeaderRecord;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.Fence;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeException;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;

/**
 * Takes the epoch: a versioned write, so that of two who believe to be elected one gets each
 * number. The election only chooses who tries; safety rests on this write alone.
 */
final class EpochClaim {
  private final JobTree tree;

  EpochClaim(JobTree tree) {
    this.tree = tree;
  }

  /**
   * Makes this process the leader; durable on return. Whoever led before cannot write any more.
   *
   * @param leader must differ from every earlier claim, since an unanswered write is recognised by
   *     its content
   * @return the fence of all that the leader writes; its version is the epoch
   */
  Fence take(LeaderRecord leader) {
    CuratorFramework client = tree.client();
    String path = tree.paths().epoch();
    byte[] data = Znodes.encode(leader);
    try {
      while (true) {
        Stat stat = client.checkExists().forPath(path);
        if (stat == null) {
          tree.ensure(path);
          continue;
        }
        try {
          Stat written = client.setData().withVersion(stat.getVersion()).forPath(path, data);
          return new Fence(path, written.getVersion());
        } catch (KeeperException.BadVersionException e) {
          // Either another candidate was faster, or our own write was done and its answer lost.
          var current = tree.leader();
          if (current.isPresent() && current.get().value().equals(leader)) {
            return new Fence(path, current.get().version());
          }
        }
      }
    } catch (TreeException e) {
      throw e;
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw new TreeException("could not take the epoch at " + path, e);
    }
  }
}
