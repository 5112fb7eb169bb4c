package io.samzakeeper.tree;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.zookeeper.KeeperException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets, makes and removes znodes under a fence, and knows which are there. */
final class FencedBatches implements BatchWriter {
  private static final Logger LOG = LoggerFactory.getLogger(FencedBatches.class);

  private final CuratorFramework client;
  private final Fence fence;

  /** Znodes that are there, as far as is known. */
  private final Set<String> existing = new HashSet<>();

  FencedBatches(CuratorFramework client, Fence fence) {
    this.client = client;
    this.fence = fence;
  }

  @Override
  public Optional<CompletionStage<Void>> send(WriteBatch batch) {
    if (batch.values().containsValue(null) || !existing.containsAll(batch.paths())) {
      return Optional.empty();
    }
    return Optional.of(fence.send(client, operations(batch)));
  }

  @Override
  public void write(WriteBatch batch) {
    try {
      fence.commit(client, operations(batch));
      batch.values().forEach(this::remember);
    } catch (TreeException e) {
      existing.clear();
      throw e;
    }
  }

  private List<CuratorOp> operations(WriteBatch batch) {
    List<CuratorOp> operations = new ArrayList<>(batch.values().size());
    for (Map.Entry<String, byte[]> write : batch.values().entrySet()) {
      String path = write.getKey();
      try {
        boolean there = existing.contains(path) || client.checkExists().forPath(path) != null;
        if (write.getValue() == null) {
          if (there) {
            operations.add(client.transactionOp().delete().forPath(path));
          }
        } else if (there) {
          operations.add(client.transactionOp().setData().forPath(path, write.getValue()));
        } else {
          makeParent(path);
          operations.add(client.transactionOp().create().forPath(path, write.getValue()));
        }
      } catch (Exception e) {
        throw TreeException.of("prepare the write of " + path, e);
      }
    }
    return operations;
  }

  private void makeParent(String path) throws Exception {
    String parent = path.substring(0, path.lastIndexOf('/'));
    if (existing.add(parent)) {
      try {
        client.create().creatingParentsIfNeeded().forPath(parent, new byte[0]);
      } catch (KeeperException.NodeExistsException e) {
        LOG.debug("{} is there already", parent);
      }
    }
  }

  private void remember(String path, byte[] value) {
    if (value == null) {
      existing.remove(path);
    } else {
      existing.add(path);
    }
  }
}
