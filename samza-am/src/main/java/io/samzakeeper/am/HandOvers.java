package io.samzakeeper.am;

import io.samzakeeper.job.CandidateId;
import io.samzakeeper.job.HandOver;
import io.samzakeeper.job.UnreadableZnodeException;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.Election;
import io.samzakeeper.tree.Fence;
import io.samzakeeper.tree.FencedException;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.recipes.cache.ChildData;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A leader's part in planned hand-overs (docs/architecture.md): it offers the lead to a candidate
 * and gives way when that one has accepted; and it answers what was asked of an earlier leader,
 * once YARN has heard it. Works on a thread of its own, which ends with {@link #close}.
 */
final class HandOvers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HandOvers.class);

  /** A candidate that lives answers in milliseconds; a pause of its JVM may take longer. */
  static final Duration PATIENCE_WITH_OFFER = Duration.ofSeconds(1);

  private final JobTree tree;
  private final Fence fence;
  private final CandidateId own;
  private final Leader leader;
  private final CuratorCache cache;
  private final ScheduledExecutorService thread;
  private final Set<String> silent = new HashSet<>();
  private boolean inSync;
  private boolean gaveWay;

  /** What a hand-over needs of who leads. */
  interface Leader {
    /** Why there can be none now, for people. */
    Optional<String> objection();

    /** Why there is nobody to hand over to, for people. */
    String whyAlone();

    /** Ends the reign in favour of a candidate; returns at once. */
    void giveWay(CandidateId heir);

    /** Leads since a hand-over that was asked for. */
    void tookOver(HandOver handOver);

    /** What this process asked for itself is not done; the reason is for people. */
    void refusedOwn(String reason);
  }

  /**
   * @param fence of the reign
   */
  HandOvers(JobTree tree, Fence fence, CandidateId own, Leader leader) {
    this.tree = tree;
    this.fence = fence;
    this.own = own;
    this.leader = leader;
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread made = new Thread(task, "hand-over");
              made.setDaemon(true);
              return made;
            });
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    this.thread = executor;
    this.cache =
        CuratorCache.build(
            tree.client(), tree.paths().handOver(), CuratorCache.Options.SINGLE_NODE_CACHE);
    cache
        .listenable()
        .addListener(
            CuratorCacheListener.builder()
                .forCreatesAndChanges((before, after) -> execute(() -> seen(after)))
                .build());
  }

  void start() {
    // The first reading of a kind of record takes long, and somebody waits then.
    execute(
        () ->
            LOG.debug(
                "Ready for {}",
                Znodes.decode("", Znodes.encode(HandOver.asked("", 0, 0, "")), HandOver.class)));
    cache.start();
  }

  /** YARN has heard this leader. Called from any thread. */
  void inSync() {
    execute(
        () -> {
          if (!inSync) {
            inSync = true;
            cache.get(tree.paths().handOver()).ifPresent(this::seen);
          }
        });
  }

  /** Asks as a user would, so that it goes the same way; returns at once. */
  void handOverTo(String containerId) {
    execute(
        () ->
            Election.line(tree).stream()
                .map(Election.Place::id)
                .filter(id -> id.containerId().equals(containerId))
                .findFirst()
                .ifPresentOrElse(
                    heir -> ask(heir.toString(), "the leader itself"),
                    () -> LOG.info("No hand-over: {} does not stand", containerId)));
  }

  /**
   * Asks for somebody; returns at once.
   *
   * @param heir any other candidate if not given
   * @param askedBy for people
   */
  void request(Optional<CandidateId> heir, String askedBy) {
    execute(() -> ask(heir.map(CandidateId::toString).orElse(""), askedBy));
  }

  private void ask(String heir, String askedBy) {
    String path = tree.paths().handOver();
    HandOver asked = HandOver.asked(askedBy, System.currentTimeMillis(), fence.version(), heir);
    try {
      tree.client()
          .create()
          .creatingParentsIfNeeded()
          .withMode(CreateMode.EPHEMERAL)
          .forPath(path, Znodes.encode(asked));
    } catch (KeeperException.NodeExistsException e) {
      LOG.info("No hand-over for {}: another one is under way", askedBy);
      leader.refusedOwn("another hand-over is under way");
    } catch (Exception e) {
      throw TreeException.of("write " + path, e);
    }
  }

  /** Returns at once, in the middle of whatever is under way: any leader can go on with it. */
  @Override
  public void close() {
    cache.close();
    thread.shutdown();
  }

  private void execute(Runnable task) {
    try {
      thread.execute(
          () -> {
            try {
              task.run();
            } catch (FencedException e) {
              LOG.info("A hand-over is the next leader's to answer: {}", e.getMessage());
            } catch (UnreadableZnodeException | TreeException e) {
              LOG.warn("A hand-over is not answered: {}", e.getMessage());
            }
          });
    } catch (RejectedExecutionException e) {
      LOG.debug("Closed: a hand-over is the next leader's to answer", e);
    }
  }

  private void seen(ChildData data) {
    HandOver handOver = Znodes.decode(data.getPath(), data.getData(), HandOver.class);
    int version = data.getStat().getVersion();
    switch (handOver.phase()) {
      case ASKED -> {
        if (handOver.epoch() < fence.version()) {
          answerForEarlier(handOver, version);
        } else if (handOver.epoch() == fence.version()) {
          silent.clear();
          offer(handOver, version);
        }
      }
      case OFFERED -> {
        if (handOver.epoch() < fence.version()) {
          answerForEarlier(handOver, version);
        } else if (handOver.epoch() == fence.version()) {
          expectAnswer(handOver, version);
        }
      }
      case ACCEPTED -> {
        if (handOver.epoch() < fence.version()) {
          answerForEarlier(handOver, version);
        } else if (handOver.epoch() == fence.version() && !gaveWay) {
          gaveWay = true;
          LOG.info("Handing over to {}, asked for by {}", handOver.candidate(), handOver.askedBy());
          leader.giveWay(CandidateId.parse(data.getPath(), handOver.candidate()));
        }
      }
      case DONE, REFUSED -> {
        LOG.debug("Answered: {}", handOver);
        if (data.getStat().getEphemeralOwner() == session()) {
          if (handOver.phase() == HandOver.Phase.REFUSED) {
            leader.refusedOwn(handOver.reason());
          }
          takeBack(version);
        }
      }
    }
  }

  /** What we asked for ourselves is in the way of the next wish. */
  private void takeBack(int version) {
    String path = tree.paths().handOver();
    try {
      tree.client().delete().withVersion(version).inBackground().forPath(path);
    } catch (Exception e) {
      throw TreeException.of("delete " + path, e);
    }
  }

  private long session() {
    try {
      return tree.client().getZookeeperClient().getZooKeeper().getSessionId();
    } catch (Exception e) {
      throw new TreeException("the ZooKeeper session is gone", e);
    }
  }

  /** Its leader is gone, by this hand-over or for another reason. */
  private void answerForEarlier(HandOver handOver, int version) {
    if (!inSync) {
      return; // looked at again then
    }
    if (handOver.to().isEmpty() || handOver.to().equals(own.toString())) {
      write(handOver.done(own.toString(), fence.version()), version);
      leader.tookOver(handOver);
    } else {
      write(
          handOver.refused(
              "the leader has changed meanwhile: "
                  + own
                  + " leads with epoch "
                  + fence.version()
                  + ", not "
                  + handOver.to()),
          version);
    }
  }

  private void offer(HandOver handOver, int version) {
    List<CandidateId> others =
        Election.line(tree).stream().map(Election.Place::id).filter(id -> !id.equals(own)).toList();
    Optional<String> objection = leader.objection();
    if (objection.isPresent()) {
      write(handOver.refused(objection.get()), version);
    } else if (handOver.to().equals(own.toString())) {
      write(handOver.refused(own + " leads already"), version);
    } else if (others.isEmpty()) {
      write(handOver.refused(leader.whyAlone()), version);
    } else {
      Optional<CandidateId> heir =
          others.stream()
              .filter(id -> handOver.to().isEmpty() || handOver.to().equals(id.toString()))
              .filter(id -> !silent.contains(id.toString()))
              .findFirst();
      if (heir.isPresent()) {
        write(handOver.offeredTo(heir.get().toString()), version);
      } else if (silent.isEmpty()) {
        write(
            handOver.refused("no candidate " + handOver.to() + " stands; there is " + others),
            version);
      } else {
        write(
            handOver.refused(
                "no answer from " + String.join(", ", silent) + ": not handed over to who hangs"),
            version);
      }
    }
  }

  private void expectAnswer(HandOver handOver, int version) {
    var unused =
        thread.schedule(
            () -> execute(() -> offerWasNotAnswered(handOver, version)),
            PATIENCE_WITH_OFFER.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private void offerWasNotAnswered(HandOver handOver, int version) {
    boolean isPending =
        cache
            .get(tree.paths().handOver())
            .filter(data -> data.getStat().getVersion() == version)
            .map(data -> Znodes.decode(data.getPath(), data.getData(), HandOver.class))
            .filter(handOver::equals)
            .isPresent();
    if (isPending) {
      LOG.warn("{} does not answer: not handed over to it", handOver.candidate());
      silent.add(handOver.candidate());
      offer(handOver, version);
    }
  }

  /** Under the epoch and the version that was seen: what has changed since is looked at anew. */
  private void write(HandOver next, int version) {
    if (next.phase() == HandOver.Phase.REFUSED) {
      LOG.info("No hand-over, asked for by {}: {}", next.askedBy(), next.reason());
    }
    String path = tree.paths().handOver();
    try {
      fence.commit(
          tree.client(),
          List.of(
              tree.client()
                  .transactionOp()
                  .setData()
                  .withVersion(version)
                  .forPath(path, Znodes.encode(next))));
    } catch (TreeException e) {
      throw e;
    } catch (Exception e) {
      throw TreeException.of("write " + path, e);
    }
  }
}
