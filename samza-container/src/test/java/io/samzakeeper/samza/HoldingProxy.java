package io.samzakeeper.samza;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Stands between one client and the servers of an ensemble. It can cut the connection, so that what
 * is under way may or may not have arrived, and hold everything, in both directions, until it is
 * let go: what a client looks like whose process is stopped, or whose packets are late.
 */
final class HoldingProxy implements Closeable {
  private final ServerSocket server;
  private final List<InetSocketAddress> targets;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "holding-proxy");
            thread.setDaemon(true);
            return thread;
          });

  /** Guarded by this. */
  private boolean held;

  HoldingProxy(List<InetSocketAddress> targets) throws IOException {
    this.targets = List.copyOf(targets);
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  String address() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  void cut() {
    sockets.forEach(HoldingProxy::close);
  }

  synchronized void hold() {
    held = true;
  }

  synchronized void letGo() {
    held = false;
    notifyAll();
  }

  private synchronized void awaitFree() throws InterruptedException {
    while (held) {
      wait();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Socket target = new Socket();
        sockets.add(client);
        sockets.add(target);
        threads.execute(() -> open(client, target));
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void open(Socket client, Socket target) {
    try {
      awaitFree();
      target.connect(targets.get(ThreadLocalRandom.current().nextInt(targets.size())));
      client.setTcpNoDelay(true);
      target.setTcpNoDelay(true);
      threads.execute(() -> copy(client, target));
      copy(target, client);
    } catch (IOException e) {
      close(client); // as the server is away
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void copy(Socket from, Socket to) {
    byte[] buffer = new byte[65536];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        awaitFree();
        out.write(buffer, 0, count);
      }
    } catch (IOException e) {
      // One side has gone: then the other goes, too.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sockets.remove(from);
    sockets.remove(to);
    close(from);
    close(to);
  }

  private static void close(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    close(server);
    threads.shutdownNow();
    cut();
  }
}
