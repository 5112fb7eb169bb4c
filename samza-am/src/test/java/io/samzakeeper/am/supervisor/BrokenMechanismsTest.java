package io.samzakeeper.am.supervisor;

import static org.assertj.core.api.Assertions.fail;

import io.samzakeeper.am.supervisor.Event.Completion;
import io.samzakeeper.am.supervisor.simulator.Fences;
import io.samzakeeper.am.supervisor.simulator.Mechanisms;
import io.samzakeeper.am.supervisor.simulator.Scenario;
import io.samzakeeper.am.supervisor.simulator.Simulation;
import io.samzakeeper.am.supervisor.simulator.Violation;
import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.Plan;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The simulator finds out when a mechanism is missing; else its silence would say nothing. */
class BrokenMechanismsTest {
  private static final int SEEDS = 3_000;

  @Test
  void acknowledgingBeforeItIsDurableLeaks() {
    assertObjects("a leak", AcknowledgesFirst::new, Scenario::brief);
  }

  @Test
  void launchingBeforeItIsDurable() {
    assertObjects("launched before it was recorded", LaunchesFirst::new);
  }

  @Test
  void takingRepeatedCompletionsForNewOnes() {
    assertObjects("counted too often", CountsTwice::new);
  }

  @Test
  void forgettingTheTableOnTakeOver() {
    assertObjects("no collateral", ForgetsTheTable::new);
  }

  /** What a processor may still hold is in the plan that its assignment names. */
  @Test
  void forgettingEarlierPlansOnTakeOver() {
    assertObjects("one writer: ", ForgetsEarlierPlans::new, Scenario::changing);
  }

  @Test
  void writingWithoutTheEpoch() {
    assertObjects("one epoch: ", new Fences(false, true, true, true, 2, true));
  }

  @Test
  void callingTheRmWithoutTheLease() {
    assertObjects("speaks to the RM", new Fences(true, false, true, true, 2, true));
  }

  @Test
  void callingNodeManagersWithoutTheLease() {
    assertObjects("speaks to a NodeManager", new Fences(true, true, false, true, 2, true));
  }

  @Test
  void comingBackAfterARefusedResponseIdWithoutProof() {
    assertObjects("a duel: ", new Fences(true, true, true, false, 2, true));
  }

  @Test
  void askingInTheFirstExchangeAfterATakeOver() {
    assertObjects("an ask is lost: ", new Fences(true, true, true, true, 0, true));
  }

  @Test
  void committingWithoutTheAssignment() {
    assertObjects("one writer: ", new Fences(true, true, true, true, 2, false));
  }

  private static void assertObjects(String objection, Fences fences) {
    assertObjects(objection, () -> new Fenced(fences), Scenario::zombies);
  }

  private static void assertObjects(String objection, Supplier<Mechanisms> mechanisms) {
    assertObjects(objection, mechanisms, Scenario::streaming);
  }

  /** The same seeds without a word when nothing is switched off: SupervisorSimulationTest. */
  private static void assertObjects(
      String objection, Supplier<Mechanisms> mechanisms, LongFunction<Scenario> scenario) {
    Set<String> objections = new LinkedHashSet<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      try {
        Simulation.run(scenario.apply(seed), mechanisms.get());
      } catch (Violation e) {
        String first = e.getMessage().lines().findFirst().orElse("");
        objections.add(first);
        if (first.contains(objection)) {
          return;
        }
      }
    }
    fail("no objection like '%s' within %s seeds, but %s", objection, SEEDS, objections);
  }

  private static final class Fenced extends RealMechanisms {
    private final Fences fences;

    Fenced(Fences fences) {
      this.fences = fences;
    }

    @Override
    public Fences fences() {
      return fences;
    }
  }

  private static class AcknowledgesFirst extends RealMechanisms {
    @Override
    public Carrier carrier(
        JobStore store,
        ResourceManagerLink rm,
        NodeManagerLink nm,
        Succession succession,
        PlanChanges plans) {
      Turn turn = new Turn(store, rm, nm, succession, plans);
      return (decisions, acknowledge) -> {
        if (acknowledge) {
          turn.acknowledge();
        }
        turn.commit(decisions);
        return turn.act(decisions);
      };
    }
  }

  private static class LaunchesFirst extends RealMechanisms {
    @Override
    public Carrier carrier(
        JobStore store,
        ResourceManagerLink rm,
        NodeManagerLink nm,
        Succession succession,
        PlanChanges plans) {
      Turn turn = new Turn(store, rm, nm, succession, plans);
      return (decisions, acknowledge) -> {
        var finish = turn.act(decisions);
        turn.commit(decisions);
        if (acknowledge) {
          turn.acknowledge();
        }
        return finish;
      };
    }
  }

  private static class CountsTwice extends RealMechanisms {
    @Override
    public Brain brain(SupervisorSettings settings, Restored restored) {
      return new Supervisor(settings, restored, EndingsWithoutMemory::new)::decide;
    }

    private static final class EndingsWithoutMemory extends ContainerEndings {
      private final Map<String, HeldContainer> ended = new HashMap<>();

      EndingsWithoutMemory(LiveSettings settings) {
        super(settings);
      }

      @Override
      void completed(JobState state, Completion completion, Changes changes) {
        HeldContainer before = ended.get(completion.containerId());
        if (before != null) {
          state.hold(before);
        }
        state
            .container(completion.containerId())
            .ifPresent(container -> ended.put(container.id(), container));
        super.completed(state, completion, changes);
      }
    }
  }

  private static class ForgetsEarlierPlans extends RealMechanisms {
    @Override
    public Brain brain(SupervisorSettings settings, Restored all) {
      return super.brain(settings, only(all, Map.of(), all.containers()));
    }
  }

  private static class ForgetsTheTable extends RealMechanisms {
    @Override
    public Brain brain(SupervisorSettings settings, Restored all) {
      return super.brain(settings, only(all, all.earlierPlans(), List.of()));
    }
  }

  private static Restored only(
      Restored all, Map<Long, Plan> earlierPlans, List<ContainerRecord> containers) {
    return new Restored(
        all.epoch(),
        all.attemptId(),
        all.application(),
        all.plan(),
        earlierPlans,
        all.appliedPlan(),
        containers,
        all.assignments(),
        all.records(),
        all.workers(),
        all.candidates(),
        all.avoidedHosts(),
        all.now());
  }
}
