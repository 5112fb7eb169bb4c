package io.samzakeeper.samza;

import io.samzakeeper.tree.JobPaths;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.samza.coordinator.metadatastore.CoordinatorStreamStore;
import org.apache.samza.coordinator.metadatastore.CoordinatorStreamStore.CoordinatorMessageKey;
import org.apache.samza.metadatastore.MetadataStore;

/**
 * Some namespaces of the job's metadata for Samza's own managers, which expect what a coordinator
 * stream would hold: keys that carry their namespace. Reads come from memory, as those managers
 * read everything for each key that they look up. Writes are durable on return and fenced by the
 * worker's assignment. Safe for any thread.
 */
public final class ZkMetadataStore implements MetadataStore {
  private final OwnedTree owned;
  private final List<String> namespaces;
  private final Map<String, byte[]> values = new ConcurrentHashMap<>();

  /** Reads nothing before {@link #init}. */
  public ZkMetadataStore(OwnedTree owned, List<String> namespaces) {
    this.owned = owned;
    this.namespaces = List.copyOf(namespaces);
  }

  /** Reads them, once: nobody else changes these while the worker owns its processor. */
  @Override
  public void init() {
    owned.tree().sync();
    read();
  }

  @Override
  public byte[] get(String key) {
    return all().get(key);
  }

  @Override
  public Map<String, byte[]> all() {
    return Collections.unmodifiableMap(values);
  }

  /**
   * @param value null to remove the key
   * @throws IllegalArgumentException when the key's namespace is none of this store's
   * @throws io.samzakeeper.tree.FencedException when the processor was given away
   */
  @Override
  public void put(String key, byte[] value) {
    if (value == null) {
      owned.writes().delete(path(key));
      values.remove(key);
    } else {
      owned.writes().put(path(key), value);
      values.put(key, value);
    }
  }

  @Override
  public void delete(String key) {
    put(key, null);
  }

  /** Nothing to do: every write was durable when it returned. */
  @Override
  public void flush() {}

  /** Nothing to do: the connection is the worker's. */
  @Override
  public void close() {}

  private String path(String wideKey) {
    CoordinatorMessageKey key =
        CoordinatorStreamStore.deserializeCoordinatorMessageKeyFromJson(wideKey);
    if (!namespaces.contains(key.getNamespace())) {
      throw new IllegalArgumentException(
          "the namespace " + key.getNamespace() + " is not open here; " + namespaces + " are");
    }
    return owned.tree().paths().metadata(key.getNamespace(), key.getKey());
  }

  private void read() {
    Map<String, byte[]> read = new ConcurrentHashMap<>();
    for (String namespace : namespaces) {
      owned
          .tree()
          .readChildrenBytes(owned.tree().paths().metadata(namespace))
          .forEach(
              (name, value) ->
                  read.put(
                      CoordinatorStreamStore.serializeCoordinatorMessageKeyToJson(
                          namespace, JobPaths.decode(name)),
                      value.value()));
    }
    values.keySet().retainAll(read.keySet());
    values.putAll(read);
  }
}
