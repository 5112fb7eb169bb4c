package io.samzakeeper.am.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.am.supervisor.simulator.Scenario;
import io.samzakeeper.am.supervisor.simulator.Simulation;
import io.samzakeeper.am.supervisor.simulator.Simulation.Result;
import io.samzakeeper.job.Application;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The real supervisor in a simulated cluster where everything breaks. A failure names the seed: the
 * same seed gives the same run.
 */
class SupervisorSimulationTest {
  @Test
  void streamingJobSurvivesWhateverBreaks() {
    List<Result> results =
        LongStream.range(0, Long.getLong("keeper.seeds", 400))
            .parallel()
            .mapToObj(seed -> Simulation.run(Scenario.streaming(seed), new RealMechanisms()))
            .toList();

    assertThat(results).allMatch(result -> result.application() == Application.State.RUNNING);
    // That nothing went wrong counts only if much broke.
    assertThat(results.stream().mapToLong(Result::epochs).sum()).isGreaterThan(1_000);
    assertThat(results.stream().mapToInt(Result::restarts).sum()).isGreaterThan(1_000);
  }

  @Test
  void standbysAreThereWhateverBreaks() {
    List<Result> results =
        LongStream.range(0, Long.getLong("keeper.seeds", 400))
            .parallel()
            .mapToObj(
                seed ->
                    Simulation.run(
                        Scenario.withStandbys(seed, 1 + (int) (seed % 2)), new RealMechanisms()))
            .toList();

    assertThat(results).allMatch(result -> result.application() == Application.State.RUNNING);
    assertThat(results.stream().mapToLong(Result::epochs).sum()).isGreaterThan(1_000);
  }

  @Test
  void jobThatComesToItsEndSucceedsWhateverBreaks() {
    List<Result> results =
        LongStream.range(0, 200)
            .parallel()
            .mapToObj(seed -> Simulation.run(Scenario.completing(seed), new RealMechanisms()))
            .toList();

    assertThat(results).allMatch(result -> result.application() == Application.State.SUCCEEDED);
  }

  @Test
  void thousandContainersTakeSeconds() {
    Result result = Simulation.run(Scenario.large(1, 1_000), new RealMechanisms());

    assertThat(result.application()).isEqualTo(Application.State.RUNNING);
  }

  @Test
  void seedDecidesAll() {
    assertThat(Simulation.run(Scenario.streaming(7), new RealMechanisms()))
        .isEqualTo(Simulation.run(Scenario.streaming(7), new RealMechanisms()));
  }
}
