package io.samzakeeper.am.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.EndRequest.How;
import io.samzakeeper.job.WorkerRegistration.State;
import org.junit.jupiter.api.Test;

/** A job that somebody wants to end. */
class StopsTest {
  private final JobFixture job = JobFixture.job("0", "1").running();

  @Test
  void eachWorkerCommitsAndThenTheJobEnds() {
    job.event(new Event.EndAsked(How.STOP, "me"));
    assertThat(job.mutations(Mutation.PutContainer.class))
        .extracting(put -> put.container().runsFrom())
        .containsExactly(ContainerRecord.NO_PLAN, ContainerRecord.NO_PLAN);

    job.reported("c0", "0", State.WAITING);
    assertThat(job.released()).as("it would end before the other has committed").isEmpty();
    assertThat(job.mutations(Mutation.PutAssignment.class)).as("starts again").isEmpty();
    job.reported("c1", "1", State.WAITING);

    assertThat(job.released()).containsExactlyInAnyOrder("c0", "c1");
    assertThat(diagnostics()).contains("asked for by me", "all tasks have committed");
  }

  @Test
  void nothingIsStartedAgain() {
    job.event(new Event.EndAsked(How.STOP, "me")).reported("c0", "0", State.WAITING);
    job.completed("c1", 1);

    assertThat(job.askedKeys()).isEmpty();
    assertThat(diagnostics()).contains("not committed at the end", "processors 1");
  }

  @Test
  void whatHasNotBegunIsGivenBack() {
    JobFixture starting = JobFixture.job("0").inSync().allocated("c0", 1);
    starting.event(new Event.EndAsked(How.STOP, "me"));

    assertThat(starting.released()).containsExactly("c0");
  }

  @Test
  void drainingIsTheWorkersAffair() {
    job.event(new Event.EndAsked(How.DRAIN, "me"));
    assertThat(job.mutations(Mutation.PutContainer.class)).isEmpty();

    job.reported("c0", "0", State.COMPLETED).completed("c0", 0);
    job.reported("c1", "1", State.COMPLETED).completed("c1", 0);

    assertThat(diagnostics()).contains("2 of 2 processors completed");
  }

  private String diagnostics() {
    return job.mutations(Mutation.PutApplication.class).stream()
        .map(put -> put.application().diagnostics())
        .findFirst()
        .orElseThrow();
  }
}
