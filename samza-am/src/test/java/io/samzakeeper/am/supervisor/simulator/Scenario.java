package io.samzakeeper.am.supervisor.simulator;

import io.samzakeeper.am.supervisor.ContainerSize;
import io.samzakeeper.am.supervisor.PlacementRules;
import io.samzakeeper.am.supervisor.SupervisorSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a run is about.
 *
 * @param seed of all that is left to chance
 * @param containers processors of the job
 * @param standbys candidates besides the AM container's
 * @param spares workers besides those that serve a processor
 * @param faultsFor how long things break; after that there is peace
 * @param zombies whether leaders are mostly overtaken while they live
 * @param completes whether the job's tasks come to an end
 * @param retryCount failures of one processor that are retried, negative for no end
 * @param changes whether the plan is changed again and again
 * @param standbyTasks whether each processor has another one with standby tasks
 */
public record Scenario(
    long seed,
    int containers,
    int standbys,
    int spares,
    int nodes,
    Duration faultsFor,
    boolean zombies,
    boolean completes,
    int retryCount,
    boolean changes,
    boolean standbyTasks) {

  private Scenario(
      long seed,
      int containers,
      int standbys,
      int spares,
      int nodes,
      Duration faultsFor,
      boolean zombies,
      boolean completes,
      int retryCount,
      boolean changes) {
    this(
        seed,
        containers,
        standbys,
        spares,
        nodes,
        faultsFor,
        zombies,
        completes,
        retryCount,
        changes,
        false);
  }

  public static Scenario streaming(long seed) {
    return new Scenario(seed, 6, 0, 0, 4, Duration.ofMinutes(4), false, false, -1, false);
  }

  /** Few faults: what goes wrong is not put right by the next one. */
  public static Scenario brief(long seed) {
    return new Scenario(seed, 6, 0, 0, 4, Duration.ofSeconds(30), false, false, -1, false);
  }

  public static Scenario withStandbys(long seed, int standbys) {
    return new Scenario(seed, 6, standbys, 0, 4, Duration.ofMinutes(4), false, false, -1, false);
  }

  public static Scenario zombies(long seed) {
    return new Scenario(
        seed, 4, 1 + (int) (seed % 2), 0, 4, Duration.ofMinutes(2), true, false, -1, false);
  }

  public static Scenario completing(long seed) {
    return new Scenario(seed, 6, 1, 0, 4, Duration.ofMinutes(2), false, true, -1, false);
  }

  public static Scenario large(long seed, int containers) {
    return new Scenario(
        seed, containers, 1, 10, 50, Duration.ofMinutes(2), false, false, -1, false);
  }

  public static Scenario changing(long seed) {
    return new Scenario(
        seed,
        4,
        (int) (seed % 2),
        (int) (seed % 3),
        4,
        Duration.ofMinutes(3),
        seed % 3 == 0,
        false,
        -1,
        true);
  }

  /** Whose failed workers are replaced by some that wait. */
  public static Scenario withSpares(long seed) {
    return new Scenario(
        seed,
        5,
        (int) (seed % 2),
        1 + (int) (seed % 3),
        4,
        Duration.ofMinutes(3),
        seed % 4 == 0,
        false,
        -1,
        false);
  }

  /** Whose failed workers are replaced by those of standby tasks. */
  public static Scenario withStandbyTasks(long seed) {
    return new Scenario(
        seed,
        3,
        (int) (seed % 2),
        (int) (seed % 3) % 2,
        4,
        Duration.ofMinutes(3),
        seed % 4 == 0,
        seed % 7 == 0,
        -1,
        false,
        true);
  }

  List<String> processors() {
    List<String> active = IntStream.range(0, containers).mapToObj(String::valueOf).toList();
    return standbyTasks ? active.stream().flatMap(id -> Stream.of(id, id + "-0")).toList() : active;
  }

  SupervisorSettings settings() {
    return new SupervisorSettings(
        new ContainerSize(1024, 1, Optional.empty()),
        new ContainerSize(512, 1, Optional.empty()),
        standbys,
        spares,
        retryCount,
        Duration.ofMinutes(5),
        true,
        Duration.ofSeconds(30),
        1,
        Duration.ofSeconds(10),
        placement());
  }

  /**
   * Of every second seed: back to the host where it was, and away from those that fail; of every
   * third: standby tasks in other racks.
   */
  private PlacementRules placement() {
    boolean isPicky = seed % 2 != 0;
    return new PlacementRules(
        isPicky,
        Duration.ofSeconds(5),
        Duration.ofSeconds(isPicky ? 2 : 0),
        isPicky ? 3 : 0,
        Duration.ofMinutes(1),
        seed % 3 == 0);
  }
}
