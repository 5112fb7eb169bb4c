package io.samzakeeper.grid;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** Asks daemons whether they serve: one short connection for each question. */
final class Readiness {
  private static final int TIMEOUT_MS = (int) Duration.ofSeconds(2).toMillis();
  private static final short METADATA_REQUEST = 3;
  private static final short METADATA_VERSION = 4;

  private final GridPorts ports;
  private final ObjectMapper json = new ObjectMapper();

  Readiness(GridPorts ports) {
    this.ports = ports;
  }

  /**
   * Whether clients can use the daemon now. For a NodeManager: whether the RM counts on it.
   *
   * @param started when this process of the daemon was started; the RM does not notice at once that
   *     an earlier one has died
   */
  boolean ready(DaemonSpec daemon, Instant started) {
    try {
      return switch (daemon.kind()) {
        case ZOOKEEPER -> zooKeeper(daemon);
        case KAFKA -> kafka(daemon);
        case RESOURCE_MANAGER -> resourceManager(daemon);
        case NODE_MANAGER -> nodeManager(daemon, started);
      };
    } catch (IOException e) {
      return false;
    }
  }

  /** The four-letter command srvr names a mode once the server serves (with three: in a quorum). */
  private static boolean zooKeeper(DaemonSpec daemon) throws IOException {
    try (Socket socket = connect(daemon)) {
      socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return answer.contains("Mode: ");
    }
  }

  /**
   * A Metadata request for no topics (version 4 of the Kafka protocol's API 3): the answer lists
   * the broker once it may lead partitions. Its port opens earlier.
   */
  private static boolean kafka(DaemonSpec daemon) throws IOException {
    try (Socket socket = connect(daemon)) {
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeInt(2 + 2 + 4 + 2 + 4 + 1);
      out.writeShort(METADATA_REQUEST);
      out.writeShort(METADATA_VERSION);
      out.writeInt(1); // correlation id
      out.writeShort(-1); // no client id
      out.writeInt(0); // no topics
      out.writeByte(0); // create none
      out.flush();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      in.readInt(); // length
      in.readInt(); // correlation id
      in.readInt(); // throttle time
      int brokers = in.readInt();
      return brokers > 0;
    }
  }

  private static Socket connect(DaemonSpec daemon) throws IOException {
    return connect(daemon.host(), daemon.port());
  }

  private static Socket connect(String host, int port) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setSoTimeout(TIMEOUT_MS);
      socket.connect(new InetSocketAddress(host, port), TIMEOUT_MS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Its web pages say STARTED before it listens to nodes and applications. */
  private boolean resourceManager(DaemonSpec daemon) throws IOException {
    for (GridPorts.Use use : daemon.ports()) {
      connect(use.host(), use.port()).close();
    }
    return "STARTED".equals(get("/ws/v1/cluster/info").path("clusterInfo").path("state").asText());
  }

  private boolean nodeManager(DaemonSpec daemon, Instant started) throws IOException {
    connect(daemon).close();
    for (JsonNode node : get("/ws/v1/cluster/nodes").path("nodes").path("node")) {
      if (node.path("id").asText().equals(daemon.address())) {
        return node.path("state").asText().equals("RUNNING")
            && node.path("lastHealthUpdate").asLong() >= started.toEpochMilli();
      }
    }
    return false;
  }

  private JsonNode get(String path) throws IOException {
    URI uri =
        URI.create("http://" + GridPorts.Address.LOCAL + ":" + ports.resourceManagerWeb() + path);
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
    connection.setConnectTimeout(TIMEOUT_MS);
    connection.setReadTimeout(TIMEOUT_MS);
    connection.setRequestProperty("Accept", "application/json");
    try (var body = connection.getInputStream()) {
      return json.readTree(body);
    } finally {
      connection.disconnect();
    }
  }
}
