package io.samzakeeper.am.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.WorkerRegistration.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Hosts that processors go to, and that they are kept from. */
class PlacementTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration WINDOW = Duration.ofMinutes(10);

  @Test
  void withoutAffinityAnyHostWillDo() {
    JobFixture job = JobFixture.job("0").running().gone("c0");

    assertThat(job.asks()).extracting(Action.Ask::host).containsExactly(Optional.empty());
  }

  @Test
  void withAffinityTheHostWhereItWasIsAskedForAndAfterAWhileAny() {
    JobFixture job = job(true, 0).running().gone("c0");
    assertThat(job.asks()).extracting(Action.Ask::host).containsExactly(Optional.of("nm1"));

    job.after(PATIENCE);

    assertThat(job.asks()).extracting(Action.Ask::host).containsExactly(Optional.empty());
  }

  @Test
  void withAffinityASpareElsewhereHasToWaitForThatToo() {
    JobFixture job =
        JobFixture.job(with(JobFixture.withSpares(1), true, 0), "0")
            .leftSpare("s", ContainerRecord.Phase.RUNNING)
            .leftWorker("c0", "0")
            .tookOver()
            .gone("c0");
    assertThat(job.mutations(Mutation.PutAssignment.class)).isEmpty();

    job.after(PATIENCE);

    assertThat(job.mutations(Mutation.PutAssignment.class))
        .singleElement()
        .satisfies(put -> assertThat(put.assignment().containerId()).isEqualTo("s"));
  }

  @Test
  void aProcessorMovesToTheHostThatSomebodyWants() {
    JobFixture job = JobFixture.job("0").running();
    job.event(new Event.RestartAsked("0", "c0", "nm7", "me"));
    assertThat(job.asks()).extracting(Action.Ask::host).containsExactly(Optional.of("nm7"));

    job.allocated("elsewhere", 1);
    assertThat(job.released()).containsExactly("elsewhere");
    assertThat(job.asks()).extracting(Action.Ask::host).containsExactly(Optional.of("nm7"));

    job.answered(List.of(JobFixture.on("nm7", "there", 1)), List.of());
    assertThat(job.launched()).containsExactly("there");
    job.reported("there", "0", State.WAITING).reported("c0", "0", State.WAITING);

    assertThat(job.mutations(Mutation.PutAssignment.class))
        .singleElement()
        .satisfies(put -> assertThat(put.assignment().host()).isEqualTo("nm7"));
  }

  @Test
  void withoutRoomOnTheHostThatSomebodyWantsItStaysWhereItIs() {
    JobFixture job = JobFixture.job("0").running();
    job.event(new Event.RestartAsked("0", "c0", "nm7", "me"));
    job.after(Duration.ofMinutes(2));

    assertThat(job.mutations(Mutation.PutContainer.class)).isEmpty();
  }

  @Test
  void aHostOnWhichSeveralContainersFailIsLeftOutForAWhile() {
    JobFixture job = job(false, 3);
    for (String id : List.of("0", "1", "2")) {
      assertThat(job.actions(Action.Avoid.class)).isEmpty();
      job.completed("c" + id, 1);
    }
    assertThat(job.actions(Action.Avoid.class))
        .singleElement()
        .satisfies(avoid -> assertThat(avoid.hosts()).containsExactly("nm1"));

    job.after(WINDOW);

    assertThat(job.actions(Action.Avoid.class))
        .singleElement()
        .satisfies(avoid -> assertThat(avoid.others()).containsExactly("nm1"));
  }

  @Test
  void whatFailsOnOtherHostsTooDoesNotSpeakAgainstThem() {
    JobFixture job = job(false, 2);
    job.completed("c0", 1).answered(List.of(JobFixture.on("nm2", "d0", 1)), List.of());
    job.reported("d0", "0", State.RUNNING).completed("d0", 1);
    job.completed("c1", 1);

    assertThat(job.actions(Action.Avoid.class)).isEmpty();
  }

  @Test
  void inASmallClusterNoHostIsLeftOut() {
    JobFixture job = JobFixture.job(with(JobFixture.SETTINGS, false, 1), "0").running();
    job.clusterNodes(2).completed("c0", 1);

    assertThat(job.actions(Action.Avoid.class)).isEmpty();
  }

  @Test
  void firstContainersAreSpreadOverTheHostsForAWhile() {
    JobFixture job = JobFixture.job(spreading(), "0", "1").inSync();
    job.answered(List.of(JobFixture.on("nm1", "c0", 1), JobFixture.on("nm1", "c1", 2)), List.of());

    assertThat(job.launched()).containsExactly("c0");
    assertThat(job.released()).containsExactly("c1");
    assertThat(job.actions(Action.Avoid.class))
        .singleElement()
        .satisfies(avoid -> assertThat(avoid.hosts()).containsExactly("nm1"));

    job.after(PATIENCE);
    assertThat(job.actions(Action.Avoid.class))
        .singleElement()
        .satisfies(avoid -> assertThat(avoid.others()).containsExactly("nm1"));

    job.answered(List.of(JobFixture.on("nm1", "d1", 2)), List.of());
    assertThat(job.launched()).containsExactly("d1");
  }

  @Test
  void whatHasRunBeforeIsTakenBackOnAnyHost() {
    JobFixture job = JobFixture.job(spreading(), "0", "1").inSync();
    job.answered(List.of(JobFixture.on("nm1", "c0", 1), JobFixture.on("nm2", "c1", 2)), List.of());
    job.reported("c0", "0", State.RUNNING).reported("c1", "1", State.RUNNING).completed("c1", 1);

    assertThat(job.actions(Action.Avoid.class)).isEmpty();
    job.after(Duration.ofSeconds(3));
    job.answered(List.of(JobFixture.on("nm1", "d1", 2)), List.of());
    assertThat(job.launched()).containsExactly("d1");
  }

  @Test
  void withoutMoreHostsThanOneNothingIsSpread() {
    JobFixture job = JobFixture.job(spreading(), "0", "1").clusterNodes(1).inSync();
    job.answered(List.of(JobFixture.on("nm1", "c0", 1), JobFixture.on("nm1", "c1", 2)), List.of());

    assertThat(job.launched()).containsExactly("c0", "c1");
  }

  private static SupervisorSettings spreading() {
    return with(
        JobFixture.SETTINGS, new PlacementRules(false, PATIENCE, PATIENCE, 0, WINDOW, false));
  }

  private static JobFixture job(boolean affinity, int exclusionFailures) {
    SupervisorSettings settings = with(JobFixture.SETTINGS, affinity, exclusionFailures);
    return affinity
        ? JobFixture.job(settings, "0")
        : JobFixture.job(settings, "0", "1", "2").running();
  }

  static SupervisorSettings with(
      SupervisorSettings other, boolean affinity, int exclusionFailures) {
    return with(
        other,
        new PlacementRules(affinity, PATIENCE, Duration.ZERO, exclusionFailures, WINDOW, false));
  }

  static SupervisorSettings with(SupervisorSettings other, PlacementRules rules) {
    return new SupervisorSettings(
        other.worker(),
        other.candidate(),
        other.standbys(),
        other.spares(),
        other.retryCount(),
        other.retryWindow(),
        other.failJobAfterRetries(),
        other.launchTimeout(),
        other.maxUnavailable(),
        other.rollOutWatch(),
        rules);
  }
}
