package io.samzakeeper.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between processes in containers and a server, and can cut single containers off: what they
 * say, in old connections and new ones, arrives nowhere and is not answered, as when packets are
 * dropped. Who has opened a connection the kernel tells ({@link SocketOwner}).
 */
final class CutProxy implements AutoCloseable {
  private final ServerSocket server;
  private final InetSocketAddress target;
  private final Set<String> cut = ConcurrentHashMap.newKeySet();
  private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
  private final AtomicInteger dropped = new AtomicInteger();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "cut-proxy");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param target {@code host:port} of the server
   */
  CutProxy(String target) {
    int colon = target.lastIndexOf(':');
    this.target =
        new InetSocketAddress(
            target.substring(0, colon), Integer.parseInt(target.substring(colon + 1)));
    try {
      this.server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  /** What clients are told to connect to. */
  String address() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /** Cuts every process of a container off, those that it starts later, too. */
  void cut(String containerId) {
    cut.add(containerId);
  }

  /** Nobody is cut off any more; connections that were cut are reset. */
  void heal() {
    Set<String> healed = Set.copyOf(cut);
    cut.clear();
    pairs.stream().filter(pair -> healed.contains(pair.owner())).forEach(Pair::close);
  }

  /** How often something was dropped because of a cut. */
  int dropped() {
    return dropped.get();
  }

  private record Pair(String owner, Socket client, Socket server) {
    void close() {
      try (client;
          server) {
        // Only closes them.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        threads.execute(() -> open(client));
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void open(Socket client) {
    Pair pair = new Pair(SocketOwner.containerOf(client), client, new Socket());
    pairs.add(pair);
    try {
      pair.server().connect(target);
      client.setTcpNoDelay(true);
      pair.server().setTcpNoDelay(true);
      threads.execute(() -> copy(pair, client, pair.server()));
      copy(pair, pair.server(), client);
    } catch (IOException e) {
      // The server is away: so are we, for this client.
      pair.close();
      pairs.remove(pair);
    }
  }

  private void copy(Pair pair, Socket from, Socket to) {
    byte[] buffer = new byte[8192];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        if (cut.contains(pair.owner())) {
          dropped.incrementAndGet();
          // What has been lost once cannot be made good: the connection stays dead.
          in.transferTo(OutputStream.nullOutputStream());
          break;
        }
        out.write(buffer, 0, count);
      }
    } catch (IOException e) {
      // One side has gone: then the other goes, too.
    }
    if (!cut.contains(pair.owner())) {
      pair.close();
      pairs.remove(pair);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    pairs.forEach(Pair::close);
    threads.shutdownNow();
  }
}
