package io.samzakeeper.am;

import io.samzakeeper.am.supervisor.Event;
import io.samzakeeper.job.CandidateGroup;
import io.samzakeeper.job.CandidateId;
import io.samzakeeper.job.UnreadableZnodeException;
import io.samzakeeper.tree.Election;
import io.samzakeeper.tree.JobTree;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.curator.framework.recipes.cache.ChildData;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns changes of the election's znodes into events. */
final class CandidateWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CandidateWatch.class);

  private final String parent;
  private final Iterable<String> known;
  private final Consumer<Event> events;
  private final CuratorCache cache;

  /**
   * @param known containers whose candidates the supervisor has found in the tree: any that has
   *     gone before the watch saw it is reported, too
   */
  CandidateWatch(JobTree tree, Iterable<String> known, Consumer<Event> events) {
    this.parent = tree.paths().candidates();
    this.known = known;
    this.events = events;
    this.cache = CuratorCache.build(tree.client(), parent);
    cache
        .listenable()
        .addListener(
            CuratorCacheListener.builder()
                .forCreates(this::reported)
                .forDeletes(this::gone)
                .forInitialized(() -> this.known.forEach(this::reportIfGone))
                .build());
  }

  /** Who stands, in the order of the election. From any thread. */
  List<CandidateGroup.Place> places() {
    return cache.stream()
        .filter(data -> read(data).isPresent())
        .sorted(Comparator.comparing(data -> Election.sequence(data.getPath())))
        .map(data -> new CandidateGroup.Place(read(data).orElseThrow(), data.getStat().getCtime()))
        .toList();
  }

  /** Every candidate that there is now is reported, too. */
  void start() {
    cache.start();
  }

  @Override
  public void close() {
    cache.close();
  }

  private void reported(ChildData data) {
    read(data)
        .ifPresent(id -> events.accept(new Event.CandidateReported(id.containerId(), id.host())));
  }

  private void gone(ChildData data) {
    read(data).map(CandidateId::containerId).ifPresent(this::reportIfGone);
  }

  /** A new process of the container may stand already when the old one's session ends. */
  private void reportIfGone(String containerId) {
    boolean stands =
        cache.stream()
            .flatMap(data -> read(data).stream())
            .anyMatch(id -> id.containerId().equals(containerId));
    if (!stands) {
      events.accept(new Event.CandidateGone(containerId));
    }
  }

  private Optional<CandidateId> read(ChildData data) {
    if (data.getPath().equals(parent)) {
      return Optional.empty();
    }
    try {
      return Optional.of(CandidateId.parse(data.getPath(), data.getData()));
    } catch (UnreadableZnodeException e) {
      LOG.error("A candidate is ignored: {}", e.getMessage());
      return Optional.empty();
    }
  }
}
