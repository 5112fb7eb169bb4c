package io.samzakeeper.tree;

import java.util.ArrayList;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.curator.framework.api.transaction.CuratorTransactionResult;
import org.apache.zookeeper.KeeperException;

/**
 * Ownership that ZooKeeper checks with each write: a znode and the version that it had when it was
 * taken. The leader's fence is the epoch znode, a worker's is its assignment.
 *
 * @param path the znode
 * @param version the version that makes the holder the owner
 */
public record Fence(String path, int version) {

  /**
   * Writes all or nothing, if the fence still holds; durable on return.
   *
   * @throws FencedException when the fence has been taken by somebody else
   * @throws TreeException when another operation was refused, or ZooKeeper did not answer: then the
   *     write may or may not have been done
   */
  public List<CuratorTransactionResult> commit(CuratorFramework client, List<CuratorOp> writes) {
    try {
      List<CuratorOp> all = new ArrayList<>(writes.size() + 1);
      all.add(client.transactionOp().check().withVersion(version).forPath(path));
      all.addAll(writes);
      return client.transaction().forOperations(all);
    } catch (KeeperException e) {
      if (isFenced(e)) {
        throw new FencedException(path + " is no longer at version " + version, e);
      }
      throw TreeException.of("write below " + path, e);
    } catch (Exception e) {
      throw TreeException.of("write below " + path, e);
    }
  }

  /** In a failed multi the first result with an error is the operation that failed. */
  private static boolean isFenced(KeeperException e) {
    return e.getResults() != null
        && !e.getResults().isEmpty()
        && e.getResults().get(0) instanceof org.apache.zookeeper.OpResult.ErrorResult first
        && (first.getErr() == KeeperException.Code.BADVERSION.intValue()
            || first.getErr() == KeeperException.Code.NONODE.intValue());
  }
}
