package io.samzakeeper.am.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.am.supervisor.Event.Completion;
import io.samzakeeper.am.supervisor.simulator.Mechanisms;
import io.samzakeeper.am.supervisor.simulator.Scenario;
import io.samzakeeper.am.supervisor.simulator.Simulation;
import io.samzakeeper.am.supervisor.simulator.Violation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The simulator finds out when a mechanism is missing; else its silence would say nothing. */
class BrokenMechanismsTest {
  private static final int SEEDS = 300;

  @Test
  void acknowledgingBeforeItIsDurableLeaks() {
    assertThat(firstViolation(AcknowledgesFirst::new)).contains("no rest").contains("a leak");
  }

  @Test
  void launchingBeforeItIsDurable() {
    assertThat(firstViolation(LaunchesFirst::new)).contains("launched before it was recorded");
  }

  @Test
  void takingRepeatedCompletionsForNewOnes() {
    assertThat(firstViolation(CountsTwice::new)).contains("counted too often");
  }

  @Test
  void forgettingTheTableOnTakeOver() {
    assertThat(firstViolation(ForgetsTheTable::new)).contains("no collateral");
  }

  private static String firstViolation(Supplier<Mechanisms> mechanisms) {
    for (long seed = 0; seed < SEEDS; seed++) {
      try {
        Simulation.run(Scenario.streaming(seed), mechanisms.get());
      } catch (Violation e) {
        return e.getMessage().lines().findFirst().orElse("");
      }
    }
    return "nothing found";
  }

  private static class AcknowledgesFirst extends RealMechanisms {
    @Override
    public Carrier carrier(JobStore store, ResourceManagerLink rm, NodeManagerLink nm) {
      Turn turn = new Turn(store, rm, nm);
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
    public Carrier carrier(JobStore store, ResourceManagerLink rm, NodeManagerLink nm) {
      Turn turn = new Turn(store, rm, nm);
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

      EndingsWithoutMemory(SupervisorSettings settings, RetryPolicy retries) {
        super(settings, retries);
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

  private static class ForgetsTheTable extends RealMechanisms {
    @Override
    public Brain brain(SupervisorSettings settings, Restored all) {
      Restored rest =
          new Restored(
              all.epoch(),
              all.attemptId(),
              all.application(),
              all.planGeneration(),
              all.processors(),
              List.of(),
              all.assignments(),
              all.records(),
              all.workers(),
              all.candidates(),
              all.avoidedHosts(),
              all.now());
      return super.brain(settings, rest);
    }
  }
}
