package io.samzakeeper.liveness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections to the {@link LivenessPort}s of many processes, on one thread.
 *
 * <p>Refused, or answered by somebody else: the process is dead. Ended: it is tried again, which
 * tells. Silence says nothing; who hangs is found by its ZooKeeper session.
 *
 * <p>Safe for any thread. What is said of a process that is not followed any more may still come.
 */
public final class LivenessWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LivenessWatch.class);

  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

  /** Between two tries while there is no answer at all. */
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** Between two tries where there was one: an end is tried again at once, but not in a circle. */
  private static final Duration SHORT_PAUSE = Duration.ofMillis(10);

  private final Consumer<String> onDeath;
  private final Optional<BiConsumer<String, byte[]>> onNews;
  private final Selector selector;
  private final ConcurrentLinkedQueue<Runnable> orders = new ConcurrentLinkedQueue<>();

  /** Of the watching thread only, like all that follows. */
  private final Map<String, Line> lines = new HashMap<>();

  private final PriorityQueue<Line> due =
      new PriorityQueue<>(Comparator.comparingLong(Line::dueNanos));
  private final ByteBuffer input = ByteBuffer.allocate(16_384);
  private volatile boolean closed;

  /**
   * @param name of its thread
   * @param onDeath told the id of each process that has died, once, on that thread; must not block
   * @throws UncheckedIOException if the system gives no selector
   */
  public LivenessWatch(String name, Consumer<String> onDeath) {
    this(name, onDeath, Optional.empty());
  }

  /**
   * One that asks for news, too: those of an earlier version tell none.
   *
   * @param onNews told the id of a process and a line that it has told, on that thread; must not
   *     block
   */
  public LivenessWatch(String name, Consumer<String> onDeath, BiConsumer<String, byte[]> onNews) {
    this(name, onDeath, Optional.of(onNews));
  }

  private LivenessWatch(
      String name, Consumer<String> onDeath, Optional<BiConsumer<String, byte[]>> onNews) {
    this.onDeath = onDeath;
    this.onNews = onNews;
    try {
      this.selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread thread = new Thread(this::watch, name);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Follows a process from here on; what is followed already goes on.
   *
   * @param id that it greets with
   * @param address {@code host:port}
   */
  public void follow(String id, String address) {
    order(
        () -> {
          Line known = lines.get(id);
          if (known == null || !known.address().equals(address)) {
            drop(id);
            Line line = new Line(id, address, news(id), System.nanoTime());
            lines.put(id, line);
            due.add(line);
          }
        });
  }

  /** Does not care for it any more. */
  public void leave(String id) {
    order(() -> drop(id));
  }

  @Override
  public void close() {
    closed = true;
    selector.wakeup();
  }

  private Optional<News> news(String id) {
    return onNews.map(told -> new News(line -> told.accept(id, line)));
  }

  private void order(Runnable order) {
    orders.add(order);
    selector.wakeup();
  }

  private void watch() {
    try (selector) {
      while (!closed) {
        for (Runnable order = orders.poll(); order != null; order = orders.poll()) {
          order.run();
        }
        for (Line late = due.peek(); late != null && late.isDue(); late = due.peek()) {
          due.remove();
          renew(late);
        }
        select();
      }
      lines.values().forEach(Line::hangUp);
    } catch (IOException e) {
      LOG.error("Processes are not watched any more; their sessions tell of their end", e);
    }
  }

  private void select() throws IOException {
    Line next = due.peek();
    selector.select(next == null ? 0 : Math.max(1, next.millisLeft()));
    for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); ) {
      SelectionKey key = keys.next();
      keys.remove();
      if (key.isValid()) {
        Line line = (Line) key.attachment();
        due.remove(line);
        hear(line, line.proceed(input));
      }
    }
  }

  /** Its time is over: a pause, or a try to connect. */
  private void renew(Line line) {
    hear(line, line.isConnecting() ? Line.Finding.SILENT : line.dial(selector));
  }

  private void hear(Line line, Line.Finding finding) {
    switch (finding) {
      case DEAD -> {
        drop(line.id());
        LOG.info("{} is dead: nobody answers for it at {}", line.id(), line.address());
        onDeath.accept(line.id());
      }
      case ENDED -> retry(line, SHORT_PAUSE);
      case SILENT -> retry(line, PAUSE);
      case CONNECTING -> {
        line.waitFor(CONNECT_TIMEOUT);
        due.add(line);
      }
      case OPEN -> {}
    }
  }

  private void retry(Line line, Duration pause) {
    line.hangUp();
    line.waitFor(pause);
    due.add(line);
  }

  private void drop(String id) {
    Line line = lines.remove(id);
    if (line != null) {
      due.remove(line);
      line.hangUp();
    }
  }

  static InetSocketAddress resolve(String address) {
    int colon = address.lastIndexOf(':');
    return new InetSocketAddress(
        address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
  }
}
