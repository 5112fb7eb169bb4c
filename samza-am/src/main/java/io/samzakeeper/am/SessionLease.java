package io.samzakeeper.am;

import io.samzakeeper.am.supervisor.LeadershipLostException;
import io.samzakeeper.am.supervisor.Lease;
import io.samzakeeper.tree.Fence;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException.Code;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lease on the monotonic clock, renewed by each answer of ZooKeeper that shows our epoch. An
 * answer proves that the session lived when its request was sent, and so that it lives for one
 * session timeout from then; the lease runs out earlier by a margin for the calls under way. A
 * process that was stopped finds its lease run out before its next call to YARN.
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

  @Override
  public void close() {
    renewals.cancel(false);
  }

  private void renew() {
    long sentAt = nanoTime.getAsLong();
    try {
      client
          .checkExists()
          .inBackground(
              (c, event) -> {
                if (event.getResultCode() != Code.OK.intValue()) {
                  LOG.warn("Lease not renewed: ZooKeeper says {}", Code.get(event.getResultCode()));
                } else if (event.getStat().getVersion() == fence.version()) {
                  validUntil.accumulateAndGet(sentAt + leaseNanos, Math::max);
                } else {
                  onOvertaken.run();
                }
              })
          .forPath(fence.path());
    } catch (Exception e) {
      LOG.warn("Lease not renewed: {}", e.toString());
    }
  }
}
