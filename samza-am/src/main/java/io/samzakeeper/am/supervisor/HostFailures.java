package io.samzakeeper.am.supervisor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where containers have failed of late, as far as this leader has seen: a host on which several did
 * is left out for a while. A processor that has failed on another host, too, speaks against itself,
 * and not against hosts.
 */
final class HostFailures {
  /**
   * Of the cluster's hosts: with more left out than a third the job would suffer more than gain.
   */
  private static final int SHARE_OF_CLUSTER = 3;

  /** More than that many say nothing more. */
  private static final int MOST_REMEMBERED = 1_000;

  private record Failure(String host, String processor, Instant at) {}

  private final List<Failure> failures = new ArrayList<>();
  private Set<String> told = Set.of();
  private int clusterNodes;

  /**
   * How many nodes the cluster has.
   *
   * @param nodes 0 where that is not known: what was said before holds
   */
  void clusterHas(int nodes) {
    clusterNodes = nodes == 0 ? clusterNodes : nodes;
  }

  /** 0 while it is not known. */
  int clusterNodes() {
    return clusterNodes;
  }

  /**
   * A container has failed, or could not be started.
   *
   * @param processor that it was for; empty for none
   */
  void add(String host, String processor, Instant now) {
    boolean isOfProcessor =
        !processor.isEmpty()
            && failures.stream()
                .anyMatch(
                    before -> before.processor().equals(processor) && !before.host().equals(host));
    if (isOfProcessor) {
      failures.removeIf(before -> before.processor().equals(processor));
    } else if (failures.size() < MOST_REMEMBERED) {
      failures.add(new Failure(host, processor, now));
    }
  }

  /** Hosts on which nothing is to be started now, but by an explicit wish. */
  Set<String> excluded(PlacementRules rules, Changes changes) {
    forgetOld(rules.exclusionWindow(), changes);
    Map<String, Integer> counts = new LinkedHashMap<>();
    List<String> bad = new ArrayList<>();
    for (Failure failure : failures) {
      if (counts.merge(failure.host(), 1, Integer::sum) == rules.exclusionFailures()) {
        bad.add(failure.host());
      }
    }
    Set<String> excluded =
        new TreeSet<>(bad.subList(0, Math.min(bad.size(), clusterNodes / SHARE_OF_CLUSTER)));
    tell(excluded, rules, changes);
    return excluded;
  }

  private void forgetOld(Duration window, Changes changes) {
    while (!failures.isEmpty() && changes.isDue(failures.get(0).at().plus(window))) {
      failures.remove(0);
    }
  }

  private void tell(Set<String> excluded, PlacementRules rules, Changes changes) {
    for (String host : excluded) {
      if (!told.contains(host)) {
        changes.tell(
            "job",
            rules.exclusionFailures()
                + " containers have failed on "
                + host
                + ": left out for up to "
                + rules.exclusionWindow().toSeconds()
                + " s");
      }
    }
    for (String host : told) {
      if (!excluded.contains(host)) {
        changes.tell("job", host + " may have containers again");
      }
    }
    told = excluded;
  }
}
