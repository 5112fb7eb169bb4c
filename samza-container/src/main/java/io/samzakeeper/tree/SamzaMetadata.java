package io.samzakeeper.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.curator.framework.api.transaction.CuratorOp;

/** What Samza's own managers keep in a job's tree: where a planner's request gets it from. */
public final class SamzaMetadata {
  private SamzaMetadata() {}

  /** All of it, by namespace and key; values as the managers wrote them. */
  public static SortedMap<String, SortedMap<String, byte[]>> read(JobTree tree) {
    JobPaths paths = tree.paths();
    SortedMap<String, SortedMap<String, byte[]>> all = new TreeMap<>();
    for (String namespace : tree.children(paths.metadata())) {
      SortedMap<String, byte[]> values = new TreeMap<>();
      tree.readChildrenBytes(paths.metadata() + "/" + namespace)
          .forEach((key, value) -> values.put(JobPaths.decode(key), value.value()));
      all.put(JobPaths.decode(namespace), values);
    }
    return all;
  }

  /**
   * The writes that bring one state to another and leave all else, as workers write, too. Makes the
   * parents.
   */
  public static List<CuratorOp> changes(
      JobTree tree,
      SortedMap<String, SortedMap<String, byte[]>> before,
      SortedMap<String, SortedMap<String, byte[]>> wanted) {
    SortedMap<String, SortedMap<String, byte[]>> all = new TreeMap<>(before);
    wanted.keySet().forEach(namespace -> all.putIfAbsent(namespace, new TreeMap<>()));
    List<CuratorOp> operations = new ArrayList<>();
    for (String namespace : all.keySet()) {
      tree.ensure(tree.paths().metadata(namespace));
      SortedMap<String, byte[]> old = all.get(namespace);
      SortedMap<String, byte[]> next = wanted.getOrDefault(namespace, new TreeMap<>());
      SortedSet<String> keys = new TreeSet<>(old.keySet());
      keys.addAll(next.keySet());
      for (String key : keys) {
        if (!Arrays.equals(old.get(key), next.get(key))) {
          write(tree, tree.paths().metadata(namespace, key), next.get(key))
              .ifPresent(operations::add);
        }
      }
    }
    return operations;
  }

  /**
   * @param value null to remove it
   */
  private static Optional<CuratorOp> write(JobTree tree, String path, byte[] value) {
    boolean isThere = tree.exists(path);
    try {
      if (value == null) {
        return isThere
            ? Optional.of(tree.client().transactionOp().delete().forPath(path))
            : Optional.empty();
      }
      return Optional.of(
          isThere
              ? tree.client().transactionOp().setData().forPath(path, value)
              : tree.client().transactionOp().create().forPath(path, value));
    } catch (Exception e) {
      throw TreeException.of("prepare the write of " + path, e);
    }
  }
}
