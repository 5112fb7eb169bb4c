package io.samzakeeper.grid;

import java.util.ArrayList;
import java.util.List;

/**
 * The ports of a grid: the products' usual ones, all moved by one offset. Nodes have addresses of
 * their own, so the same ports serve all of them.
 */
public record GridPorts(int offset) {

  /** A port that a daemon listens on, and for what; for messages. */
  record Use(String host, int port, String purpose) {}

  /** Client port of server 1, 2 or 3: from 2181. */
  public int zooKeeper(int server) {
    return 2180 + server + offset;
  }

  int zooKeeperQuorum(int server) {
    return 2887 + server + offset;
  }

  int zooKeeperElection(int server) {
    return 3887 + server + offset;
  }

  public int kafka() {
    return 9092 + offset;
  }

  int kafkaController() {
    return 9093 + offset;
  }

  int resourceManagerScheduler() {
    return 8030 + offset;
  }

  int resourceManagerTracker() {
    return 8031 + offset;
  }

  int resourceManagerClient() {
    return 8032 + offset;
  }

  int resourceManagerAdmin() {
    return 8033 + offset;
  }

  public int resourceManagerWeb() {
    return 8088 + offset;
  }

  int nodeManagerLocalizer() {
    return 8040 + offset;
  }

  int nodeManagerContainers() {
    return 8041 + offset;
  }

  public int nodeManagerWeb() {
    return 8042 + offset;
  }

  int nodeManagerCollector() {
    return 8048 + offset;
  }

  List<Use> ofZooKeeper(int server, int servers) {
    List<Use> uses = new ArrayList<>();
    uses.add(new Use(Address.LOCAL, zooKeeper(server), "clients"));
    if (servers > 1) {
      uses.add(new Use(Address.LOCAL, zooKeeperQuorum(server), "quorum"));
      uses.add(new Use(Address.LOCAL, zooKeeperElection(server), "election"));
    }
    return uses;
  }

  List<Use> ofKafka() {
    return List.of(
        new Use(Address.LOCAL, kafka(), "clients"),
        new Use(Address.LOCAL, kafkaController(), "controller"));
  }

  List<Use> ofResourceManager() {
    return List.of(
        new Use(Address.LOCAL, resourceManagerWeb(), "web UI"),
        new Use(Address.LOCAL, resourceManagerClient(), "clients"),
        new Use(Address.LOCAL, resourceManagerScheduler(), "application masters"),
        new Use(Address.LOCAL, resourceManagerTracker(), "NodeManagers"),
        new Use(Address.LOCAL, resourceManagerAdmin(), "administration"));
  }

  List<Use> ofNodeManager(int node) {
    String host = Address.ofNode(node);
    return List.of(
        new Use(host, nodeManagerContainers(), "containers"),
        new Use(host, nodeManagerLocalizer(), "localizer"),
        new Use(host, nodeManagerWeb(), "web UI"),
        new Use(host, nodeManagerCollector(), "collector"));
  }

  /** All of a grid with these options. */
  static List<Use> all(GridOptions options) {
    GridPorts ports = new GridPorts(options.portOffset());
    List<Use> uses = new ArrayList<>();
    for (int server = 1; server <= options.zooKeepers(); server++) {
      uses.addAll(ports.ofZooKeeper(server, options.zooKeepers()));
    }
    uses.addAll(ports.ofKafka());
    uses.addAll(ports.ofResourceManager());
    for (int node = 1; node <= options.nodes(); node++) {
      uses.addAll(ports.ofNodeManager(node));
    }
    return uses;
  }

  /** Loopback addresses. The whole of 127.0.0.0/8 is local on Linux, without any set-up. */
  static final class Address {
    static final String LOCAL = "127.0.0.1";

    private Address() {}

    /** nm1 is 127.0.0.2. */
    static String ofNode(int node) {
      return "127.0.0." + (node + 1);
    }
  }
}
