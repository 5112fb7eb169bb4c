package io.samzakeeper.samza;

import org.apache.samza.metrics.MetricsRegistryMap;

/**
 * A container's metrics registry that also carries the worker's tree and its input gate. Samza
 * makes the factories of checkpoint manager and chooser by their class names and hands them two
 * things: a copy of the config, which holds strings only, and the registry that was passed to the
 * container. This is the one way without static state to let them have what is the worker's.
 */
public final class KeeperMetricsRegistry extends MetricsRegistryMap {
  private final OwnedTree owned;
  private final InputGate gate;

  public KeeperMetricsRegistry(OwnedTree owned, InputGate gate) {
    this.owned = owned;
    this.gate = gate;
  }

  OwnedTree owned() {
    return owned;
  }

  InputGate gate() {
    return gate;
  }
}
