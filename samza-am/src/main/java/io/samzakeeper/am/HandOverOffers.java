package io.samzakeeper.am;

import io.samzakeeper.job.CandidateId;
import io.samzakeeper.job.HandOver;
import io.samzakeeper.job.UnreadableZnodeException;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobTree;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.cache.ChildData;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.apache.zookeeper.KeeperException.Code;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A standby's part in a planned hand-over: it accepts what it is offered. A leader gives way to
 * nobody else, so it never gives way to a process that hangs and whose session lives on.
 */
final class HandOverOffers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HandOverOffers.class);

  private final CuratorFramework client;
  private final CandidateId own;
  private final CuratorCache cache;
  private boolean answered;

  HandOverOffers(JobTree tree, CandidateId own) {
    this.client = tree.client();
    this.own = own;
    this.cache =
        CuratorCache.build(client, tree.paths().handOver(), CuratorCache.Options.SINGLE_NODE_CACHE);
    cache
        .listenable()
        .addListener(
            CuratorCacheListener.builder()
                .forCreatesAndChanges((before, after) -> seen(after))
                .forDeletes(before -> answered(true))
                .build());
  }

  void start() {
    // The first reading of a kind of record takes long, and somebody waits then.
    LOG.debug(
        "Ready for {}",
        Znodes.decode("", Znodes.encode(HandOver.asked("", 0, 0, "")), HandOver.class));
    cache.start();
  }

  /**
   * Waits for the answer to the hand-over that is under way, or until nobody waits for one.
   *
   * @return whether it came in time
   */
  synchronized boolean awaitAnswered(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!answered) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  private synchronized void answered(boolean value) {
    answered = value;
    notifyAll();
  }

  @Override
  public void close() {
    cache.close();
  }

  private void seen(ChildData data) {
    try {
      HandOver handOver = Znodes.decode(data.getPath(), data.getData(), HandOver.class);
      answered(handOver.hasAnswer());
      if (handOver.phase() == HandOver.Phase.OFFERED
          && handOver.candidate().equals(own.toString())) {
        LOG.info("Leading is offered, asked for by {}: accepted", handOver.askedBy());
        client
            .setData()
            .withVersion(data.getStat().getVersion())
            .inBackground((c, event) -> accepted(Code.get(event.getResultCode())))
            .forPath(data.getPath(), Znodes.encode(handOver.accepted()));
      }
    } catch (UnreadableZnodeException e) {
      LOG.error("A hand-over is ignored: {}", e.getMessage());
    } catch (Exception e) {
      LOG.warn("An offer to lead was not answered: {}", e.toString());
    }
  }

  private static void accepted(Code code) {
    if (code != Code.OK) {
      LOG.info("The offer to lead was taken back: {}", code);
    }
  }
}
