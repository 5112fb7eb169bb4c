package io.samzakeeper.tree;

import io.samzakeeper.tree.WriteBatch.Write;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Which writes go out next. Several batches may be under way at once, but never two that touch one
 * znode: should the first be lost and be written again, it would undo the second. Once one has
 * failed nothing new goes out until each has its answer, and those that failed were repeated one by
 * one, in their order.
 *
 * <p>Safe for any thread; {@link #next} is for one thread, the writer's.
 */
final class WriteQueue {
  private static final int MAX_BATCH_BYTES = 512 * 1024;
  private static final int MAX_BATCH_WRITES = 500;

  private final int maxUnderWay;

  // All guarded by this.
  private final Deque<Write> waiting = new ArrayDeque<>();
  private final Deque<UnderWay> underWay = new ArrayDeque<>();
  private TreeException closed;

  WriteQueue(int maxUnderWay) {
    this.maxUnderWay = maxUnderWay;
  }

  /** What the writer has to do. */
  sealed interface Step {
    /** Send it; the answer may come later, and others may be sent before. */
    record Send(WriteBatch batch) implements Step {}

    /**
     * Write it, and wait for the answer; nothing else is under way.
     *
     * @param failure why it has to be done again; empty if it was not sent yet
     */
    record Repeat(WriteBatch batch, Optional<TreeException> failure) implements Step {}

    record End() implements Step {}
  }

  /** A batch that the writer was given and that is not done. */
  private static final class UnderWay {
    final WriteBatch batch;
    boolean toRepeat;
    TreeException failure;

    UnderWay(WriteBatch batch) {
      this.batch = batch;
    }
  }

  /** Fails at once when this is closed. */
  void add(Write write) {
    TreeException reason;
    synchronized (this) {
      reason = closed;
      if (reason == null) {
        waiting.add(write);
        notifyAll();
      }
    }
    if (reason != null) {
      write.done.completeExceptionally(reason);
    }
  }

  /** Waits until there is something to do. */
  synchronized Step next() throws InterruptedException {
    Optional<Step> step = poll();
    while (step.isEmpty()) {
      wait();
      step = poll();
    }
    return step.get();
  }

  /** What there is to do now. */
  synchronized Optional<Step> poll() {
    if (closed != null) {
      return Optional.of(new Step.End());
    }
    if (underWay.stream().anyMatch(sent -> sent.toRepeat)) {
      if (!underWay.stream().allMatch(sent -> sent.toRepeat)) {
        return Optional.empty();
      }
      UnderWay first = underWay.getFirst();
      return Optional.of(new Step.Repeat(first.batch, Optional.ofNullable(first.failure)));
    }
    if (underWay.size() < maxUnderWay && mayGo(waiting.peek())) {
      WriteBatch batch = batch();
      underWay.add(new UnderWay(batch));
      return Optional.of(new Step.Send(batch));
    }
    return Optional.empty();
  }

  private WriteBatch batch() {
    List<Write> writes = new ArrayList<>();
    int bytes = 0;
    do {
      bytes += waiting.element().size();
      writes.add(waiting.remove());
    } while (writes.size() < MAX_BATCH_WRITES
        && mayGo(waiting.peek())
        && bytes + waiting.element().size() <= MAX_BATCH_BYTES);
    return new WriteBatch(writes);
  }

  private boolean mayGo(Write write) {
    return write != null
        && underWay.stream().noneMatch(sent -> sent.batch.paths().contains(write.path));
  }

  /** It is durable. */
  void succeeded(WriteBatch batch) {
    remove(batch);
    batch.succeed();
  }

  /** It cannot be written, and was not. */
  void refused(WriteBatch batch, TreeException reason) {
    remove(batch);
    batch.fail(reason);
  }

  private synchronized void remove(WriteBatch batch) {
    underWay.removeIf(sent -> sent.batch == batch);
    notifyAll();
  }

  /**
   * It may or may not have been written.
   *
   * @param failure null when it was not sent: it has to be written while nothing else is
   */
  synchronized void repeat(WriteBatch batch, TreeException failure) {
    for (UnderWay sent : underWay) {
      if (sent.batch == batch) {
        sent.toRepeat = true;
        sent.failure = failure;
      }
    }
    notifyAll();
  }

  /** Fails everything that is not done, now and later. The first reason counts. */
  void close(TreeException reason) {
    List<UnderWay> sent;
    List<Write> left;
    synchronized (this) {
      if (closed == null) {
        closed = reason;
      }
      sent = List.copyOf(underWay);
      underWay.clear();
      left = List.copyOf(waiting);
      waiting.clear();
      notifyAll();
    }
    sent.forEach(each -> each.batch.fail(reason));
    left.forEach(write -> write.done.completeExceptionally(reason));
  }

  synchronized boolean isClosed() {
    return closed != null;
  }
}
