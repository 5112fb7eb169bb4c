package io.samzakeeper.client;

import io.samzakeeper.change.SubmissionClaim;
import io.samzakeeper.change.TreeWrites;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.SamzaMetadata;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.transaction.CuratorOp;

/**
 * What Samza itself keeps in a job's tree: the metadata of its managers and the checkpoints of its
 * tasks. A client writes them while it holds the {@link SubmissionClaim} and nobody runs the job.
 */
final class SamzaState {
  private final JobTree tree;
  private final JobPaths paths;
  private final CuratorFramework client;

  SamzaState(JobTree tree) {
    this.tree = tree;
    this.paths = tree.paths();
    this.client = tree.client();
  }

  /** By namespace and key. */
  SortedMap<String, SortedMap<String, byte[]>> metadata() {
    return SamzaMetadata.read(tree);
  }

  boolean hasCheckpoints() {
    return !tree.children(paths.checkpoints()).isEmpty();
  }

  /** Writes what differs from what is there; durable on return. */
  void replaceMetadata(SortedMap<String, SortedMap<String, byte[]>> wanted) throws Exception {
    SortedMap<String, SortedMap<String, byte[]>> present = metadata();
    List<CuratorOp> operations = new ArrayList<>();
    for (var namespace : wanted.entrySet()) {
      tree.ensure(paths.metadata(namespace.getKey()));
      SortedMap<String, byte[]> old = present.getOrDefault(namespace.getKey(), new TreeMap<>());
      for (var value : namespace.getValue().entrySet()) {
        byte[] before = old.get(value.getKey());
        if (!Arrays.equals(before, value.getValue())) {
          operations.add(
              TreeWrites.put(
                  client, paths.metadata(namespace.getKey(), value.getKey()), value.getValue()));
        }
      }
    }
    for (var namespace : present.entrySet()) {
      SortedMap<String, byte[]> kept = wanted.getOrDefault(namespace.getKey(), new TreeMap<>());
      for (String key : namespace.getValue().keySet()) {
        if (!kept.containsKey(key)) {
          operations.add(
              client.transactionOp().delete().forPath(paths.metadata(namespace.getKey(), key)));
        }
      }
    }
    TreeWrites.inChunks(client, operations);
  }

  /** A run in batch mode starts at the beginning of its input. */
  void discardCheckpoints() throws Exception {
    List<CuratorOp> operations = new ArrayList<>();
    for (String task : tree.children(paths.checkpoints())) {
      operations.add(client.transactionOp().delete().forPath(paths.checkpoints() + "/" + task));
    }
    TreeWrites.inChunks(client, operations);
  }

  /** Of tasks that have none. */
  void addCheckpoints(SortedMap<String, byte[]> checkpoints) throws Exception {
    tree.ensure(paths.checkpoints());
    List<CuratorOp> operations = new ArrayList<>();
    for (var checkpoint : checkpoints.entrySet()) {
      operations.add(
          client
              .transactionOp()
              .create()
              .forPath(paths.checkpoint(checkpoint.getKey()), checkpoint.getValue()));
    }
    TreeWrites.inChunks(client, operations);
  }
}
