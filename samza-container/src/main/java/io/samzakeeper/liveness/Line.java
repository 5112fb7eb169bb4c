package io.samzakeeper.liveness;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection to one process, one after the other. For the thread that watches it. */
final class Line {
  private static final Logger LOG = LoggerFactory.getLogger(Line.class);

  private final String id;
  private final String address;

  /** What it greets with. */
  private final byte[] greeting;

  /** What comes after that, where it is asked for. */
  private final Optional<News> news;

  /** How much of the greeting has come. */
  private int heard;

  private SocketChannel channel;
  private SelectionKey key;
  private long dueNanos;

  /** What a step has shown. */
  enum Finding {
    /** Nobody listens there, or somebody else. */
    DEAD,
    /** There was a connection, and it has ended. */
    ENDED,
    /** No answer at all. */
    SILENT,
    CONNECTING,
    OPEN
  }

  /**
   * @param news empty where nothing may come after the greeting
   */
  Line(String id, String address, Optional<News> news, long dueNanos) {
    this.id = id;
    this.address = address;
    this.news = news;
    this.greeting = (id + "\n").getBytes(StandardCharsets.UTF_8);
    this.dueNanos = dueNanos;
  }

  String id() {
    return id;
  }

  String address() {
    return address;
  }

  /** When its pause or its patience is over, by {@link System#nanoTime}. */
  long dueNanos() {
    return dueNanos;
  }

  boolean isDue() {
    return dueNanos - System.nanoTime() <= 0;
  }

  long millisLeft() {
    return Duration.ofNanos(dueNanos - System.nanoTime()).toMillis() + 1;
  }

  void waitFor(Duration pause) {
    dueNanos = System.nanoTime() + pause.toNanos();
  }

  boolean isConnecting() {
    return channel != null;
  }

  /** Begins to connect. */
  Finding dial(Selector selector) {
    hangUp();
    heard = 0;
    news.ifPresent(News::restart);
    InetSocketAddress target = LivenessWatch.resolve(address);
    if (target.isUnresolved()) {
      return Finding.SILENT;
    }
    try {
      channel = SocketChannel.open();
      channel.configureBlocking(false);
      boolean open = channel.connect(target);
      key = channel.register(selector, open ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
      if (open) {
        askForNews();
      }
      return open ? Finding.OPEN : Finding.CONNECTING;
    } catch (IOException e) {
      return failed(e);
    }
  }

  /** Takes what has come. */
  Finding proceed(ByteBuffer input) {
    try {
      if (channel.isConnectionPending()) {
        channel.finishConnect();
        key.interestOps(SelectionKey.OP_READ);
        if (channel.getLocalAddress().equals(channel.getRemoteAddress())) {
          return Finding.DEAD; // to itself, as TCP allows: nobody else has that port
        }
        askForNews();
      }
      input.clear();
      int read = channel.read(input);
      if (read < 0) {
        return Finding.ENDED;
      }
      input.flip();
      return isAsGreeted(input) ? Finding.OPEN : Finding.DEAD;
    } catch (IOException e) {
      return failed(e);
    }
  }

  /** A connection that is new has room for that. */
  private void askForNews() throws IOException {
    if (news.isPresent()) {
      channel.write(ByteBuffer.wrap(News.REQUEST));
    }
  }

  /** After its greeting it says nothing but the news that were asked for. */
  private boolean isAsGreeted(ByteBuffer input) {
    while (input.hasRemaining() && heard < greeting.length) {
      if (input.get() != greeting[heard++]) {
        return false;
      }
    }
    news.ifPresent(reader -> reader.take(input));
    return !input.hasRemaining();
  }

  private Finding failed(IOException e) {
    if (e instanceof ConnectException) {
      return Finding.DEAD; // refused: the system's own timeout comes long after ours
    }
    LOG.debug("{}: {}", id, e.toString());
    return channel != null && channel.isConnected() ? Finding.ENDED : Finding.SILENT;
  }

  void hangUp() {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        LOG.debug("{}: connection not closed cleanly", id, e);
      }
      channel = null;
    }
  }
}
