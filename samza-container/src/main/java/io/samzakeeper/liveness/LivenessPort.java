package io.samzakeeper.liveness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a process can be seen to live: whoever connects is told its id, and the connection ends
 * with the process, which its kernel says at once. Who asks is told news of the process, too, a
 * line each; nothing else is read. Safe for any thread.
 */
public final class LivenessPort implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LivenessPort.class);

  /** Who watches are few; of more, the oldest connection is closed, and may come again. */
  private static final int MOST_CONNECTIONS = 64;

  private final ServerSocketChannel server;
  private final Selector selector;
  private final String address;
  private final byte[] greeting;

  /** Told to nobody yet. */
  private final AtomicReference<byte[]> fresh = new AtomicReference<>();

  private volatile boolean closed;

  /** Of the port's thread only, like all that follows: the oldest first. */
  private final Deque<SelectionKey> callers = new ArrayDeque<>();

  private final ByteBuffer input = ByteBuffer.allocate(512);

  /** For who asks later; null before the first. */
  private byte[] news;

  /**
   * Listens on a port that is free.
   *
   * @param host that others know this machine by
   * @param id what whoever connects is told
   * @throws IOException if no port can be opened
   */
  public LivenessPort(String host, String id) throws IOException {
    this.greeting = (id + "\n").getBytes(StandardCharsets.UTF_8);
    this.server = ServerSocketChannel.open();
    try {
      bind(server, host);
      this.address = host + ":" + server.socket().getLocalPort();
      this.selector = Selector.open();
      server.configureBlocking(false);
      server.register(selector, SelectionKey.OP_ACCEPT);
    } catch (IOException e) {
      closeQuietly(server);
      throw e;
    }
    Thread thread = new Thread(this::serve, "liveness-port");
    thread.setDaemon(true);
    thread.start();
  }

  /** {@code host:port}. */
  public String address() {
    return address;
  }

  /**
   * Tells all who ask, now and until there are other news.
   *
   * @param line without an end of line in it
   */
  public void tell(String line) {
    fresh.set((line + "\n").getBytes(StandardCharsets.UTF_8));
    selector.wakeup();
  }

  /** All connections end; the port's thread does it, at once. */
  @Override
  public void close() {
    closed = true;
    selector.wakeup();
  }

  private void serve() {
    try (selector;
        server) {
      while (!closed) {
        selector.select();
        tellNews();
        for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); ) {
          SelectionKey key = keys.next();
          keys.remove();
          if (key.channel() == server) {
            accept();
          } else if (key.isValid()) {
            attend(key);
          }
        }
      }
    } catch (IOException e) {
      LOG.error("This process cannot be seen to live any more; its session tells of its end", e);
    } finally {
      callers.forEach(LivenessPort::hangUp);
    }
  }

  private void tellNews() {
    byte[] line = fresh.getAndSet(null);
    if (line == null) {
      return;
    }
    news = line;
    for (SelectionKey key : List.copyOf(callers)) {
      try {
        ((Caller) key.attachment()).tell(line);
      } catch (IOException e) {
        drop(key, e);
      }
    }
  }

  private void accept() {
    SocketChannel channel = null;
    try {
      channel = server.accept();
      if (channel == null) {
        return;
      }
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
      key.attach(new Caller(channel, key, greeting));
      callers.addLast(key);
    } catch (IOException e) {
      LOG.warn("Who connected could not be greeted: {}", e.toString());
      closeQuietly(channel);
    }
    if (callers.size() > MOST_CONNECTIONS) {
      hangUp(callers.removeFirst());
    }
  }

  private void attend(SelectionKey key) {
    Caller caller = (Caller) key.attachment();
    try {
      if (key.isReadable() && caller.read(input) && news != null) {
        caller.tell(news);
      }
      if (key.isWritable()) {
        caller.write();
      }
    } catch (IOException e) {
      drop(key, e);
    }
  }

  private void drop(SelectionKey key, IOException cause) {
    LOG.debug("A connection to the liveness port is over: {}", cause.toString());
    callers.remove(key);
    hangUp(key);
  }

  private static void hangUp(SelectionKey key) {
    closeQuietly(key.channel());
  }

  /** The NodeManager's name for this machine need not be an address of ours. */
  private static void bind(ServerSocketChannel server, String host) throws IOException {
    try {
      server.bind(new InetSocketAddress(InetAddress.getByName(host), 0), MOST_CONNECTIONS);
    } catch (IOException e) {
      LOG.info("Cannot listen at {} ({}): listening at any address", host, e.getMessage());
      server.bind(new InetSocketAddress(0), MOST_CONNECTIONS);
    }
  }

  private static void closeQuietly(AutoCloseable closeable) {
    if (closeable == null) {
      return;
    }
    try {
      closeable.close();
    } catch (Exception e) {
      LOG.debug("{} did not close cleanly", closeable, e);
    }
  }
}
