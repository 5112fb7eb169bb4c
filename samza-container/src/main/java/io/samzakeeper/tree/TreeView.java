package io.samzakeeper.tree;

import io.samzakeeper.job.Znodes;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a job's tree holds, to read: the tree itself, or a copy of parts of it. Safe for any thread.
 * Throws {@link TreeException} when ZooKeeper cannot be asked.
 */
public interface TreeView {

  /** What a znode holds; nothing where there is none, or it is empty. */
  Optional<Versioned<byte[]>> readBytes(String path);

  /** All below a path, empty ones, too, by the names of their znodes, still encoded. */
  SortedMap<String, Versioned<byte[]>> readChildrenBytes(String parent);

  /** Names (still encoded) below a path; none where it does not exist. */
  List<String> children(String parent);

  boolean exists(String path);

  /** One record, or nothing where there is no znode or it holds no data yet. */
  default <T extends Record> Optional<Versioned<T>> read(String path, Class<T> type) {
    return readBytes(path).map(raw -> decode(path, raw, type));
  }

  /** All records below a path, by the name of their znode (still encoded). */
  default <T extends Record> SortedMap<String, Versioned<T>> readChildren(
      String parent, Class<T> type) {
    SortedMap<String, Versioned<T>> records = new TreeMap<>();
    readChildrenBytes(parent)
        .forEach((name, raw) -> records.put(name, decode(parent + "/" + name, raw, type)));
    return records;
  }

  private static <T extends Record> Versioned<T> decode(
      String path, Versioned<byte[]> raw, Class<T> type) {
    return new Versioned<>(Znodes.decode(path, raw.value(), type), raw.version());
  }
}
