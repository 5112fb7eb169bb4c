package io.samzakeeper.am.supervisor;

import java.util.Map;

/**
 * Who stands for election, as a leader finds it when it begins.
 *
 * @param own container of the leader's process
 * @param am container that YARN regards as the AM
 * @param hosts of all candidates, by their containers
 */
public record Standing(String own, String am, Map<String, String> hosts) {
  public Standing {
    hosts = Map.copyOf(hosts);
  }
}
