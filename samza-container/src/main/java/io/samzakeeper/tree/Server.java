package io.samzakeeper.tree;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One server of an ensemble, as it is asked by ZooKeeper's four letters. */
record Server(InetSocketAddress address, Optional<SSLSocketFactory> tls) {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  /** For the connection, and again for the answer: servers are near. */
  private static final int TIMEOUT_MILLIS = (int) Duration.ofMillis(500).toMillis();

  /** The handshake takes a server's processor, and that of a JVM that is young more of it. */
  private static final int TLS_TIMEOUT_MILLIS = (int) Duration.ofMillis(1500).toMillis();

  private static final byte[] QUESTION = "srvr".getBytes(StandardCharsets.US_ASCII);
  private static final String NOT_SERVING = "not currently serving requests";

  /** What it says of itself. */
  enum State {
    SERVES("serves"),
    NO_QUORUM("is up and belongs to no quorum"),
    REFUSES("refuses connections"),
    /** It may be busy, cut off from us, or may not be asked. */
    UNKNOWN("does not say how it is");

    private final String words;

    State(String words) {
      this.words = words;
    }

    /** After its address, for people. */
    String words() {
      return words;
    }

    boolean isDown() {
      return this == NO_QUORUM || this == REFUSES;
    }
  }

  /**
   * A name may stand for several servers.
   *
   * @param named by a connection string
   */
  static Set<Server> all(List<InetSocketAddress> named, Optional<SSLSocketFactory> tls) {
    Set<Server> found = new LinkedHashSet<>();
    for (InetSocketAddress server : named) {
      try {
        for (InetAddress address : InetAddress.getAllByName(server.getHostString())) {
          found.add(new Server(new InetSocketAddress(address, server.getPort()), tls));
        }
      } catch (IOException e) {
        LOG.debug("{} has no address", server, e);
      }
    }
    return found;
  }

  /** Asks it; blocks for a second or so. */
  State ask() throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(address, TIMEOUT_MILLIS);
      if (tls.isEmpty()) {
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return ask(socket);
      }
      socket.setSoTimeout(TLS_TIMEOUT_MILLIS);
      try (Socket secure =
          tls.get().createSocket(socket, address.getHostString(), address.getPort(), true)) {
        return ask(secure);
      }
    } catch (ConnectException e) {
      // It may be a timeout as well, which says nothing.
      return String.valueOf(e.getMessage()).contains("refused") ? State.REFUSES : State.UNKNOWN;
    }
  }

  private static State ask(Socket socket) throws IOException {
    socket.getOutputStream().write(QUESTION);
    socket.getOutputStream().flush();
    String said = new String(socket.getInputStream().readNBytes(200), StandardCharsets.US_ASCII);
    if (said.contains(NOT_SERVING)) {
      return State.NO_QUORUM;
    }
    return said.startsWith("Zookeeper version") ? State.SERVES : State.UNKNOWN;
  }

  /** {@code host:port}. */
  String shown() {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }
}
