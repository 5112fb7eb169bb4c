package io.samzakeeper.am;

import io.samzakeeper.am.supervisor.LeadershipLostException;
import io.samzakeeper.am.supervisor.Lease;
import io.samzakeeper.tree.Fence;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.CuratorEvent;
import org.apache.zookeeper.KeeperException.Code;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lease on the monotonic clock, renewed by each answer of ZooKeeper that shows our epoch. An
 * answer proves that the session lived when its request was sent, and so that it lives for one
 * session timeout from then, as does the proof that there was no quorum; the lease runs out earlier
 * by a margin for the calls under way. A process that was stopped finds its lease run out before
 * its next call to YARN.
 */
final class SessionLease implements Lease, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SessionLease.class);

  /** Share of the session that the lease covers. */
  private static final double COVERED = 0.75;

  private final CuratorFramework client;
  private final Fence fence;
  private final LongSupplier nanoTime;
  private final AtomicLong validUntil;
  private final Runnable onOvertaken;
  private final long leaseNanos;
  private final long periodNanos;
  private final AtomicBoolean asking = new AtomicBoolean();
  private final ScheduledFuture<?> renewals;

  /**
   * @param fence the epoch that was just taken: the lease starts with it
   * @param session the timeout that the ensemble granted
   * @param takenAtNanos {@code nanoTime} from before the epoch was taken
   * @param onOvertaken called from a ZooKeeper thread when an answer shows another epoch
   */
  SessionLease(
      CuratorFramework client,
      Fence fence,
      Duration session,
      long takenAtNanos,
      LongSupplier nanoTime,
      ScheduledExecutorService timer,
      Runnable onOvertaken) {
    this.client = client;
    this.fence = fence;
    this.nanoTime = nanoTime;
    this.onOvertaken = onOvertaken;
    this.leaseNanos = (long) (session.toNanos() * COVERED);
    this.validUntil = new AtomicLong(takenAtNanos + leaseNanos);
    long period = session.toMillis() / 6;
    this.periodNanos = TimeUnit.MILLISECONDS.toNanos(period);
    this.renewals =
        timer.scheduleWithFixedDelay(this::renew, period, period, TimeUnit.MILLISECONDS);
  }

  @Override
  public void check() throws LeadershipLostException {
    long over = nanoTime.getAsLong() - validUntil.get();
    if (over > 0) {
      throw new LeadershipLostException(
          "the lease ran out "
              + TimeUnit.NANOSECONDS.toMillis(over)
              + " ms ago: ZooKeeper has not answered, another candidate may lead",
          null);
    }
  }

  /** The session lived at that time, though ZooKeeper does not answer. */
  void livedAt(long nanos) {
    validUntil.accumulateAndGet(nanos + leaseNanos, Math::max);
  }

  @Override
  public void close() {
    renewals.cancel(false);
  }

  /** One question at a time: without connection they would pile up, each sent again and again. */
  private void renew() {
    if (asking.compareAndSet(false, true)) {
      ask();
    }
  }

  private void ask() {
    long sentAt = nanoTime.getAsLong();
    try {
      client
          .checkExists()
          .inBackground((c, event) -> answered(sentAt, event))
          .forPath(fence.path());
    } catch (Exception e) {
      asking.set(false);
      LOG.warn("Lease not renewed: {}", e.toString());
    }
  }

  private void answered(long sentAt, CuratorEvent event) {
    if (event.getResultCode() != Code.OK.intValue()) {
      LOG.warn("Lease not renewed: ZooKeeper says {}", Code.get(event.getResultCode()));
    } else if (event.getStat().getVersion() == fence.version()) {
      livedAt(sentAt);
      if (nanoTime.getAsLong() - sentAt > periodNanos) {
        ask(); // it was under way for long: so old an answer is not worth much
        return;
      }
    } else {
      onOvertaken.run();
    }
    asking.set(false);
  }
}
