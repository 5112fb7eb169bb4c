package io.samzakeeper.change;

import io.samzakeeper.job.AppliedConfig;
import io.samzakeeper.job.ConfigDiff;
import io.samzakeeper.job.ConfigEffect;
import io.samzakeeper.job.ConfigGeneration;
import io.samzakeeper.job.InvalidConfigException;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.JobId;
import io.samzakeeper.job.UnreadableZnodeException;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.Generations;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.apache.zookeeper.KeeperException;

/**
 * Makes another config the current one while the job runs. It is checked first; then it is written
 * as a generation of its own, and becomes current by one write; the leader sees it through a watch.
 */
public final class ConfigChange {
  /** With a leader to take a change up. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private final JobTree tree;
  private final JobId job;
  private final String author;
  private final Replanner replanner;
  private final Consumer<String> progress;

  /**
   * @param author for people
   * @param progress told a line for each thing that happens
   */
  public ConfigChange(
      JobTree tree, JobId job, String author, Replanner replanner, Consumer<String> progress) {
    this.tree = tree;
    this.job = job;
    this.author = author;
    this.replanner = replanner;
    this.progress = progress;
  }

  /** Makes a config of the one that is current. */
  public interface Values {
    SortedMap<String, String> of(SortedMap<String, String> current, ConfigHistory history)
        throws IOException, InterruptedException;
  }

  /**
   * What was done.
   *
   * @param from the generation that was current
   * @param to the one that is; nothing where nothing was changed
   * @param impact on the processors
   */
  public record Done(long from, Optional<Long> to, List<ConfigDiff> changes, Impact impact) {}

  /**
   * How it is to be done.
   *
   * @param dryRun whether to change nothing
   * @param maxUnavailable processors that may be down at once; 0 for what the config says
   */
  public record Manner(String reason, boolean dryRun, int maxUnavailable) {}

  /**
   * Blocks until the leader goes by it, and every worker does that has to.
   *
   * @throws InvalidConfigException when a value cannot be used, or not while the job runs: nothing
   *     is changed
   * @throws ChangeException when the job does not run, or no leader takes the change up in time: it
   *     is current then, and the next one will
   */
  public Done make(Values values, Manner manner) throws IOException, InterruptedException {
    requireRunning();
    try (SubmissionClaim claim = SubmissionClaim.take(tree, author)) {
      int pointer = tree.config().pointerVersion();
      ConfigHistory history = new ConfigHistory(tree);
      long from = history.current();
      SortedMap<String, String> current = history.read(from).values();
      JobConfig wanted = new JobConfig(values.of(current, history));
      List<ConfigDiff> changes = ConfigDiff.between(current, wanted.values());
      requireChangeable(changes);
      wanted.validate();
      ConfigGeneration next =
          new ConfigGeneration(
              wanted.values(), claim.submitter(), manner.reason(), System.currentTimeMillis());
      if (changes.stream().allMatch(c -> ConfigEffect.of(c.key()) == ConfigEffect.AT_ONCE)) {
        return changes.isEmpty() || manner.dryRun()
            ? new Done(from, Optional.empty(), changes, Impact.NONE)
            : new Done(from, Optional.of(write(next, pointer)), changes, Impact.NONE);
      }
      return new PlanChange(tree, replanner, progress).make(next, from, pointer, changes, manner);
    }
  }

  private void requireRunning() {
    tree.sync();
    boolean runs =
        tree.application().filter(application -> !application.value().state().ended()).isPresent();
    if (!runs) {
      throw new ChangeException(
          ChangeException.Kind.NOT_RUNNING,
          job
              + " does not run: it has ended or was never submitted; its next submission brings a"
              + " config");
    }
  }

  /** All that cannot be changed is named at once: nobody wants to find out one after the other. */
  private static void requireChangeable(List<ConfigDiff> changes) {
    List<ConfigDiff> refused =
        changes.stream()
            .filter(change -> ConfigEffect.of(change.key()) == ConfigEffect.SUBMISSION)
            .toList();
    if (refused.isEmpty()) {
      return;
    }
    ConfigDiff first = refused.get(0);
    String others = refused.stream().skip(1).map(ConfigDiff::key).collect(Collectors.joining(", "));
    throw new InvalidConfigException(
        first.key(),
        first.shownAfter().orElse("(not given)"),
        first.shownBefore().orElse("none")
            + ", as it is now: this key counts when the job is submitted, and cannot be changed"
            + " while it runs"
            + (others.isEmpty() ? "" : ", nor can " + others)
            + "; end the job (keeper stop) and submit it again (run-job.sh) with the other value: it"
            + " goes on from its checkpoints");
  }

  private long write(ConfigGeneration config, int pointer) throws InterruptedException {
    Generations generations = tree.config();
    CompletableFuture<AppliedConfig> applied = new CompletableFuture<>();
    long generation = generations.write(Znodes.encode(config));
    try (CuratorCache watch = watch(generation, applied)) {
      watch.start();
      tree.client().transaction().forOperations(generations.switchTo(generation, pointer));
      generations.prune();
      AppliedConfig answer = applied.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (!answer.problem().isEmpty()) {
        throw new ChangeException(
            ChangeException.Kind.NOT_DONE,
            "generation " + generation + " is refused by the leader: " + answer.problem());
      }
      return generation;
    } catch (TimeoutException e) {
      throw notTakenUp(generation, e);
    } catch (ExecutionException e) {
      throw TreeException.of("see what the leader makes of the change", e.getCause());
    } catch (KeeperException.BadVersionException e) {
      generations.delete(generation);
      throw new ChangeException(
          ChangeException.Kind.BUSY, "another command has changed the config meanwhile", e);
    } catch (InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw TreeException.of("make generation " + generation + " current", e);
    }
  }

  static ChangeException notTakenUp(long generation, TimeoutException cause) {
    return new ChangeException(
        ChangeException.Kind.NOT_DONE,
        "generation "
            + generation
            + " is current, and no leader has taken it up within "
            + PATIENCE.toSeconds()
            + " s; the next one does",
        cause);
  }

  private CuratorCache watch(long generation, CompletableFuture<AppliedConfig> applied) {
    CuratorCache cache =
        CuratorCache.build(
            tree.client(), tree.paths().appliedConfig(), CuratorCache.Options.SINGLE_NODE_CACHE);
    cache
        .listenable()
        .addListener(
            CuratorCacheListener.builder()
                .forCreatesAndChanges(
                    (before, after) -> {
                      try {
                        AppliedConfig seen =
                            Znodes.decode(after.getPath(), after.getData(), AppliedConfig.class);
                        if (seen.generation() >= generation) {
                          applied.complete(seen);
                        }
                      } catch (UnreadableZnodeException e) {
                        applied.completeExceptionally(e);
                      }
                    })
                .build());
    return cache;
  }
}
