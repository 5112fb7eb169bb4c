package io.samzakeeper.am;

import io.samzakeeper.am.planning.InputWatch;
import io.samzakeeper.am.planning.LeaderPlanner;
import io.samzakeeper.am.planning.PlanBasis;
import io.samzakeeper.am.supervisor.Event;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.PlannerResult;
import io.samzakeeper.job.RollOut;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.Fence;
import io.samzakeeper.tree.FencedException;
import io.samzakeeper.tree.Generations;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.SamzaMetadata;
import io.samzakeeper.tree.TreeException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows inputs that have grown: the plan that is made from them becomes current, under the
 * leader's fence, and is rolled out as any other. Called by the thread of the {@link InputWatch}.
 */
final class InputGrowth implements InputWatch.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(InputGrowth.class);

  private final JobTree tree;
  private final Fence fence;
  private final LeaderPlanner planner;
  private final Consumer<Event> events;

  InputGrowth(JobTree tree, Fence fence, LeaderPlanner planner, Consumer<Event> events) {
    this.tree = tree;
    this.fence = fence;
    this.planner = planner;
    this.events = events;
  }

  @Override
  public void notFollowed(String notice) {
    LOG.warn("{}", notice);
    note(notice);
  }

  /** Planned once more, this time with what the plan needs outside: looking has created nothing. */
  @Override
  public void planDiffers(PlanBasis seen, PlannerResult unused) {
    try {
      PlanBasis basis = PlanBasis.read(tree, true);
      LeaderPlanner.Outcome outcome = planner.ask(basis.request());
      if (outcome instanceof LeaderPlanner.Answered answered
          && answered.result().status() == PlannerResult.Status.OK) {
        makeCurrent(basis, answered.result());
      } else {
        LOG.warn("The job's inputs have grown; planned again at the next look: {}", outcome);
      }
    } catch (FencedException e) {
      LOG.info("The next leader follows the inputs: {}", e.getMessage());
    } catch (TreeException e) {
      LOG.warn("The job's inputs have grown; tried again at the next look: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void makeCurrent(PlanBasis basis, PlannerResult result) {
    Generations plans = tree.plan();
    int pointer = plans.pointerVersion();
    int configPointer = tree.config().pointerVersion();
    if (current(plans) != basis.planGeneration()
        || current(tree.config()) != basis.configGeneration()) {
      LOG.info("Config or plan has changed meanwhile: the inputs are looked at again");
      return;
    }
    Plan before =
        Znodes.decode(tree.paths().plan(), plans.read(basis.planGeneration()), Plan.class);
    long generation =
        plans.write(
            number ->
                Znodes.encode(
                    new Plan(
                        number,
                        basis.configGeneration(),
                        result.tasks(),
                        result.shares(),
                        result.inputs(),
                        result.model(),
                        before.worker(),
                        new RollOut(
                            before.generation(),
                            basis.configGeneration(),
                            0,
                            System.currentTimeMillis()))));
    List<CuratorOp> writes =
        new ArrayList<>(SamzaMetadata.changes(tree, basis.request().metadata(), result.metadata()));
    writes.add(plans.switchTo(generation, pointer));
    writes.add(unchanged(configPointer));
    fence.commit(tree.client(), writes);
    note(
        "inputs have grown, plan "
            + generation
            + " follows: "
            + before.inputs()
            + " -> "
            + result.inputs());
  }

  private CuratorOp unchanged(int configPointer) {
    try {
      return tree.client()
          .transactionOp()
          .check()
          .withVersion(configPointer)
          .forPath(tree.paths().config());
    } catch (Exception e) {
      throw TreeException.of("prepare a look at " + tree.paths().config(), e);
    }
  }

  private static long current(Generations generations) {
    return generations.current().map(pointer -> pointer.value().generation()).orElse(0L);
  }

  private void note(String text) {
    events.accept(new Event.Noted("job", text));
  }
}
