package io.samzakeeper.am.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.am.supervisor.Action.Ask;
import io.samzakeeper.am.supervisor.Event.YarnContainer;
import io.samzakeeper.job.Application;
import io.samzakeeper.job.AppliedConfig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A config that becomes current while the job runs. */
class ConfigChangesTest {
  private final JobFixture job = JobFixture.job(JobFixture.settings(0, true, 0), "0");

  @Test
  void isSaidToBeAppliedAndIsInTheHistory() {
    job.running().configured(7, JobFixture.settings(0, true, 0));

    assertThat(job.mutations(Mutation.PutAppliedConfig.class))
        .containsExactly(new Mutation.PutAppliedConfig(new AppliedConfig(7, 2, "")));
    assertThat(job.mutations(Mutation.AppendEvent.class))
        .anyMatch(
            e -> e.event().text().contains("generation 7") && e.event().text().contains("a.key"));
  }

  @Test
  void moreStandbysAreAskedForAtOnce() {
    job.running();
    assertThat(standbysAsked()).isZero();

    job.configured(2, JobFixture.settings(0, true, 2));

    assertThat(standbysAsked()).isEqualTo(2);
    assertThat(job.released()).isEmpty();
  }

  @Test
  void ofTooManyStandbysOneIsGivenBackAndNoWorker() {
    job.running().configured(2, JobFixture.settings(0, true, 1));
    job.answered(List.of(standby()), List.of()).event(new Event.CandidateReported("s1", "nm2"));

    job.configured(3, JobFixture.settings(0, true, 0));

    assertThat(job.released()).containsExactly("s1");
  }

  /** Nothing of what has happened before is forgotten. */
  @Test
  void moreRetriesCountFromTheNextFailureOn() {
    job.running().configured(2, JobFixture.settings(1, true, 0));

    job.completed("c0", 1);
    assertThat(job.view().application().state()).isEqualTo(Application.State.RUNNING);
    job.allocated("c1", 1).completed("c1", 1);
    assertThat(job.view().application().state()).isEqualTo(Application.State.FAILED);
  }

  @Test
  void oneThatCannotBeUsedChangesNothing() {
    job.running().event(new Event.ConfigRefused(2, "it is not JSON"));

    assertThat(job.mutations(Mutation.PutAppliedConfig.class))
        .containsExactly(new Mutation.PutAppliedConfig(new AppliedConfig(2, 2, "it is not JSON")));
    assertThat(job.released()).isEmpty();
    job.after(Duration.ofSeconds(1)).completed("c0", 1);
    assertThat(job.view().application().state())
        .as("no retries, as before")
        .isEqualTo(Application.State.FAILED);
  }

  private int standbysAsked() {
    return job.asks().stream()
        .filter(ask -> ask.key().equals(AskLedger.STANDBY_KEY))
        .mapToInt(Ask::count)
        .reduce(0, (first, second) -> second);
  }

  private static YarnContainer standby() {
    return new YarnContainer(
        "s1",
        "nm2:8041",
        "nm2:8042",
        "",
        512,
        1,
        AskLedger.STANDBY_KEY.priority(),
        AskLedger.STANDBY_KEY.allocationRequestId());
  }
}
