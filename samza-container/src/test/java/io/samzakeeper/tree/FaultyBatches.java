package io.samzakeeper.tree;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;

/**
 * An ensemble that does with batches what a seed says: it answers, refuses, or loses the connection
 * with some of what was sent on it done, and some not; what is sent next may be done before the
 * loss is told. Values are numbers that must not go back.
 */
final class FaultyBatches implements BatchWriter, AutoCloseable {
  /** For what may be sent on the next connection before the loss of the last is known. */
  private static final long PATIENCE_NANOS = 1_000_000;

  private final Random random;
  private final int fencedAfter;
  private final Map<String, Integer> values = new ConcurrentHashMap<>();
  private final List<String> violations = new CopyOnWriteArrayList<>();
  private final Thread server = new Thread(this::serve, "faulty-batches");

  // Guarded by this.
  private final Deque<Sent> connection = new ArrayDeque<>();
  private int applied;
  private int losses;
  private boolean closed;

  private record Sent(WriteBatch batch, CompletableFuture<Void> answer) {}

  /**
   * @param fencedAfter so many batches; somebody else is the owner then
   */
  FaultyBatches(long seed, int fencedAfter) {
    this.random = new Random(seed);
    this.fencedAfter = fencedAfter;
    server.setDaemon(true);
    server.start();
  }

  static byte[] encode(int value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
  }

  int value(String path) {
    return values.getOrDefault(path, 0);
  }

  List<String> violations() {
    return violations;
  }

  synchronized int losses() {
    return losses;
  }

  @Override
  public synchronized Optional<CompletionStage<Void>> send(WriteBatch batch) {
    if (random.nextInt(10) == 0) {
      return Optional.empty();
    }
    Sent sent = new Sent(batch, new CompletableFuture<>());
    connection.add(sent);
    notifyAll();
    return Optional.of(sent.answer());
  }

  @Override
  public void write(WriteBatch batch) {
    boolean lost;
    synchronized (this) {
      if (!connection.isEmpty()) {
        violations.add("written alone, and something else is under way");
      }
      int chance = random.nextInt(10);
      if (chance != 0) {
        apply(batch);
      }
      lost = chance < 3;
    }
    if (lost) {
      throw failure(Code.CONNECTIONLOSS);
    }
  }

  private void serve() {
    try {
      while (serveNext()) {
        Thread.onSpinWait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean serveNext() throws InterruptedException {
    List<Runnable> answers = new ArrayList<>();
    synchronized (this) {
      while (connection.isEmpty() && !closed) {
        wait();
      }
      if (closed) {
        return false;
      }
      int chance = random.nextInt(10);
      if (chance < 7) {
        answers.add(done(connection.remove()));
      } else if (chance == 7) {
        Sent refused = connection.remove();
        answers.add(() -> refused.answer().completeExceptionally(failure(Code.NONODE)));
      } else {
        answers.addAll(lose());
      }
    }
    answers.forEach(Runnable::run);
    return true;
  }

  private List<Runnable> lose() throws InterruptedException {
    losses++;
    List<Sent> lost = List.copyOf(connection);
    connection.clear();
    lost.stream().limit(random.nextInt(lost.size() + 1)).forEach(sent -> done(sent));
    List<Runnable> answers = new ArrayList<>();
    lost.forEach(
        sent ->
            answers.add(() -> sent.answer().completeExceptionally(failure(Code.CONNECTIONLOSS))));
    long end = System.nanoTime() + PATIENCE_NANOS;
    for (long left = PATIENCE_NANOS;
        connection.isEmpty() && left > 0;
        left = end - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    while (!connection.isEmpty()) {
      answers.add(done(connection.remove()));
    }
    return answers;
  }

  /** Does it, and returns how it is answered. */
  private Runnable done(Sent sent) {
    try {
      apply(sent.batch());
      return () -> sent.answer().complete(null);
    } catch (FencedException e) {
      return () -> sent.answer().completeExceptionally(e);
    }
  }

  private void apply(WriteBatch batch) {
    if (++applied > fencedAfter) {
      throw new FencedException("the owner is another", null);
    }
    batch
        .values()
        .forEach(
            (path, bytes) -> {
              int value = ByteBuffer.wrap(bytes).getInt();
              Integer before = values.put(path, value);
              if (before != null && before > value) {
                violations.add(path + " went back from " + before + " to " + value);
              }
            });
  }

  private static TreeException failure(Code code) {
    return TreeException.of("write", KeeperException.create(code));
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
