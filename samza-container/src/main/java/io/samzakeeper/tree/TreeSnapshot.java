package io.samzakeeper.tree;

import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.curator.framework.recipes.cache.ChildData;

/** Znodes as they were at one moment. What is not among them does not exist here. */
public final class TreeSnapshot implements TreeView {
  private final NavigableMap<String, ChildData> znodes;

  public TreeSnapshot(NavigableMap<String, ChildData> znodes) {
    this.znodes = znodes;
  }

  @Override
  public Optional<Versioned<byte[]>> readBytes(String path) {
    return Optional.ofNullable(znodes.get(path)).flatMap(TreeSnapshot::content);
  }

  @Override
  public SortedMap<String, Versioned<byte[]>> readChildrenBytes(String parent) {
    SortedMap<String, Versioned<byte[]>> children = new TreeMap<>();
    children(parent)
        .forEach(
            name -> {
              ChildData znode = znodes.get(parent + "/" + name);
              byte[] data = znode.getData() == null ? new byte[0] : znode.getData();
              children.put(name, new Versioned<>(data, znode.getStat().getVersion()));
            });
    return children;
  }

  @Override
  public List<String> children(String parent) {
    String prefix = parent + "/";
    return znodes.tailMap(prefix, false).keySet().stream()
        .takeWhile(path -> path.startsWith(prefix))
        .map(path -> path.substring(prefix.length()))
        .filter(name -> name.indexOf('/') < 0)
        .toList();
  }

  @Override
  public boolean exists(String path) {
    return znodes.containsKey(path);
  }

  /** When a znode was made, epoch milliseconds; 0 where there is none. */
  public long madeMillis(String path) {
    ChildData znode = znodes.get(path);
    return znode == null ? 0 : znode.getStat().getCtime();
  }

  private static Optional<Versioned<byte[]>> content(ChildData znode) {
    byte[] data = znode.getData();
    return data == null || data.length == 0
        ? Optional.empty()
        : Optional.of(new Versioned<>(data, znode.getStat().getVersion()));
  }
}
