package io.samzakeeper.tree;

import io.samzakeeper.tree.Server.State;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSocketFactory;
import org.apache.zookeeper.client.ConnectStringParser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the servers of a connection string are, for a person who cannot reach them.
 *
 * @param states by address
 */
record EnsembleReport(Map<String, State> states) {
  private static final Logger LOG = LoggerFactory.getLogger(EnsembleReport.class);

  /** Asks all servers at once; blocks for a second or so, longer where names resolve slowly. */
  static EnsembleReport ask(String connect, Optional<SSLSocketFactory> tls)
      throws InterruptedException {
    Set<Server> servers = Server.all(new ConnectStringParser(connect).getServerAddresses(), tls);
    Map<Server, State> answers = new ConcurrentHashMap<>();
    Map<Server, Thread> asking = new LinkedHashMap<>();
    for (Server server : servers) {
      Thread thread =
          new Thread(() -> answers.put(server, answer(server)), "ask " + server.shown());
      thread.setDaemon(true);
      thread.start();
      asking.put(server, thread);
    }
    Map<String, State> states = new LinkedHashMap<>();
    for (Map.Entry<Server, Thread> each : asking.entrySet()) {
      each.getValue().join();
      states.put(each.getKey().shown(), answers.getOrDefault(each.getKey(), State.UNKNOWN));
    }
    return new EnsembleReport(states);
  }

  private static State answer(Server server) {
    try {
      return server.ask();
    } catch (IOException e) {
      LOG.debug("{} could not be asked", server.shown(), e);
      return State.UNKNOWN;
    }
  }

  /** Whether there is nothing to wait for: each of them says, or its machine, that it is down. */
  boolean isDown() {
    return !states.isEmpty() && states.values().stream().allMatch(State::isDown);
  }

  /** In one line. */
  @Override
  public String toString() {
    if (states.isEmpty()) {
      return "no ZooKeeper server has an address";
    }
    String servers =
        states.entrySet().stream()
            .map(server -> server.getKey() + " " + server.getValue().words())
            .collect(Collectors.joining(", "));
    return (states.containsValue(State.NO_QUORUM) && !states.containsValue(State.SERVES)
            ? "ZooKeeper has no quorum: "
            : "ZooKeeper does not answer: ")
        + servers;
  }
}
