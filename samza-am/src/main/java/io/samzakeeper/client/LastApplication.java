package io.samzakeeper.client;

import io.samzakeeper.change.TreeWrites;
import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.LeaderRecord;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.Versioned;
import java.util.ArrayList;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.transaction.CuratorOp;

/**
 * Processes that an application may have left somewhere, on a host that was cut off for instance.
 */
final class LastApplication {
  private LastApplication() {}

  /**
   * Writes after which none of them can write to the tree. Assignments stay as nobody's, since
   * their versions must never repeat, and so no worker can commit. The epoch moves on, so no leader
   * can write.
   *
   * @param by who does it, for people
   */
  static List<CuratorOp> shutOut(JobTree tree, String by) throws Exception {
    CuratorFramework client = tree.client();
    JobPaths paths = tree.paths();
    List<CuratorOp> operations = new ArrayList<>();
    if (client.checkExists().forPath(paths.epoch()) != null) {
      operations.add(
          TreeWrites.put(
              client,
              paths.epoch(),
              Znodes.encode(new LeaderRecord(by, "", "", "", System.currentTimeMillis()))));
    }
    for (Versioned<Assignment> assignment :
        tree.readChildren(paths.assignments(), Assignment.class).values()) {
      Assignment before = assignment.value();
      // With host affinity, its next container is to be on the same host.
      Assignment nobodys = new Assignment(before.processor(), "", before.host(), 0, before.epoch());
      operations.add(
          TreeWrites.put(client, paths.assignment(nobodys.processor()), Znodes.encode(nobodys)));
    }
    return operations;
  }
}
