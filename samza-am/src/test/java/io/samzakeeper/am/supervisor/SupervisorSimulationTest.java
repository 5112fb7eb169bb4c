package io.samzakeeper.am.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.am.supervisor.simulator.Scenario;
import io.samzakeeper.am.supervisor.simulator.Simulation;
import io.samzakeeper.am.supervisor.simulator.Simulation.Result;
import io.samzakeeper.am.supervisor.simulator.Violation;
import io.samzakeeper.job.Application;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The real supervisor in a simulated cluster where everything breaks. A failure says how to run its
 * seed alone: the same seed gives the same run.
 *
 * <p>{@code -Dkeeper.seeds=N} runs N seeds of each scenario, {@code -Dkeeper.seed=S} the seed S
 * only. Without them 14,000 seeds are run altogether.
 */
class SupervisorSimulationTest {
  private static final Long ONLY = Long.getLong("keeper.seed");

  @Test
  void streamingJobSurvivesWhateverBreaks() {
    List<Result> results = run("streamingJobSurvives*", 2_500, Scenario::streaming);

    assertThat(results).allMatch(result -> result.application() == Application.State.RUNNING);
    assertMuchBroke(results);
  }

  @Test
  void standbysAreThereWhateverBreaks() {
    List<Result> results =
        run("standbysAreThere*", 2_500, seed -> Scenario.withStandbys(seed, 1 + (int) (seed % 2)));

    assertThat(results).allMatch(result -> result.application() == Application.State.RUNNING);
    assertMuchBroke(results);
  }

  @Test
  void leadersThatAreOvertakenWhileTheyLiveDoNoHarm() {
    List<Result> results = run("leadersThatAreOvertaken*", 4_000, Scenario::zombies);

    assertThat(results).allMatch(result -> result.application() == Application.State.RUNNING);
    assertMuchBroke(results);
  }

  @Test
  void plansThatChangeAreRolledOutWhateverBreaks() {
    List<Result> results = run("plansThatChange*", 1_000, Scenario::changing);

    assertThat(results).allMatch(result -> result.application() == Application.State.RUNNING);
    assertMuchBroke(results);
  }

  @Test
  void sparesTakeOverWhateverBreaks() {
    List<Result> results = run("sparesTakeOver*", 1_500, Scenario::withSpares);

    assertThat(results).allMatch(result -> result.application() == Application.State.RUNNING);
    assertMuchBroke(results);
  }

  @Test
  void standbyTasksArePromotedWhateverBreaks() {
    List<Result> results = run("standbyTasksArePromoted*", 1_500, Scenario::withStandbyTasks);

    assertThat(results)
        .allMatch(
            result ->
                result.application() == Application.State.RUNNING
                    || result.application() == Application.State.SUCCEEDED);
    assertMuchBroke(results);
  }

  @Test
  void jobThatComesToItsEndSucceedsWhateverBreaks() {
    List<Result> results = run("jobThatComesToItsEnd*", 1_000, Scenario::completing);

    assertThat(results).allMatch(result -> result.application() == Application.State.SUCCEEDED);
  }

  @Test
  void thousandContainersTakeSeconds() {
    Result result = Simulation.run(Scenario.large(1, 1_000), new RealMechanisms());

    assertThat(result.application()).isEqualTo(Application.State.RUNNING);
  }

  @Test
  void seedDecidesAll() {
    assertThat(Simulation.run(Scenario.zombies(7), new RealMechanisms()))
        .isEqualTo(Simulation.run(Scenario.zombies(7), new RealMechanisms()));
  }

  /** That nothing went wrong counts only if much broke. */
  private static void assertMuchBroke(List<Result> results) {
    if (ONLY == null) {
      assertThat(results.stream().mapToLong(Result::epochs).sum())
          .isGreaterThan(3L * results.size());
      assertThat(results.stream().mapToInt(Result::restarts).sum()).isGreaterThan(results.size());
    }
  }

  private static List<Result> run(String test, long seeds, LongFunction<Scenario> scenario) {
    LongStream which =
        ONLY == null
            ? LongStream.range(0, Long.getLong("keeper.seeds", seeds)).parallel()
            : LongStream.of(ONLY);
    return which.mapToObj(seed -> run(test, seed, scenario.apply(seed))).toList();
  }

  private static Result run(String test, long seed, Scenario scenario) {
    try {
      return Simulation.run(scenario, new RealMechanisms());
    } catch (Violation e) {
      throw new AssertionError(
          "Seed "
              + seed
              + "; to run it alone: mvn test -pl samza-am -am '-Dtest=SupervisorSimulationTest#"
              + test
              + "' -Dkeeper.seed="
              + seed
              + " -Dsurefire.failIfNoSpecifiedTests=false\n"
              + e.getMessage(),
          e);
    }
  }
}
