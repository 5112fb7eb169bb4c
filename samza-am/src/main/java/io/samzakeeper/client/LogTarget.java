package io.samzakeeper.client;

import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.CandidateId;
import io.samzakeeper.job.InvalidConfigException;
import io.samzakeeper.job.LeaderRecord;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.Versioned;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;

/** Whose logs are meant, and in which container that is at a time. */
final class LogTarget {
  static final String AM = "am";
  private static final String CONTAINER = "container_";

  private final JobTree tree;
  private final String name;

  private LogTarget(JobTree tree, String name) {
    this.tree = tree;
    this.name = name;
  }

  /**
   * @param name am, a processor, or a container's id
   * @throws InvalidConfigException when the job has no such thing
   */
  static LogTarget of(JobTree tree, String name) {
    Set<String> processors = JobStatus.outline(tree).keySet();
    if (!name.equals(AM) && !name.startsWith(CONTAINER) && !processors.contains(name)) {
      throw new InvalidConfigException(
          "PROCESSOR", name, "am, a container id, or one of " + String.join(", ", processors));
    }
    return new LogTarget(tree, name);
  }

  /** All of a job: who leads, and every processor. */
  static List<LogTarget> all(JobTree tree) {
    List<LogTarget> all = new ArrayList<>(List.of(new LogTarget(tree, AM)));
    JobStatus.outline(tree).keySet().forEach(name -> all.add(new LogTarget(tree, name)));
    return all;
  }

  String name() {
    return name;
  }

  /** The container now, or the last one; nothing where there was none yet. */
  Optional<String> container() {
    if (name.startsWith(CONTAINER)) {
      return Optional.of(name);
    }
    return name.equals(AM)
        ? tree.leader().map(Versioned::value).flatMap(LogTarget::container)
        : tree.assignment(name).map(Versioned::value).flatMap(LogTarget::container);
  }

  private static Optional<String> container(LeaderRecord leader) {
    // Who submits the job anew writes its own name there: it is no candidate.
    return leader.attemptId().isEmpty()
        ? Optional.empty()
        : Optional.of(CandidateId.parse("epoch", leader.candidateId()).containerId());
  }

  private static Optional<String> container(Assignment assignment) {
    return Optional.of(assignment.containerId()).filter(id -> !id.isEmpty());
  }

  /** Starts to follow it. */
  Watch watch() {
    return new Watch();
  }

  /** The container as it changes. For one thread. */
  final class Watch implements AutoCloseable {
    private final Semaphore changed = new Semaphore(0);
    private final Optional<CuratorCache> cache;
    private final String path;
    private volatile Optional<String> now = container();

    private Watch() {
      path = name.equals(AM) ? tree.paths().epoch() : tree.paths().assignment(name);
      cache =
          name.startsWith(CONTAINER)
              ? Optional.empty()
              : Optional.of(
                  CuratorCache.build(tree.client(), path, CuratorCache.Options.SINGLE_NODE_CACHE));
      cache.ifPresent(
          c -> {
            c.listenable()
                .addListener(
                    CuratorCacheListener.builder()
                        .forCreatesAndChanges((before, after) -> is(after.getData()))
                        .build());
            c.start();
          });
    }

    private void is(byte[] data) {
      now =
          name.equals(AM)
              ? container(Znodes.decode(path, data, LeaderRecord.class))
              : container(Znodes.decode(path, data, Assignment.class));
      changed.release();
    }

    /** Nothing while it has none. */
    Optional<String> now() {
      return now;
    }

    /** Returns when it has changed, or after that long. */
    void await(long millis) throws InterruptedException {
      if (changed.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
        changed.drainPermits();
      }
    }

    @Override
    public void close() {
      cache.ifPresent(CuratorCache::close);
    }
  }
}
