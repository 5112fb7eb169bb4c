package io.samzakeeper.change;

import io.samzakeeper.job.Application;
import io.samzakeeper.job.AppliedPlan;
import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.ConfigDiff;
import io.samzakeeper.job.ConfigGeneration;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.RollOut;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.SamzaMetadata;
import io.samzakeeper.tree.TreeException;
import io.samzakeeper.tree.Versioned;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.zookeeper.KeeperException;

/**
 * A change of config that takes a new plan. Config and plan become current by one write; the leader
 * rolls them out. Used under the job's {@link SubmissionClaim}.
 */
final class PlanChange {
  private final JobTree tree;
  private final Replanner replanner;
  private final Consumer<String> progress;

  PlanChange(JobTree tree, Replanner replanner, Consumer<String> progress) {
    this.tree = tree;
    this.replanner = replanner;
    this.progress = progress;
  }

  /**
   * Blocks until every worker runs by it.
   *
   * @param from generation of the config that is current
   * @param configPointer version of its pointer
   * @throws ChangeException when the leader has taken it back, as workers failed with it
   */
  ConfigChange.Done make(
      ConfigGeneration next,
      long from,
      int configPointer,
      List<ConfigDiff> changes,
      ConfigChange.Manner manner)
      throws IOException, InterruptedException {
    int planPointer = tree.plan().pointerVersion();
    Plan current = currentPlan();
    SortedMap<String, SortedMap<String, byte[]>> metadata = SamzaMetadata.read(tree);
    progress.accept("Planning");
    Replanner.Outcome outcome =
        replanner.plan(
            new JobConfig(next.values()),
            changes,
            current,
            metadata,
            new RollOut(
                current.generation(), from, manner.maxUnavailable(), System.currentTimeMillis()),
            !manner.dryRun());
    outcome.notices().forEach(progress);
    Impact impact = Impact.of(current, outcome.plan());
    if (manner.dryRun()) {
      return new ConfigChange.Done(from, Optional.empty(), changes, impact);
    }
    PlanFollower follower = new PlanFollower(tree, progress);
    long config = 0;
    long plan = 0;
    boolean isCurrent = false;
    try {
      TreeWrites.inChunks(tree.client(), SamzaMetadata.changes(tree, metadata, outcome.metadata()));
      long written = tree.config().write(Znodes.encode(next));
      config = written;
      plan =
          tree.plan()
              .write(
                  generation ->
                      Znodes.encode(
                          outcome.plan().as(generation, written, outcome.plan().rollOut())));
      makeCurrent(config, configPointer, plan, planPointer);
      isCurrent = true;
    } catch (KeeperException.BadVersionException e) {
      throw new ChangeException(
          ChangeException.Kind.BUSY, "another command has changed the job meanwhile", e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw TreeException.of("make generation " + config + " of the config current", e);
    } finally {
      if (!isCurrent) {
        forget(config, plan);
      }
    }
    tree.config().prune(Set.of(from));
    tree.plan().prune(inUse());
    progress.accept("Generation " + config + ": " + impact);
    if (!isFollowed(follower, config, plan)) {
      ConfigHistory history = new ConfigHistory(tree);
      long now = history.current();
      throw new ChangeException(
          ChangeException.Kind.NOT_DONE,
          "generation "
              + config
              + " did not stay, the job has generation "
              + now
              + " now: "
              + history.read(now).reason());
    }
    return new ConfigChange.Done(from, Optional.of(config), changes, impact);
  }

  private static boolean isFollowed(PlanFollower follower, long config, long plan)
      throws InterruptedException {
    try {
      return follower.follow(plan, AppliedPlan.State.DONE, ConfigChange.PATIENCE);
    } catch (TimeoutException e) {
      throw ConfigChange.notTakenUp(config, e);
    }
  }

  private Plan currentPlan() {
    long generation =
        tree.plan()
            .current()
            .orElseThrow(
                () -> new TreeException("there is no plan in " + tree.paths().plan(), null))
            .value()
            .generation();
    return Znodes.decode(tree.paths().plan(), tree.plan().read(generation), Plan.class);
  }

  private void makeCurrent(long config, int configPointer, long plan, int planPointer)
      throws Exception {
    Versioned<Application> application = tree.application().orElseThrow();
    tree.client()
        .transaction()
        .forOperations(
            tree.client()
                .transactionOp()
                .check()
                .withVersion(application.version())
                .forPath(tree.paths().application()),
            tree.config().switchTo(config, configPointer),
            tree.plan().switchTo(plan, planPointer));
  }

  private void forget(long config, long plan) {
    if (config > 0) {
      tree.config().delete(config);
    }
    if (plan > 0) {
      tree.plan().delete(plan);
    }
  }

  /** Plans by which somebody may still run. */
  private Set<Long> inUse() {
    return tree.readChildren(tree.paths().assignments(), Assignment.class).values().stream()
        .map(assignment -> assignment.value().planGeneration())
        .collect(Collectors.toSet());
  }
}
