package io.samzakeeper.am.supervisor;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** In which racks hosts are, as far as this leader has heard of containers there. */
final class Racks {
  /**
   * Of every host that the cluster's topology does not know, and so of all where it has none:
   * Hadoop's {@code NetworkTopology.DEFAULT_RACK}. It says nothing.
   */
  private static final String NOWHERE = "/default-rack";

  private final Map<String, String> byHost = new HashMap<>();

  void learn(String host, String rack) {
    if (!rack.isEmpty() && !rack.equals(NOWHERE)) {
      byHost.put(host, rack);
    }
  }

  Optional<String> of(String host) {
    return Optional.ofNullable(byHost.get(host));
  }

  /** Those that are known of the hosts. */
  Set<String> of(Collection<String> hosts) {
    Set<String> racks = new TreeSet<>();
    hosts.forEach(host -> of(host).ifPresent(racks::add));
    return racks;
  }

  /** What two hosts would lose together: the more, the higher. */
  int shared(String one, String other) {
    if (one.equals(other)) {
      return 2;
    }
    return of(one).isPresent() && of(one).equals(of(other)) ? 1 : 0;
  }
}
