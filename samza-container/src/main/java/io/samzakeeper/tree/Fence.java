package io.samzakeeper.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.curator.framework.api.transaction.CuratorTransactionResult;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
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
      return client.transaction().forOperations(checked(client, writes));
    } catch (KeeperException e) {
      throw refusal(e, e.getResults());
    } catch (Exception e) {
      throw TreeException.of("write below " + path, e);
    }
  }

  /**
   * The same without waiting, and without Curator's retries. What one session sends is done in the
   * order in which it is sent, unless the connection is lost in between.
   *
   * @return completes on ZooKeeper's thread, which must not be held up; fails as {@link #commit}
   */
  CompletableFuture<Void> send(CuratorFramework client, List<CuratorOp> writes) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    try {
      List<Op> operations = new ArrayList<>(writes.size() + 2);
      checked(client, writes).forEach(operation -> operations.add(operation.get()));
      client
          .getZookeeperClient()
          .getZooKeeper()
          .multi(
              operations,
              (code, ignoredPath, context, results) -> {
                if (code == Code.OK.intValue()) {
                  done.complete(null);
                } else {
                  done.completeExceptionally(
                      refusal(KeeperException.create(Code.get(code)), results));
                }
              },
              null);
    } catch (Exception e) {
      done.completeExceptionally(TreeException.of("write below " + path, e));
    }
    return done;
  }

  private List<CuratorOp> checked(CuratorFramework client, List<CuratorOp> writes)
      throws Exception {
    List<CuratorOp> all = new ArrayList<>(writes.size() + 2);
    all.add(client.transactionOp().check().withVersion(version).forPath(path));
    if (witness.isPresent()) {
      all.add(client.transactionOp().check().forPath(witness.get()));
    }
    all.addAll(writes);
    return all;
  }

  /**
   * @param results of each operation; null when none was done
   */
  private TreeException refusal(KeeperException e, List<OpResult> results) {
    if (isRefused(results, 0)) {
      return new FencedException(path + " is no longer at version " + version, e);
    }
    if (witness.isPresent() && isRefused(results, 1)) {
      return new FencedException(witness.get() + " is gone, and the session that made it", e);
    }
    return TreeException.of("write below " + path, e);
  }

  /** In a failed multi the operation that failed has an error of its own, those before it none. */
  private static boolean isRefused(List<OpResult> results, int operation) {
    return results != null
        && results.size() > operation
        && results.get(operation) instanceof ErrorResult result
        && (result.getErr() == Code.BADVERSION.intValue()
            || result.getErr() == Code.NONODE.intValue());
  }
}
