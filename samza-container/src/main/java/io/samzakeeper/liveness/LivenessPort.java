package io.samzakeeper.liveness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a process can be seen to live: whoever connects is told its id, and the connection ends
 * with the process, which its kernel says at once. Nothing is read from it. Safe for any thread.
 */
public final class LivenessPort implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LivenessPort.class);

  /** Who watches are few; of more, the oldest connection is closed, and may come again. */
  private static final int MOST_CONNECTIONS = 64;

  private final ServerSocket server;
  private final String host;
  private final byte[] greeting;
  private final Deque<Socket> connections = new ArrayDeque<>();

  /**
   * Listens on a port that is free.
   *
   * @param host that others know this machine by
   * @param id what whoever connects is told
   * @throws IOException if no port can be opened
   */
  public LivenessPort(String host, String id) throws IOException {
    this.host = host;
    this.greeting = (id + "\n").getBytes(StandardCharsets.UTF_8);
    this.server = bind(host);
    Thread thread = new Thread(this::accept, "liveness-port");
    thread.setDaemon(true);
    thread.start();
  }

  /** {@code host:port}. */
  public String address() {
    return host + ":" + server.getLocalPort();
  }

  @Override
  public void close() {
    closeQuietly(server);
    synchronized (connections) {
      connections.forEach(LivenessPort::closeQuietly);
      connections.clear();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        greet(server.accept());
      } catch (SocketException e) {
        LOG.debug("The liveness port is closed: {}", e.getMessage());
      } catch (IOException e) {
        LOG.warn("Who connected could not be greeted: {}", e.toString());
      }
    }
  }

  private void greet(Socket watcher) throws IOException {
    try {
      watcher.setTcpNoDelay(true);
      watcher.getOutputStream().write(greeting);
    } catch (IOException e) {
      watcher.close();
      throw e;
    }
    synchronized (connections) {
      if (server.isClosed()) {
        closeQuietly(watcher); // accepted while the port was being closed
        return;
      }
      connections.addLast(watcher);
      if (connections.size() > MOST_CONNECTIONS) {
        closeQuietly(connections.removeFirst());
      }
    }
  }

  /** The NodeManager's name for this machine need not be an address of ours. */
  private static ServerSocket bind(String host) throws IOException {
    try {
      return new ServerSocket(0, MOST_CONNECTIONS, InetAddress.getByName(host));
    } catch (IOException e) {
      LOG.info("Cannot listen at {} ({}): listening at any address", host, e.getMessage());
      ServerSocket any = new ServerSocket();
      any.bind(new InetSocketAddress(0), MOST_CONNECTIONS);
      return any;
    }
  }

  private static void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      LOG.debug("{} did not close cleanly", closeable, e);
    }
  }
}
