package io.samzakeeper.am;

import io.samzakeeper.am.supervisor.Action.TakeBack;
import io.samzakeeper.am.supervisor.PlanChanges;
import io.samzakeeper.job.ConfigGeneration;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.RollOut;
import io.samzakeeper.job.UnreadableZnodeException;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.Fence;
import io.samzakeeper.tree.FencedException;
import io.samzakeeper.tree.Generations;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a change of config back for which workers failed: config and plan from before it become
 * current as new generations, by one write under the leader's fence.
 */
final class PlanTakeBack implements PlanChanges, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PlanTakeBack.class);

  private static final long PAUSE_AFTER_FAILURE_MS = 1_000;

  private final JobTree tree;
  private final Fence fence;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread writing = new Thread(task, "take-back");
            writing.setDaemon(true);
            return writing;
          });

  PlanTakeBack(JobTree tree, Fence fence) {
    this.tree = tree;
    this.fence = fence;
  }

  @Override
  public void takeBack(TakeBack takeBack) {
    soon(takeBack, 0);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private void soon(TakeBack takeBack, long delayMillis) {
    try {
      ScheduledFuture<?> unused =
          thread.schedule(() -> attempt(takeBack), delayMillis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("This leader takes nothing back any more");
    }
  }

  private void attempt(TakeBack takeBack) {
    try {
      write(takeBack);
    } catch (FencedException e) {
      LOG.warn("The next leader takes plan {} back: {}", takeBack.generation(), e.getMessage());
    } catch (UnreadableZnodeException e) {
      LOG.error(
          "Plan {} cannot be taken back, what was before it is lost: {}",
          takeBack.generation(),
          e.getMessage());
    } catch (TreeException e) {
      if (!thread.isShutdown()) {
        LOG.warn("Plan {} is taken back soon: {}", takeBack.generation(), e.getMessage());
        soon(takeBack, PAUSE_AFTER_FAILURE_MS);
      }
    } catch (RuntimeException e) {
      LOG.error("Plan {} is not taken back", takeBack.generation(), e);
    }
  }

  private void write(TakeBack takeBack) {
    Generations plans = tree.plan();
    Generations configs = tree.config();
    int planPointer = plans.pointerVersion();
    int configPointer = configs.pointerVersion();
    long current = plans.current().map(c -> c.value().generation()).orElse(0L);
    if (current != takeBack.generation()) {
      LOG.info("Plan {} is current now: there is nothing to take back", current);
      return;
    }
    RollOut rollOut = takeBack.rollOut();
    Plan plan = Znodes.decode(tree.paths().plan(), plans.read(rollOut.from()), Plan.class);
    ConfigGeneration config =
        Znodes.decode(
            tree.paths().config(), configs.read(rollOut.fromConfig()), ConfigGeneration.class);
    long now = System.currentTimeMillis();
    long newConfig =
        configs.write(
            Znodes.encode(
                new ConfigGeneration(
                    config.values(),
                    "leader of epoch " + fence.version(),
                    "back to generation " + rollOut.fromConfig() + ": " + takeBack.why(),
                    now)));
    long newPlan =
        plans.write(
            generation ->
                Znodes.encode(
                    plan.as(
                        generation, newConfig, new RollOut(0, 0, rollOut.maxUnavailable(), now))));
    fence.commit(
        tree.client(),
        List.of(configs.switchTo(newConfig, configPointer), plans.switchTo(newPlan, planPointer)));
    LOG.info("Config {} and plan {} are what was before", newConfig, newPlan);
  }
}
