package io.samzakeeper.am;

import io.samzakeeper.job.CandidateId;
import io.samzakeeper.job.LeaderRecord;
import io.samzakeeper.job.UnreadableZnodeException;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.liveness.LivenessWatch;
import io.samzakeeper.tree.JobTree;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.curator.framework.recipes.cache.ChildData;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows who leads, and holds a connection to that one's process. */
final class LeaderWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderWatch.class);

  private final CandidateId own;
  private final CuratorCache cache;
  private final BiConsumer<LeaderRecord, Integer> onLeader;
  private final LivenessWatch liveness;
  private String followed;
  private boolean closed;

  /**
   * @param own this process, which needs no watching
   * @param onDeath told the candidate id of a leader whose process is dead
   * @param onLeader told who leads, with its epoch, from a ZooKeeper thread
   */
  LeaderWatch(
      JobTree tree,
      CandidateId own,
      Consumer<String> onDeath,
      BiConsumer<LeaderRecord, Integer> onLeader) {
    this.onLeader = onLeader;
    this.own = own;
    this.liveness = new LivenessWatch("leader-liveness", onDeath);
    this.cache =
        CuratorCache.build(
            tree.client(), tree.paths().epoch(), CuratorCache.Options.SINGLE_NODE_CACHE);
    cache
        .listenable()
        .addListener(
            CuratorCacheListener.builder()
                .forCreatesAndChanges((before, after) -> leads(after))
                .build());
  }

  void start() {
    cache.start();
  }

  @Override
  public synchronized void close() {
    closed = true;
    cache.close();
    liveness.close();
  }

  private synchronized void leads(ChildData data) {
    if (closed || data.getData().length == 0) {
      return; // nobody has led yet
    }
    try {
      LeaderRecord leader = Znodes.decode(data.getPath(), data.getData(), LeaderRecord.class);
      onLeader.accept(leader, data.getStat().getVersion());
      boolean isOther =
          !leader.livenessAddress().isEmpty() && !leader.candidateId().equals(own.toString());
      follow(isOther ? leader : null);
    } catch (UnreadableZnodeException e) {
      LOG.error("The leader cannot be followed: {}", e.getMessage());
      follow(null);
    }
  }

  private void follow(LeaderRecord leader) {
    String next = leader == null ? null : leader.candidateId();
    if (followed != null && !followed.equals(next)) {
      liveness.leave(followed);
    }
    followed = next;
    if (leader != null) {
      liveness.follow(next, leader.livenessAddress());
    }
  }
}
