package io.samzakeeper.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.curator.framework.api.transaction.CuratorTransactionResult;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.OpResult.ErrorResult;

/**
 * Ownership that ZooKeeper checks with each write: a znode and the version that it had when it was
 * taken. The leader's fence is the epoch znode, a worker's is its assignment.
 *
 * @param path the znode
 * @param version the version that makes the holder the owner
 * @param witness a znode that has to be there, too
 */
public record Fence(String path, int version, Optional<String> witness) {

  public Fence(String path, int version) {
    this(path, version, Optional.empty());
  }

  /** The same, while a znode is there as well: an ephemeral one goes with its owner's session. */
  public Fence whileThereIs(String ephemeral) {
    return new Fence(path, version, Optional.of(ephemeral));
  }

  /**
   * Writes all or nothing, if the fence still holds; durable on return.
   *
   * @throws FencedException when the fence has been taken by somebody else
   * @throws TreeException when another operation was refused, or ZooKeeper did not answer: then the
   *     write may or may not have been done
   */
  public List<CuratorTransactionResult> commit(CuratorFramework client, List<CuratorOp> writes) {
    try {
      List<CuratorOp> all = new ArrayList<>(writes.size() + 2);
      all.add(client.transactionOp().check().withVersion(version).forPath(path));
      if (witness.isPresent()) {
        all.add(client.transactionOp().check().forPath(witness.get()));
      }
      all.addAll(writes);
      return client.transaction().forOperations(all);
    } catch (KeeperException e) {
      if (isRefused(e, 0)) {
        throw new FencedException(path + " is no longer at version " + version, e);
      }
      if (witness.isPresent() && isRefused(e, 1)) {
        throw new FencedException(witness.get() + " is gone, and the session that made it", e);
      }
      throw TreeException.of("write below " + path, e);
    } catch (Exception e) {
      throw TreeException.of("write below " + path, e);
    }
  }

  /** In a failed multi the operation that failed has an error of its own, those before it none. */
  private static boolean isRefused(KeeperException e, int operation) {
    return e.getResults() != null
        && e.getResults().size() > operation
        && e.getResults().get(operation) instanceof ErrorResult result
        && (result.getErr() == KeeperException.Code.BADVERSION.intValue()
            || result.getErr() == KeeperException.Code.NONODE.intValue());
  }
}
