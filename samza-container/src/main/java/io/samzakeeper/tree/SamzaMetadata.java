package io.samzakeeper.tree;

import java.util.SortedMap;
import java.util.TreeMap;

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
}
