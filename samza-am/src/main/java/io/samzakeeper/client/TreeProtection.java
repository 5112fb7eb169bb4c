package io.samzakeeper.client;

import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.ACL;

/**
 * Gives a job's tree the ACL that its submission wants: a new one before anything is in it, one
 * that is there from its leaves up. The job's own znode comes last, and shows what is done: what
 * was begun and not finished is begun again by the next submission.
 */
final class TreeProtection {
  private final JobTree tree;
  private final CuratorFramework client;
  private final List<ACL> acl;

  TreeProtection(JobTree tree, List<ACL> acl) {
    this.tree = tree;
    this.client = tree.client();
    this.acl = acl;
  }

  /** Before anything is made in the tree; durable on return. */
  void begin() {
    String job = tree.paths().job();
    try {
      client.create().creatingParentsIfNeeded().withACL(acl).forPath(job, new byte[0]);
    } catch (KeeperException.NodeExistsException e) {
      return; // there since an earlier submission, which may have wanted another one
    } catch (Exception e) {
      throw TreeException.of("create " + job, e);
    }
  }

  /** While nobody is at work in the tree but this client; durable on return. */
  void takeOver() {
    String job = tree.paths().job();
    if (!present(job).equals(acl)) {
      TreeWalk walk = new TreeWalk(client);
      SortedMap<Integer, List<String>> levels = new TreeMap<>(Comparator.reverseOrder());
      walk.read(job).ifPresent(node -> collect(node, 0, levels));
      levels.values().forEach(level -> walk.protect(level, acl));
    }
  }

  private List<ACL> present(String job) {
    try {
      return client.getACL().forPath(job);
    } catch (Exception e) {
      throw TreeException.of("read the ACL of " + job, e);
    }
  }

  /** Not YARN's tokens: they have an ACL of their own, and the registration deletes them. */
  private void collect(TreeNode node, int depth, SortedMap<Integer, List<String>> levels) {
    levels.computeIfAbsent(depth, none -> new ArrayList<>()).add(node.path());
    if (!node.path().equals(tree.paths().attempts())) {
      node.children().forEach(child -> collect(child, depth + 1, levels));
    }
  }
}
