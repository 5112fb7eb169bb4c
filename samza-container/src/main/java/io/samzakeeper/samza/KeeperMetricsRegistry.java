package io.samzakeeper.samza;

import org.apache.samza.metrics.MetricsRegistryMap;

/**
 * A container's metrics registry that also carries the worker's tree. Samza makes the checkpoint
 * manager's factory by its class name and hands it two things: a copy of the config, which holds
 * strings only, and the registry that was passed to the container. This is the one way without
 * static state to let the factory have the worker's connection and fence.
 */
public final class KeeperMetricsRegistry extends MetricsRegistryMap {
  private final OwnedTree owned;

  public KeeperMetricsRegistry(OwnedTree owned) {
    this.owned = owned;
  }

  OwnedTree owned() {
    return owned;
  }
}
