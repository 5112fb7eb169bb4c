package io.samzakeeper.am.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.ContainerRecord.Phase;
import io.samzakeeper.job.WorkerRegistration.State;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Workers of standby tasks that take over the active ones. */
class PromotionsTest {

  /** Keys are in the order of numbers, with standbys behind: 0, 1, 0-0, 1-0. */
  @Test
  void containersOfStandbyTasksAreAskedForWhenTheActiveOnesHaveTheirs() {
    JobFixture job = JobFixture.job("0", "0-0", "1", "1-0").inSync();
    assertThat(job.askedKeys()).containsExactly(1L, 2L);

    job.answered(List.of(JobFixture.on("nm1", "c0", 1), JobFixture.on("nm2", "c1", 2)), List.of());
    assertThat(job.askedKeys())
        .as("the standby of 0; that of 1 has other hosts to avoid")
        .containsExactly(3L);
    assertThat(avoided(job)).containsExactly("nm1");

    job.answered(List.of(JobFixture.on("nm2", "s0", 3)), List.of());
    assertThat(job.askedKeys()).containsExactly(4L);
    assertThat(avoided(job)).containsExactly("nm2");
  }

  @Test
  void withoutAnotherHostTheSameWillDoAfterAWhile() {
    JobFixture job = JobFixture.job("0", "0-0").inSync();
    job.answered(List.of(JobFixture.on("nm1", "c0", 1)), List.of());

    job.after(Promotions.PATIENCE_WITH_SPREADING);

    assertThat(avoided(job)).isEmpty();
  }

  @Test
  void whereRacksCountAnotherIsWaitedForAndThenAnotherHost() {
    JobFixture job = JobFixture.job(rackAware(), "0", "0-0").inSync();
    job.answered(List.of(JobFixture.on("nm1", "/rack1", "c0", 1)), List.of());
    assertThat(avoided(job)).containsExactlyInAnyOrder("/rack1", "nm1");

    job.after(Promotions.PATIENCE_WITH_SPREADING);
    assertThat(avoided(job)).containsExactly("nm1");

    job.after(Promotions.PATIENCE_WITH_SPREADING);
    assertThat(avoided(job)).isEmpty();
  }

  /** The cluster has no racks then, or nobody knows them here. */
  @Test
  void theRackOfAllHostsIsNone() {
    JobFixture job = JobFixture.job(rackAware(), "0", "0-0").inSync();
    job.answered(List.of(JobFixture.on("nm1", "/default-rack", "c0", 1)), List.of());

    assertThat(avoided(job)).containsExactly("nm1");
  }

  @Test
  void theStandbyStopsAndItsWorkerRunsTheActiveOne() {
    JobFixture job = running();
    job.gone("c0");
    assertThat(runsFrom(job, "s0")).isEqualTo(ContainerRecord.NO_PLAN);
    assertThat(job.askedKeys()).as("YARN is not asked").isEmpty();

    job.reported("s0", "0-0", State.WAITING);

    assertThat(job.mutations(Mutation.PutAssignment.class))
        .extracting(put -> put.assignment())
        .extracting(Assignment::processor, Assignment::containerId)
        .containsExactly(tuple("0-0", ""), tuple("0", "s0"));
    assertThat(runsFrom(job, "s0")).isEqualTo(ContainerRecord.ANY_PLAN);
    assertThat(job.askedKeys()).as("a container for the standby").containsExactly(2L);

    job.event(new Event.Tick());
    assertThat(job.mutations(Mutation.PutAssignment.class)).as("once").isEmpty();
    job.reported("s0", "0", State.RUNNING);
    assertThat(job.view().processors().get(0).containerId()).isEqualTo("s0");
  }

  /** An ask may be on its way to YARN before the next action is carried out. */
  @Test
  void placesToAvoidAreSaidBeforeTheAskThatTheyAreFor() {
    JobFixture job = JobFixture.job("0", "0-0").inSync();
    job.answered(List.of(JobFixture.on("nm1", "c0", 1)), List.of());

    assertThat(job.askedKeys()).containsExactly(2L);
    assertThat(job.last.actions())
        .filteredOn(action -> action instanceof Action.Avoid || action instanceof Action.Ask)
        .first()
        .isInstanceOf(Action.Avoid.class);
  }

  @Test
  void whereTheActiveOneWillGoOnIsNoPlaceForItsStandbyEither() {
    JobFixture job = running().event(new Event.RestartAsked("0", "c0", "", "me"));
    job.answered(List.of(JobFixture.on("nm3", "n0", 1)), List.of());

    job.gone("s0");

    assertThat(job.askedKeys()).containsExactly(2L);
    assertThat(avoided(job)).containsExactlyInAnyOrder("nm1", "nm3");
  }

  @Test
  void whatYarnAllocatesBesideTheSameTasksIsRefusedWhileAnotherHostIsWaitedFor() {
    JobFixture job = JobFixture.job("0", "0-0").inSync();
    job.answered(List.of(JobFixture.on("nm1", "c0", 1)), List.of());

    job.answered(List.of(JobFixture.on("nm1", "s0", 2)), List.of());
    assertThat(job.view().processors().get(1).containerId()).isEmpty();
    assertThat(job.askedKeys()).as("asked for again").containsExactly(2L);

    job.after(Promotions.PATIENCE_WITH_SPREADING);
    job.answered(List.of(JobFixture.on("nm1", "s1", 2)), List.of());
    assertThat(job.view().processors().get(1).containerId()).isEqualTo("s1");
  }

  @Test
  void whatIsToldIsThatTheStandbyRunsItAndNotThatAContainerIsAskedFor() {
    JobFixture job = running().gone("c0");

    assertThat(job.told())
        .containsExactly(
            "c0: processor 0 lost its worker on nm1 without a word",
            "s0: standby 0-0 is to stop, to run processor 0 instead");
    assertThat(job.gone("s0").told()).endsWith("job: a container is asked for, for processor 0");
  }

  /** Sent back, it would start and be told again a moment later. */
  @Test
  void aPauseThatBeginsMeanwhileIsNotWaitedFor() {
    JobFixture job = running().gone("c0");
    job.completed("c0", 1);
    job.reported("s0", "0-0", State.WAITING).completed("s0", 1).gone("s0");
    job.answered(List.of(JobFixture.on("nm1", "c1", 1)), List.of());
    job.reported("c1", "0", State.RUNNING);
    job.answered(List.of(JobFixture.on("nm2", "s1", 2)), List.of());
    job.reported("s1", "0-0", State.RUNNING).gone("c1").completed("c1", 1);

    job.reported("s1", "0-0", State.WAITING);

    assertThat(job.view().processors().get(0).containerId()).isEqualTo("s1");
  }

  @Test
  void aSpareIsForTheStandbyThen() {
    JobFixture job =
        JobFixture.job(JobFixture.withSpares(1), "0", "0-0")
            .leftSpare("s", Phase.RUNNING)
            .leftWorker("c0", "0")
            .leftWorker("s0", "0-0")
            .tookOver()
            .gone("c0")
            .reported("s0", "0-0", State.WAITING);

    assertThat(job.mutations(Mutation.PutAssignment.class))
        .extracting(put -> put.assignment().containerId())
        .contains("s0", "s");
  }

  @Test
  void whoseStandbyIsGoneTooGetsAnotherContainer() {
    JobFixture job = running().gone("c0").gone("s0");

    assertThat(job.askedKeys()).containsExactly(1L);
  }

  /** A spare that has just been given the standby: told to stop, it would wait without end. */
  @Test
  void aStandbyThatHasNotBegunIsNotPromoted() {
    JobFixture job =
        JobFixture.job(JobFixture.withSpares(1), "0", "0-0")
            .leftSpare("s", Phase.RUNNING)
            .leftWorker("c0", "0")
            .leftWorker("s0", "0-0")
            .tookOver()
            .gone("s0")
            .gone("c0");

    assertThat(job.askedKeys()).containsExactly(1L);
    assertThat(job.mutations(Mutation.PutContainer.class)).isEmpty();
  }

  @Test
  void aLeaderThatFindsItHalfDoneGoesOnWithIt() {
    JobFixture job =
        JobFixture.job("0", "0-0")
            .leftWaiting("s0", "0-0", ContainerRecord.NO_PLAN)
            .tookOver()
            .begins();

    assertThat(job.view().processors().get(0).containerId()).isEqualTo("s0");
  }

  @Test
  void theJobEndsWithItsActiveProcessors() {
    JobFixture job = running().reported("c0", "0", State.COMPLETED).completed("c0", 0);

    assertThat(job.mutations(Mutation.PutApplication.class))
        .singleElement()
        .satisfies(
            put -> assertThat(put.application().diagnostics()).contains("1 of 1 processors"));
  }

  @Test
  void withAffinityAStandbyDoesNotFollowWhoWasPromotedThere() {
    JobFixture job =
        JobFixture.job(affinity(), "0", "0-0")
            .leftWorker("s0", "0-0")
            .tookOver()
            .reported("s0", "0-0", State.WAITING);
    assertThat(job.view().processors().get(0).containerId()).isEqualTo("s0");

    assertThat(job.last.actions())
        .filteredOn(Action.Ask.class::isInstance)
        .allSatisfy(ask -> assertThat(((Action.Ask) ask).host()).isEmpty());
  }

  private static SupervisorSettings affinity() {
    return PlacementTest.with(JobFixture.SETTINGS, true, 0);
  }

  private static SupervisorSettings rackAware() {
    return PlacementTest.with(
        JobFixture.SETTINGS,
        new PlacementRules(false, Duration.ZERO, Duration.ZERO, 0, Duration.ZERO, true));
  }

  private static JobFixture running() {
    return JobFixture.job("0", "0-0").leftWorker("c0", "0").leftWorker("s0", "0-0").tookOver();
  }

  private static Set<String> avoided(JobFixture job) {
    return job.actions(Action.Avoid.class).stream()
        .reduce((first, second) -> second)
        .map(Action.Avoid::hosts)
        .orElseThrow();
  }

  private static long runsFrom(JobFixture job, String containerId) {
    return job.mutations(Mutation.PutContainer.class).stream()
        .map(Mutation.PutContainer::container)
        .filter(container -> container.containerId().equals(containerId))
        .reduce((first, second) -> second)
        .orElseThrow()
        .runsFrom();
  }
}
