package io.samzakeeper.e2e;

import io.samzakeeper.e2e.TransactionLog.Operation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that an ensemble has accepted, from the logs of all its servers: one that was away has gaps,
 * one that was killed may hold what was never agreed on. What it has once seen it keeps, since a
 * server deletes old logs when it starts; so it has to be {@link #gather gathered} before servers
 * are restarted.
 */
final class TransactionHistory {
  private final List<TransactionLog> servers;
  private final TreeMap<Long, List<Operation>> agreed = new TreeMap<>();

  TransactionHistory(List<TransactionLog> servers) {
    this.servers = List.copyOf(servers);
  }

  /** Takes in what the servers have now: what a majority of them has written. */
  synchronized void gather() {
    Map<Long, Integer> writtenBy = new HashMap<>();
    Map<Long, List<Operation>> seen = new HashMap<>();
    for (TransactionLog server : servers) {
      Map<Long, List<Operation>> transactions = server.readByTransaction();
      transactions.keySet().forEach(zxid -> writtenBy.merge(zxid, 1, Integer::sum));
      seen.putAll(transactions);
    }
    int majority = servers.size() / 2 + 1;
    writtenBy.forEach(
        (zxid, copies) -> {
          if (copies >= majority) {
            agreed.put(zxid, seen.get(zxid));
          }
        });
  }

  /** Everything that was acknowledged before the call, and perhaps more, in order. */
  synchronized List<Operation> read() {
    gather();
    return agreed.values().stream().flatMap(List::stream).toList();
  }
}
