package io.samzakeeper.change;

import io.samzakeeper.job.AppliedPlan;
import io.samzakeeper.job.JobEvent;
import io.samzakeeper.job.UnreadableZnodeException;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeException;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.curator.framework.recipes.cache.ChildData;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;

/** Tells how a plan is rolled out, line by line, until it is settled. */
final class PlanFollower {
  private final JobTree tree;
  private final Consumer<String> progress;
  private final String lastEventBefore;

  /** Made before the plan becomes current: what the leader says from here on is told. */
  PlanFollower(JobTree tree, Consumer<String> progress) {
    this.tree = tree;
    this.progress = progress;
    this.lastEventBefore =
        tree.children(tree.paths().events()).stream().max(Comparator.naturalOrder()).orElse("");
  }

  /**
   * Waits until the plan is everywhere, or is not the current one any more.
   *
   * @param until how far it has to be
   * @param patience with a leader to take it up
   * @return whether it is; otherwise a later plan is current
   * @throws TimeoutException when no leader has taken it up: it is current all the same
   */
  boolean follow(long generation, AppliedPlan.State until, Duration patience)
      throws InterruptedException, TimeoutException {
    CompletableFuture<Void> taken = new CompletableFuture<>();
    CompletableFuture<Boolean> settled = new CompletableFuture<>();
    try (CuratorCache events = CuratorCache.build(tree.client(), tree.paths().events());
        CuratorCache applied =
            CuratorCache.build(
                tree.client(),
                tree.paths().appliedPlan(),
                CuratorCache.Options.SINGLE_NODE_CACHE)) {
      events
          .listenable()
          .addListener(CuratorCacheListener.builder().forCreates(this::tell).build());
      applied
          .listenable()
          .addListener(
              CuratorCacheListener.builder()
                  .forCreatesAndChanges(
                      (before, now) -> look(now, generation, until, taken, settled))
                  .build());
      events.start();
      applied.start();
      taken.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return settled.get();
    } catch (ExecutionException e) {
      throw TreeException.of("follow plan " + generation, e.getCause());
    }
  }

  private static void look(
      ChildData now,
      long generation,
      AppliedPlan.State until,
      CompletableFuture<Void> taken,
      CompletableFuture<Boolean> settled) {
    try {
      AppliedPlan applied = Znodes.decode(now.getPath(), now.getData(), AppliedPlan.class);
      if (applied.generation() >= generation) {
        taken.complete(null);
      }
      if (applied.generation() > generation) {
        settled.complete(false);
      } else if (applied.generation() == generation && applied.state().compareTo(until) >= 0) {
        settled.complete(true);
      }
    } catch (UnreadableZnodeException e) {
      taken.completeExceptionally(e);
      settled.completeExceptionally(e);
    }
  }

  private void tell(ChildData znode) {
    String name = znode.getPath().substring(znode.getPath().lastIndexOf('/') + 1);
    boolean isEvent = !znode.getPath().equals(tree.paths().events());
    if (isEvent && name.compareTo(lastEventBefore) > 0) {
      JobEvent event = Znodes.decode(znode.getPath(), znode.getData(), JobEvent.class);
      progress.accept(event.subject() + ": " + event.text());
    }
  }
}
