package io.samzakeeper.tree;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Writes that go out in one multi. Of several of one znode the last counts, and is durable for all
 * of them. Compared by identity.
 */
final class WriteBatch {
  private final List<Write> writes;
  private final Map<String, byte[]> values = new LinkedHashMap<>();

  WriteBatch(List<Write> writes) {
    this.writes = List.copyOf(writes);
    writes.forEach(
        write -> {
          values.remove(write.path);
          values.put(write.path, write.value);
        });
  }

  /** Znode to its new value, null to remove it; those that were asked for first come first. */
  Map<String, byte[]> values() {
    return values;
  }

  Set<String> paths() {
    return values.keySet();
  }

  /** Wakes whoever waits: it is durable. */
  void succeed() {
    writes.forEach(write -> write.done.complete(null));
  }

  /** Wakes whoever waits: it is not known to be written. */
  void fail(TreeException reason) {
    writes.forEach(write -> write.done.completeExceptionally(reason));
  }

  /** One write that somebody asked for. Compared by identity: two may look alike. */
  static final class Write {
    final String path;
    final byte[] value;
    final CompletableFuture<Void> done = new CompletableFuture<>();

    /**
     * @param value null to remove the znode
     */
    Write(String path, byte[] value) {
      this.path = path;
      this.value = value;
    }

    int size() {
      return path.length() + (value == null ? 0 : value.length);
    }
  }
}
