package io.samzakeeper.am.yarn;

import io.samzakeeper.am.supervisor.Action.Ask;
import io.samzakeeper.am.supervisor.Action.AskKey;
import io.samzakeeper.am.supervisor.Action.Avoid;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Where the supervisor's thread leaves what is to be said, and where the link's thread waits for
 * it. Safe for threads; the waits are the link thread's and end by {@link InterruptedException}
 * when the link is closed.
 */
final class Mailbox {
  private static final Duration EAGER_HEARTBEAT = Duration.ofMillis(150);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  private final AskTable table = new AskTable();
  private float progress;
  private boolean unacknowledged;
  private FinishOrder finish;
  private AttemptToken token;
  private boolean closed;

  Mailbox(AttemptToken token) {
    this.token = token;
  }

  // The supervisor's side.

  void ask(Ask ask) {
    change(() -> table.ask(ask));
  }

  void avoid(Avoid avoid) {
    change(() -> table.avoid(avoid));
  }

  void release(String containerId) {
    change(() -> table.release(containerId));
  }

  void progress(float value) {
    change(() -> progress = value);
  }

  void acknowledge() {
    change(() -> unacknowledged = false);
  }

  void finish(FinishOrder order) {
    change(() -> finish = order);
  }

  void newAttempt(AttemptToken newer) {
    change(() -> token = newer);
  }

  /** All waits end now and from now on. */
  void close() {
    change(() -> closed = true);
  }

  // The link's side.

  AttemptToken token() {
    return locked(() -> token);
  }

  float progress() {
    return locked(() -> progress);
  }

  /** The order to finish, or null. */
  FinishOrder finishOrder() {
    return locked(() -> finish);
  }

  /** What the next exchange says. */
  AskTable.Message next() {
    return locked(table::next);
  }

  void unsaid(AskTable.Message message) {
    change(() -> table.unsaid(message));
  }

  void refused(AskTable.Message message) {
    change(() -> table.refused(message));
  }

  void forgotten() {
    change(table::forgotten);
  }

  void allocated(AskKey key) {
    change(() -> table.allocated(key));
  }

  void completed(String containerId) {
    change(() -> table.completed(containerId));
  }

  /** An answer goes to the supervisor: the next exchange has to wait for {@link #acknowledge}. */
  void delivering() {
    change(() -> unacknowledged = true);
  }

  void awaitAcknowledged() throws InterruptedException {
    await(() -> !unacknowledged || finish != null);
  }

  /** Waits for the heartbeat, or less if there is something new to say or soon to hear. */
  void awaitNextExchange(Duration heartbeat) throws InterruptedException {
    boolean eager = EAGER_HEARTBEAT.compareTo(heartbeat) < 0 && locked(table::isEager);
    await(eager ? EAGER_HEARTBEAT : heartbeat, () -> finish != null || table.isUrgent());
  }

  void awaitNewerToken(AttemptToken than) throws InterruptedException {
    await(() -> !token.equals(than) || finish != null);
  }

  /** A pause between two tries; only closing ends it early. */
  void pause(Duration pause) throws InterruptedException {
    await(pause, () -> false);
  }

  /** A call that was interrupted may have ended in any way. */
  void endIfClosed() throws InterruptedException {
    if (locked(() -> closed)) {
      throw new InterruptedException("the link is closed");
    }
  }

  private void await(BooleanSupplier condition) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed && !condition.getAsBoolean()) {
        changed.await();
      }
      endIfClosed();
    } finally {
      lock.unlock();
    }
  }

  private void await(Duration longest, BooleanSupplier condition) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = longest.toNanos();
      while (left > 0 && !closed && !condition.getAsBoolean()) {
        left = changed.awaitNanos(left);
      }
      endIfClosed();
    } finally {
      lock.unlock();
    }
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private <T> T locked(Supplier<T> read) {
    lock.lock();
    try {
      return read.get();
    } finally {
      lock.unlock();
    }
  }
}
