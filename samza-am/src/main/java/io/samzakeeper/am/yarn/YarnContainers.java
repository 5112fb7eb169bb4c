package io.samzakeeper.am.yarn;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.hadoop.yarn.api.records.Container;

/**
 * The containers that the RM has told us of, with the tokens that their start needs. Only in
 * memory: what was allocated and not acknowledged is told again to a successor; for the rest a
 * start is not possible any more and the container has to be given back. Safe for any thread.
 */
public final class YarnContainers {
  private final ConcurrentMap<String, Container> byId = new ConcurrentHashMap<>();

  /**
   * @return whether it was unknown
   */
  boolean add(Container container) {
    return byId.put(container.getId().toString(), container) == null;
  }

  Optional<Container> find(String containerId) {
    return Optional.ofNullable(byId.get(containerId));
  }

  void remove(String containerId) {
    byId.remove(containerId);
  }
}
