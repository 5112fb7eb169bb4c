package io.samzakeeper.change;

import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.transaction.CuratorOp;

/** Many writes to a tree in few round trips. */
public final class TreeWrites {
  /** Far below what fits a request (ZooKeeper's {@code jute.maxbuffer}, 1 MiB). */
  private static final int OPERATIONS_PER_MULTI = 200;

  private TreeWrites() {}

  /** An operation that creates the znode, or sets it where there is one. */
  public static CuratorOp put(CuratorFramework client, String path, byte[] data) throws Exception {
    return client.checkExists().forPath(path) == null
        ? client.transactionOp().create().forPath(path, data)
        : client.transactionOp().setData().forPath(path, data);
  }

  /** In order; what of it is done when one chunk fails stays done. */
  public static void inChunks(CuratorFramework client, List<CuratorOp> operations)
      throws Exception {
    for (int from = 0; from < operations.size(); from += OPERATIONS_PER_MULTI) {
      int to = Math.min(operations.size(), from + OPERATIONS_PER_MULTI);
      client.transaction().forOperations(operations.subList(from, to));
    }
  }
}
