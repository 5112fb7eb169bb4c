package io.samzakeeper.am.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.am.supervisor.Action.Ask;
import io.samzakeeper.am.supervisor.Event.YarnContainer;
import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.ContainerRecord.Phase;
import io.samzakeeper.job.ContainerRecord.Role;
import io.samzakeeper.job.WorkerRegistration.State;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How many workers wait without a processor, and who gets them. */
class SparesTest {
  private final JobFixture job = JobFixture.job(JobFixture.withSpares(1), "0", "1");

  @Test
  void askedForWhenEveryWorkerRuns() {
    job.inSync().allocated("c0", 1).allocated("c1", 2).reported("c0", "0", State.RUNNING);
    assertThat(asked()).isZero();

    job.reported("c1", "1", State.RUNNING);

    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void startedWithoutAProcessor() {
    job.running();
    allocated("s1", "nm2");

    assertThat(job.actions(Action.Launch.class))
        .singleElement()
        .satisfies(
            launch -> {
              assertThat(launch.role()).isEqualTo(Role.SPARE);
              assertThat(launch.processor()).isEmpty();
            });
    assertThat(job.mutations(Mutation.PutAssignment.class)).isEmpty();
  }

  @Test
  void takesOverAtOnceFromAWorkerThatIsGone() {
    waiting("s1");
    job.gone("c1");

    ContainerRecord row = row("s1");
    assertThat(row.role()).isEqualTo(Role.WORKER);
    assertThat(row.processor()).isEqualTo("1");
    assertThat(job.mutations(Mutation.PutAssignment.class))
        .singleElement()
        .satisfies(
            put -> {
              assertThat(put.assignment().processor()).isEqualTo("1");
              assertThat(put.assignment().containerId()).isEqualTo("s1");
            });
    assertThat(job.launched()).isEmpty();
    assertThat(job.askedKeys()).isEmpty();

    job.reported("s1", "1", State.RUNNING);
    assertThat(asked()).as("another spare").isEqualTo(1);
  }

  @Test
  void anAskThatIsOutIsWithdrawn() {
    job.running().gone("c1");
    assertThat(job.askedKeys()).containsExactly(2L);
    allocated("s1", "nm2");
    job.reported("s1", "", State.WAITING);

    assertThat(row("s1").processor()).isEqualTo("1");
    assertThat(job.asks())
        .anyMatch(ask -> ask.key().allocationRequestId() == 2 && ask.count() == 0);
  }

  @Test
  void aProcessorThatBacksOffWaitsForItsTurn() {
    waiting("s1");
    job.failedWith("c1", "1", "boom").completed("c1", 1);
    assertThat(row("s1").processor()).as("the first failure is retried at once").isEqualTo("1");
    job.reported("s1", "1", State.RUNNING);
    allocated("s2", "nm3");
    job.reported("s2", "", State.WAITING);
    job.failedWith("s1", "1", "boom").completed("s1", 1);
    assertThat(job.mutations(Mutation.PutAssignment.class)).isEmpty();

    job.after(Duration.ofSeconds(1));

    assertThat(row("s2").processor()).isEqualTo("1");
  }

  @Test
  void oneThatDiesUnusedIsReplacedAndNotCountedAgainstAProcessor() {
    waiting("s1");
    job.gone("s1");

    assertThat(job.released()).containsExactly("s1");
    assertThat(asked()).isEqualTo(1);
    job.completed("s1", 137);
    assertThat(asked()).isZero();
    assertThat(job.mutations(Mutation.PutProcessor.class)).isEmpty();
  }

  @Test
  void oneThatWasDeadWhenItWasGivenAProcessorIsNoFailureOfThat() {
    waiting("s1");
    job.gone("c1");
    assertThat(row("s1").processor()).isEqualTo("1");

    job.gone("s1").completed("s1", 137);

    assertThat(job.mutations(Mutation.PutProcessor.class)).isEmpty();
  }

  @Test
  void sparesThatFailAgainAndAgainAreAskedForWithGrowingPauses() {
    waiting("s1");
    job.completed("s1", 1);
    assertThat(asked()).isEqualTo(1);
    allocated("s2", "nm2");
    job.completed("s2", 1);
    assertThat(asked()).isZero();

    job.after(Duration.ofSeconds(1));

    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void oneMoreThanWantedIsGivenBack() {
    waiting("s1");
    job.configured(2, JobFixture.withSpares(0));

    assertThat(job.released()).containsExactly("s1");
  }

  @Test
  void anotherHostThanTheWorkersIsWaitedForShortly() {
    job.running();

    assertThat(job.actions(Action.Avoid.class))
        .singleElement()
        .satisfies(avoid -> assertThat(avoid.hosts()).containsExactly("nm1"));

    job.after(Spares.PATIENCE_WITH_SPREADING);

    assertThat(job.actions(Action.Avoid.class))
        .last()
        .satisfies(avoid -> assertThat(avoid.hosts()).isEmpty());
  }

  @Test
  void keptToOtherRacksThanWorkersBeforeThat() {
    runningIn("/rack1");
    assertThat(job.actions(Action.Avoid.class))
        .last()
        .satisfies(avoid -> assertThat(avoid.hosts()).containsExactlyInAnyOrder("/rack1", "nm1"));

    job.after(Spares.PATIENCE_WITH_SPREADING);

    assertThat(job.actions(Action.Avoid.class))
        .last()
        .satisfies(avoid -> assertThat(avoid.hosts()).containsExactly("nm1"));
  }

  @Test
  void theOneInAnotherRackGoesFirst() {
    JobFixture two = JobFixture.job(JobFixture.withSpares(2), "0").inSync();
    two.answered(List.of(JobFixture.on("nm1", "/rack1", "c0", 1)), List.of());
    two.reported("c0", "0", State.RUNNING);
    two.answered(List.of(spare("s1", "nm2", "/rack1"), spare("s2", "nm3", "/rack2")), List.of());
    two.reported("s1", "", State.WAITING).reported("s2", "", State.WAITING).gone("c0");

    assertThat(two.mutations(Mutation.PutAssignment.class))
        .singleElement()
        .satisfies(put -> assertThat(put.assignment().containerId()).isEqualTo("s2"));
  }

  @Test
  void anotherLeaderFindsItAndGivesItAway() {
    JobFixture next =
        JobFixture.job(JobFixture.withSpares(1), "0")
            .leftWorker("c0", "0")
            .leftSpare("s1", Phase.RUNNING);
    next.tookOver();
    assertThat(next.released()).isEmpty();

    next.gone("c0");

    assertThat(next.mutations(Mutation.PutAssignment.class))
        .singleElement()
        .satisfies(put -> assertThat(put.assignment().containerId()).isEqualTo("s1"));
  }

  private void waiting(String spare) {
    job.running();
    allocated(spare, "nm2");
    job.reported(spare, "", State.WAITING);
  }

  private void runningIn(String rack) {
    job.inSync();
    job.answered(
        List.of(JobFixture.on("nm1", rack, "c0", 1), JobFixture.on("nm1", rack, "c1", 2)),
        List.of());
    job.reported("c0", "0", State.RUNNING).reported("c1", "1", State.RUNNING);
  }

  private void allocated(String spare, String host) {
    job.answered(List.of(spare(spare, host, "")), List.of());
  }

  private static YarnContainer spare(String id, String host, String rack) {
    return new YarnContainer(
        id,
        host + ":8041",
        host + ":8042",
        rack,
        1024,
        1,
        AskLedger.SPARE_KEY.priority(),
        AskLedger.SPARE_KEY.allocationRequestId());
  }

  private int asked() {
    return job.actions(Ask.class).stream()
        .filter(ask -> ask.key().equals(AskLedger.SPARE_KEY))
        .mapToInt(Ask::count)
        .reduce(0, (first, second) -> second);
  }

  private ContainerRecord row(String containerId) {
    return job.mutations(Mutation.PutContainer.class).stream()
        .map(Mutation.PutContainer::container)
        .filter(container -> container.containerId().equals(containerId))
        .reduce((first, second) -> second)
        .orElseThrow();
  }
}
