package io.samzakeeper.am.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.WorkerRegistration.State;
import org.junit.jupiter.api.Test;

/** Processors that are asked to go on in another container. */
class RestartsTest {
  private final JobFixture job = JobFixture.job("0", "1").running();

  @Test
  void anotherContainerStandsReadyBeforeTheOneThatRunsIsTold() {
    job.event(new Event.RestartAsked("1", "c1", "", "me"));
    assertThat(job.askedKeys()).containsExactly(2L);
    assertThat(runsFrom("c1")).isZero();

    job.allocated("n1", 2);
    assertThat(job.launched()).containsExactly("n1");
    assertThat(job.mutations(Mutation.PutAssignment.class)).isEmpty();
    job.reported("n1", "1", State.WAITING);
    assertThat(runsFrom("c1")).isEqualTo(ContainerRecord.NO_PLAN);

    job.reported("c1", "1", State.WAITING);

    assertThat(job.mutations(Mutation.PutAssignment.class))
        .singleElement()
        .satisfies(put -> assertThat(put.assignment().containerId()).isEqualTo("n1"));
    assertThat(job.released()).containsExactly("c1");
  }

  @Test
  void whatIsAboutAnEarlierContainerIsDone() {
    job.event(new Event.RestartAsked("1", "c-of-before", "", "me"));

    assertThat(job.askedKeys()).isEmpty();
    assertThat(job.released()).isEmpty();
  }

  @Test
  void whenItIsTakenBackNothingMoves() {
    job.event(new Event.RestartAsked("1", "c1", "", "me"));
    job.event(new Event.RestartTakenBack("1"));
    assertThat(job.asks())
        .anyMatch(ask -> ask.key().allocationRequestId() == 2 && ask.count() == 0);
    assertThat(runsFrom("c1")).isZero();
  }

  @Test
  void takenBackWhenItHasHandedOverItGoesOnWhereItIs() {
    job.event(new Event.RestartAsked("1", "c1", "", "me")).allocated("n1", 2);
    job.reported("n1", "1", State.WAITING);
    job.event(new Event.RestartTakenBack("1")).gone("n1").reported("c1", "1", State.WAITING);

    assertThat(job.mutations(Mutation.PutAssignment.class))
        .singleElement()
        .satisfies(put -> assertThat(put.assignment().containerId()).isEqualTo("c1"));
  }

  @Test
  void withoutRoomForAnotherTheOneThatRunsGoesFirst() {
    job.event(new Event.RestartAsked("1", "c1", "", "me"));
    job.after(RollOuts.PATIENCE_WITH_ROOM);
    assertThat(runsFrom("c1")).isEqualTo(ContainerRecord.NO_PLAN);

    job.reported("c1", "1", State.WAITING);

    assertThat(job.released()).containsExactly("c1");
  }

  /** As far as what was decided last says. */
  private long runsFrom(String containerId) {
    return job.mutations(Mutation.PutContainer.class).stream()
        .map(Mutation.PutContainer::container)
        .filter(container -> container.containerId().equals(containerId))
        .reduce((first, second) -> second)
        .map(ContainerRecord::runsFrom)
        .orElse(0L);
  }
}
