package io.samzakeeper.am;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A standby's connection to the {@link LivenessPort} of one leader, on a thread of its own, for as
 * long as that one leads.
 *
 * <p>Refused, or answered by somebody else: the process is dead. Ended: it is tried again, which
 * tells. Silence says nothing; who hangs is found by its ZooKeeper session.
 */
final class LeaderConnection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderConnection.class);

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

  /** Between two tries while there is no answer at all. */
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final String leader;
  private final InetSocketAddress address;
  private final Runnable onDeath;
  private volatile boolean closed;
  private volatile Socket socket;

  /**
   * @param leader its candidate id
   * @param address {@code host:port} of its liveness port
   * @param onDeath called once, from a thread of this connection, if its process is dead
   */
  LeaderConnection(String leader, String address, Runnable onDeath) {
    int colon = address.lastIndexOf(':');
    this.leader = leader;
    this.address =
        InetSocketAddress.createUnresolved(
            address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    this.onDeath = onDeath;
    Thread thread = new Thread(this::follow, "leader-connection");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    closed = true;
    Socket current = socket;
    if (current != null) {
      try {
        current.close();
      } catch (IOException e) {
        LOG.debug("{}: connection not closed cleanly", leader, e);
      }
    }
  }

  private void follow() {
    try {
      while (!closed) {
        if (isDead()) {
          if (!closed) {
            LOG.warn("Leader {} is dead: nobody answers for it at {}", leader, address);
            onDeath.run();
          }
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns when a connection has ended or none could be made. */
  private boolean isDead() throws InterruptedException {
    try (Socket connection = new Socket()) {
      socket = connection;
      connection.connect(
          new InetSocketAddress(address.getHostString(), address.getPort()),
          Math.toIntExact(CONNECT_TIMEOUT.toMillis()));
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
      String greeting = reader.readLine();
      if (greeting != null && !greeting.equals(leader)) {
        return true; // the port is somebody else's by now
      }
      while (reader.read() >= 0) {
        // Nothing is said after the greeting; this is the wait for the end.
      }
      LOG.info("The connection to leader {} has ended", leader);
      return false;
    } catch (SocketTimeoutException e) {
      Thread.sleep(PAUSE.toMillis());
      return false;
    } catch (ConnectException e) {
      return true;
    } catch (IOException e) {
      LOG.info("The connection to leader {} has ended: {}", leader, e.getMessage());
      Thread.sleep(closed ? 0 : 10);
      return false;
    } finally {
      socket = null;
    }
  }
}
