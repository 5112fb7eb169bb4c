package io.samzakeeper.tree;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocketFactory;
import org.apache.zookeeper.client.ConnectStringParser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the ensemble provably has no quorum, by what its servers say: as many of them do not
 * serve as leave no majority. A server does not serve if its machine refuses the connection, so
 * that there is no process, or if it says so itself ({@code srvr}, the one four-letter word that
 * ZooKeeper allows by default). Who cannot be reached at all may serve others.
 */
final class Quorum {
  private static final Logger LOG = LoggerFactory.getLogger(Quorum.class);

  private static final Pattern VOTER = Pattern.compile("(?m)^server\\.\\d+=");

  /** Then a majority is not a matter of counting the servers that clients know. */
  private static final Pattern OTHER_KINDS = Pattern.compile("(?m)^(group|weight)\\.|:observer\\b");

  /** For the connection, and again for the answer: servers are near. */
  private static final int TIMEOUT_MILLIS = (int) Duration.ofMillis(500).toMillis();

  /** The handshake takes a server's processor, and that of a JVM that is young more of it. */
  private static final int TLS_TIMEOUT_MILLIS = (int) Duration.ofMillis(1500).toMillis();

  private static final byte[] QUESTION = "srvr".getBytes(StandardCharsets.US_ASCII);
  private static final String NOT_SERVING = "not currently serving requests";

  private final List<InetSocketAddress> servers;
  private final int voters;
  private final Optional<SSLSocketFactory> tls;

  private enum Answer {
    SERVES,
    DOES_NOT_SERVE,
    UNKNOWN
  }

  private Quorum(List<InetSocketAddress> servers, int voters, Optional<SSLSocketFactory> tls) {
    this.servers = servers;
    this.voters = voters;
    this.tls = tls;
  }

  /**
   * @param connect the connection string; a chroot is allowed
   * @param config content of {@code /zookeeper/config}: a line for each server, nothing on a
   *     standalone one
   * @param tls where the ports of that string want it
   * @return nothing where there is no telling from the servers that this string names
   */
  static Optional<Quorum> of(String connect, String config, Optional<SSLSocketFactory> tls) {
    if (OTHER_KINDS.matcher(config).find()) {
      return Optional.empty();
    }
    int voters = Math.max(1, (int) VOTER.matcher(config).results().count());
    return Optional.of(
        new Quorum(new ConnectStringParser(connect).getServerAddresses(), voters, tls));
  }

  /**
   * Asks all servers at once; blocks for a second or so, longer where names resolve slowly.
   *
   * @param threads on which to ask
   */
  boolean isLost(ExecutorService threads) throws InterruptedException {
    List<Future<Answer>> asked = new ArrayList<>();
    for (InetSocketAddress server : addresses()) {
      Callable<Answer> question = () -> ask(server);
      asked.add(threads.submit(question));
    }
    int notServing = 0;
    for (Future<Answer> future : asked) {
      try {
        switch (future.get()) {
          case SERVES -> {
            return false;
          }
          case DOES_NOT_SERVE -> notServing++;
          case UNKNOWN -> LOG.debug("A server does not answer");
        }
      } catch (ExecutionException e) {
        LOG.debug("A server could not be asked", e.getCause());
      }
    }
    return notServing >= voters - voters / 2;
  }

  /** A name may stand for several servers. */
  private Set<InetSocketAddress> addresses() {
    Set<InetSocketAddress> found = new LinkedHashSet<>();
    for (InetSocketAddress server : servers) {
      try {
        for (InetAddress address : InetAddress.getAllByName(server.getHostString())) {
          found.add(new InetSocketAddress(address, server.getPort()));
        }
      } catch (IOException e) {
        LOG.debug("{} has no address", server, e);
      }
    }
    return found;
  }

  private Answer ask(InetSocketAddress server) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(server, TIMEOUT_MILLIS);
      if (tls.isEmpty()) {
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return ask(socket);
      }
      socket.setSoTimeout(TLS_TIMEOUT_MILLIS);
      try (Socket secure =
          tls.get().createSocket(socket, server.getHostString(), server.getPort(), true)) {
        return ask(secure);
      }
    } catch (ConnectException e) {
      // It may be a timeout as well, which says nothing.
      return String.valueOf(e.getMessage()).contains("refused")
          ? Answer.DOES_NOT_SERVE
          : Answer.UNKNOWN;
    }
  }

  private static Answer ask(Socket socket) throws IOException {
    socket.getOutputStream().write(QUESTION);
    socket.getOutputStream().flush();
    String said = new String(socket.getInputStream().readNBytes(200), StandardCharsets.US_ASCII);
    if (said.contains(NOT_SERVING)) {
      return Answer.DOES_NOT_SERVE;
    }
    return said.startsWith("Zookeeper version") ? Answer.SERVES : Answer.UNKNOWN;
  }
}
