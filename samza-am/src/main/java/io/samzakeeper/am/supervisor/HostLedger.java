package io.samzakeeper.am.supervisor;

import io.samzakeeper.job.AvoidedHosts;
import java.util.Set;
import java.util.TreeSet;

/** Which hosts YARN has been told to avoid, as far as this leader knows. */
final class HostLedger {
  /** By this leader or an earlier one: durable before it is said. */
  private final TreeSet<String> ever;

  private Set<String> said;

  HostLedger(Set<String> ever) {
    this.ever = new TreeSet<>(ever);
    this.said = ever.isEmpty() ? Set.of() : null; // nobody knows what of it was taken back
  }

  /** YARN may have lost what was said, or kept it from an earlier attempt. */
  void doubt() {
    said = ever.isEmpty() ? Set.of() : null;
  }

  /** Makes YARN avoid these and no others, if it does not, for all that is asked for with it. */
  void avoid(Set<String> hosts, Changes changes) {
    if (hosts.equals(said)) {
      return;
    }
    if (ever.addAll(hosts)) {
      changes.put(new Mutation.PutAvoidedHosts(new AvoidedHosts(new TreeSet<>(ever))));
    }
    said = Set.copyOf(hosts);
    Set<String> others = new TreeSet<>(ever);
    others.removeAll(hosts);
    changes.actFirst(new Action.Avoid(said, Set.copyOf(others)));
  }
}
