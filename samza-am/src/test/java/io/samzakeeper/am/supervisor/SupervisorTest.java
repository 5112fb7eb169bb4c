package io.samzakeeper.am.supervisor;

import static io.samzakeeper.am.supervisor.JobFixture.container;
import static io.samzakeeper.am.supervisor.JobFixture.job;
import static io.samzakeeper.am.supervisor.JobFixture.settings;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.samzakeeper.am.supervisor.Action.FinalStatus;
import io.samzakeeper.am.supervisor.Event.Completion;
import io.samzakeeper.job.Application;
import io.samzakeeper.job.ContainerRecord.Phase;
import io.samzakeeper.job.ProcessorRecord.Outcome;
import io.samzakeeper.job.WorkerRegistration.State;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The supervisor's rules, one by one; rows are those of the fault table. */
class SupervisorTest {

  @Test
  void asksForEachProcessorUnderItsOwnKey() {
    assertThat(job("0", "1", "2").inSync().askedKeys()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void asksNothingBeforeItIsInStepWithYarn() {
    assertThat(job("0").begins().asks()).isEmpty();
  }

  @Test
  void recordAndAssignmentAreWrittenWithTheLaunch() {
    JobFixture job = job("0").inSync().allocated("c0", 1);

    assertThat(job.launched()).containsExactly("c0");
    assertThat(job.mutations(Mutation.PutContainer.class).get(0).container().phase())
        .isEqualTo(Phase.LAUNCHING);
    assertThat(job.mutations(Mutation.PutAssignment.class).get(0).assignment().containerId())
        .isEqualTo("c0");
    assertThat(job.last.mutations().get(0)).isInstanceOf(Mutation.PutContainer.class);
  }

  @Test
  void row6and9NewLeaderTakesRunningWorkersOverAsTheyAre() {
    JobFixture job = job("0", "1").leftWorker("c0", "0").leftWorker("c1", "1").begins().inSync();

    assertThat(job.askedKeys()).isEmpty();
    assertThat(job.released()).isEmpty();
    assertThat(job.launched()).isEmpty();
    assertThat(job.after(ofMinutes(60)).released()).isEmpty();
  }

  @Test
  void newLeaderOfTheSameAttemptWithdrawsWhatItDoesNotNeed() {
    JobFixture job = job("0", "1").leftWorker("c0", "0").tookOver();

    assertThat(job.asks())
        .extracting(Action.Ask::key, Action.Ask::count)
        .containsExactly(
            tuple(AskLedger.keyOf(0), 0),
            tuple(AskLedger.keyOf(1), 1),
            tuple(AskLedger.STANDBY_KEY, 0),
            tuple(AskLedger.SPARE_KEY, 0));
  }

  @Test
  void asksAgainWhenYarnHasForgotten() {
    JobFixture job = job("0").inSync();
    assertThat(job.inSync().askedKeys()).containsExactly(1L);
  }

  @Test
  void asksAgainWhatIsNotGranted() {
    JobFixture job = job("0").inSync();
    assertThat(job.after(ofSeconds(59)).asks()).isEmpty();
    assertThat(job.after(ofSeconds(1)).askedKeys()).containsExactly(1L);
    assertThat(job.after(ofSeconds(59)).asks()).isEmpty();
    assertThat(job.last.wakeAt()).contains(job.now.plusSeconds(1));
  }

  @Test
  void row7AllocatedAndNeverStartedIsGivenBack() {
    JobFixture job = job("0").left("c0", "0", Phase.LAUNCHING).begins();
    assertThat(job.released()).isEmpty(); // YARN may yet tell of it again

    job.tookOver();
    assertThat(job.released()).containsExactly("c0");
    assertThat(job.askedKeys()).containsExactly(1L);
  }

  @Test
  void row7AllocatedAndToldAgainIsLaunched() {
    JobFixture job = job("0").left("c0", "0", Phase.LAUNCHING).begins().allocated("c0", 1);

    assertThat(job.launched()).containsExactly("c0");
    assertThat(job.tookOver().released()).isEmpty();
  }

  @Test
  void row7PerhapsStartedIsWaitedFor() {
    JobFixture job = job("0").leftAssigned("c0", "0", Phase.LAUNCHING).begins().tookOver();
    assertThat(job.after(ofSeconds(59)).released()).isEmpty();

    assertThat(job.after(ofSeconds(1)).released()).containsExactly("c0");
    assertThat(job.askedKeys()).containsExactly(1L);
    assertThat(job.mutations(Mutation.PutProcessor.class)).isEmpty(); // no failure of the job
  }

  @Test
  void row7PerhapsStartedIsNotGivenBackBecauseASecondStartIsRefused() {
    JobFixture job = job("0").leftAssigned("c0", "0", Phase.LAUNCHING).begins().allocated("c0", 1);
    assertThat(job.launched()).containsExactly("c0");

    assertThat(job.event(new Event.LaunchFailed("c0", "no answer")).released()).isEmpty();
    job.tookOver().reported("c0", "0", State.RUNNING);
    assertThat(job.after(ofMinutes(5)).released()).isEmpty();
  }

  @Test
  void row8WorkerThatYarnListsLateIsKept() {
    JobFixture job = job("0").leftWorker("c0", "0").begins().inSync(); // the list is empty yet
    assertThat(job.after(ofMinutes(5)).released()).isEmpty();
    assertThat(job.askedKeys()).isEmpty();
  }

  @Test
  void row23EndThatIsToldAgainWithTheListOfThoseThatRan() {
    JobFixture job = job("0").leftWorker("c0", "0").begins();
    Event.RmAnswered both =
        new Event.RmAnswered(
            List.of(),
            List.of(container("c0", 1)),
            List.of(new Completion("c0", 137, "")),
            new TreeMap<>(),
            3);
    assertThat(job.event(both).mutations(Mutation.PutProcessor.class)).hasSize(1);

    assertThat(job.event(both).last.mutations()).isEmpty();
    assertThat(job.inSync(container("c0", 1)).mutations(Mutation.PutContainer.class)).isEmpty();
  }

  @Test
  void row29ContainerWhoseEndIsForgottenByARestartedRmIsGivenBackAgain() {
    JobFixture job = job("0").running().gone("c0").after(ofSeconds(2));
    job.completed("c0", -100).inSync(); // its node hangs, and was not told to end it

    job.event(
        new Event.RmAnswered(
            List.of(), List.of(container("c0", 1)), List.of(), new TreeMap<>(), 3));
    assertThat(job.released()).containsExactly("c0");
  }

  @Test
  void containerThatNobodyKnowsIsGivenBack() {
    assertThat(job("0").inSync(container("c9", 1)).released()).containsExactly("c9");
  }

  @Test
  void theAmContainerOfTheRunningAttemptIsLeftAlone() {
    Event.YarnContainer am = new Event.YarnContainer("am1", "nm1:1", "nm1:2", "", 1024, 1, 0, 0);
    assertThat(job("0").inSync(am).released()).isEmpty();
  }

  @Test
  void row18CrashIsReplacedAtOnce() {
    JobFixture job = job("0").running().completed("c0", 10);

    assertThat(job.askedKeys()).containsExactly(1L);
    assertThat(job.written("0").failures()).isEqualTo(1);
    assertThat(job.mutations(Mutation.RemoveContainer.class)).hasSize(1);
  }

  @Test
  void row19FailuresFarApartDoNotAddUp() {
    JobFixture job = job("0").running();
    for (int i = 0; i < 10; i++) {
      assertThat(job.completed("c" + (i == 0 ? "0" : "x" + i), 137).written("0").failures())
          .isEqualTo(1);
      job.now = job.now.plus(ofMinutes(5));
      job.allocated("cx" + (i + 1), 1).reported("cx" + (i + 1), "0", State.RUNNING);
    }
  }

  @Test
  void row20CrashLoopIsSlowedDownAndFailsTheJob() {
    JobFixture job = job("0").running();
    job.completed("c0", 10).allocated("c1", 1);
    job.completed("c1", 10);
    assertThat(job.askedKeys()).isEmpty();
    assertThat(job.last.wakeAt()).contains(job.now.plusSeconds(1));
    assertThat(job.after(ofMillis(999)).askedKeys()).isEmpty();
    assertThat(job.after(ofMillis(1)).askedKeys()).containsExactly(1L);

    job.allocated("c2", 1).completed("c2", 10).after(ofSeconds(2)).allocated("c3", 1);
    job.failedWith("c3", "0", "java.lang.IllegalStateException: broken record");
    job.completed("c3", 10);

    Application ended = job.mutations(Mutation.PutApplication.class).get(0).application();
    assertThat(ended.state()).isEqualTo(Application.State.FAILED);
    assertThat(ended.diagnostics())
        .contains("processor 0", "c3", "exit code 10", "failure 4", "broken record");
    assertThat(job.finished())
        .extracting(Action.Finish::status)
        .containsExactly(FinalStatus.FAILED);
  }

  @Test
  void row20JobGoesOnWithoutTheProcessorIfItIsToldTo() {
    JobFixture job = job(settings(0, false), "0", "1").running().completed("c0", 10);

    assertThat(job.written("0").outcome()).isEqualTo(Outcome.GIVEN_UP);
    assertThat(job.askedKeys()).isEmpty();
    assertThat(job.finished()).isEmpty();
    assertThat(job.completed("c1", 0).finished())
        .extracting(Action.Finish::status)
        .containsExactly(FinalStatus.SUCCEEDED);
  }

  @Test
  void jobWithoutAnyProcessorLeftFails() {
    JobFixture job = job(settings(0, false), "0").running().completed("c0", 10);
    assertThat(job.finished())
        .extracting(Action.Finish::status)
        .containsExactly(FinalStatus.FAILED);
  }

  @Test
  void row21LaunchThatHangsIsReplacedAndCounted() {
    JobFixture job = job("0").inSync().allocated("c0", 1);
    job.event(new Event.Launched("c0"));
    assertThat(job.after(ofSeconds(59)).released()).isEmpty();

    assertThat(job.after(ofSeconds(1)).released()).containsExactly("c0");
    assertThat(job.written("0").failures()).isEqualTo(1);
    assertThat(job.askedKeys()).containsExactly(1L);
  }

  @Test
  void row21RefusedLaunchIsReplacedAndNotCounted() {
    JobFixture job = job("0").inSync().allocated("c0", 1);
    job.event(new Event.LaunchFailed("c0", "no such token"));

    assertThat(job.released()).containsExactly("c0");
    assertThat(job.askedKeys()).containsExactly(1L);
    assertThat(job.mutations(Mutation.PutProcessor.class)).isEmpty();

    job.allocated("c1", 1).event(new Event.LaunchFailed("c1", "again"));
    assertThat(job.askedKeys()).isEmpty();
    assertThat(job.last.wakeAt()).contains(job.now.plusSeconds(1));
  }

  @Test
  void row23CompletionToldTwiceIsOneFailure() {
    JobFixture job = job("0").running().completed("c0", 10);
    job.completed("c0", 10);

    assertThat(job.asks()).isEmpty();
    assertThat(job.mutations(Mutation.PutProcessor.class)).isEmpty();
  }

  @Test
  void row24MoreThanAskedIsGivenBackAndWithdrawn() {
    JobFixture job = job("0").running().allocated("extra", 1);

    assertThat(job.released()).containsExactly("extra");
    assertThat(job.mutations(Mutation.PutContainer.class).get(0).container().phase())
        .isEqualTo(Phase.RELEASING); // or a successor would not know of it
    assertThat(job.launched()).isEmpty();
    assertThat(job.asks()).extracting(Action.Ask::count).containsExactly(0);
  }

  @Test
  void row27LostHostIsReplacedWithoutYarnsWord() {
    JobFixture job = job("0").running().gone("c0");
    assertThat(job.askedKeys()).containsExactly(1L);
    assertThat(job.released()).isEmpty(); // YARN may yet tell how it ended

    job.allocated("c1", 1);
    assertThat(job.launched()).containsExactly("c1");
    assertThat(job.released()).isEmpty();
    assertThat(job.after(ofMillis(1_999)).released()).isEmpty();
    assertThat(job.after(ofMillis(1)).released()).containsExactly("c0");
    assertThat(job.completed("c0", -100).mutations(Mutation.PutProcessor.class)).isEmpty();
  }

  @Test
  void row4LeaderThatWasStoppedGivesEverybodyANewGraceWhenItWakes() {
    JobFixture job = job("0").inSync().allocated("c0", 1); // registers while the leader is stopped
    assertThat(job.stopped(ofSeconds(90)).released()).isEmpty();
    assertThat(job.mutations(Mutation.PutProcessor.class)).isEmpty();

    assertThat(job.after(ofMillis(59_999)).released()).isEmpty();
    assertThat(job.after(ofMillis(1)).released()).containsExactly("c0");
  }

  @Test
  void row18EndThatYarnTellsAfterTheRegistrationIsGoneCountsOnce() {
    JobFixture job = job("0").running().gone("c0").allocated("c1", 1);

    assertThat(job.completed("c0", 137).written("0").failures()).isEqualTo(1);
    assertThat(job.askedKeys()).isEmpty();
    assertThat(job.released()).isEmpty(); // c1 goes on
    assertThat(job.completed("c0", 137).last.mutations()).isEmpty();
  }

  @Test
  void endThatYarnTellsAfterTheContainerWasGivenBackForItsSilenceCounts() {
    JobFixture job = job("0").running().gone("c0").after(ofSeconds(2));
    assertThat(job.released()).containsExactly("c0");

    assertThat(job.completed("c0", 137).written("0").failures()).isEqualTo(1);
  }

  @Test
  void crashLoopKeepsItsPausesWhenRegistrationsGoFirst() {
    JobFixture job = job("0").running().gone("c0").completed("c0", 143).allocated("c1", 1);
    job.reported("c1", "0", State.RUNNING).gone("c1");
    assertThat(job.askedKeys()).containsExactly(1L);

    job.completed("c1", 143);
    assertThat(job.asks()).extracting(Action.Ask::count).containsExactly(0); // withdrawn
    assertThat(job.after(ofSeconds(1)).askedKeys()).containsExactly(1L);
  }

  @Test
  void workerThatIsBackBeforeItsReplacementKeepsItsProcessor() {
    JobFixture job = job("0").running().gone("c0").reported("c0", "0", State.RUNNING);
    assertThat(job.asks()).extracting(Action.Ask::count).containsExactly(0);

    assertThat(job.allocated("c1", 1).released()).containsExactly("c1");
    assertThat(job.after(ofMinutes(5)).released()).isEmpty();
  }

  @Test
  void workerThatSaidItsEndIsWaitedFor() {
    JobFixture job = job("0").running().failedWith("c0", "0", "boom").gone("c0");
    assertThat(job.askedKeys()).isEmpty();
    assertThat(job.after(ofMillis(4_999)).released()).isEmpty();

    assertThat(job.after(ofMillis(1)).released()).containsExactly("c0");
    assertThat(job.askedKeys()).containsExactly(1L);
  }

  @Test
  void row27NewLeaderReplacesWhoIsGoneWhenItIsInStepWithYarn() {
    JobFixture job = job("0").leftAssigned("c0", "0", Phase.RUNNING).begins();
    assertThat(job.after(ofSeconds(30)).released()).isEmpty();

    assertThat(job.tookOver().askedKeys()).containsExactly(1L);
    assertThat(job.released()).isEmpty();
    assertThat(job.after(ofSeconds(2)).released()).containsExactly("c0");
  }

  @Test
  void workerThatDiedBeforeTheTakeOverIsCountedOnce() {
    JobFixture job = job("0").leftAssigned("c0", "0", Phase.RUNNING).begins().completed("c0", 137);
    assertThat(job.written("0").failures()).isEqualTo(1);

    assertThat(job.tookOver().askedKeys()).containsExactly(1L);
    assertThat(job.mutations(Mutation.PutProcessor.class)).isEmpty();
  }

  @Test
  void row29NobodyIsGivenUpWhileYarnIsAway() {
    JobFixture job = job("0").running().event(new Event.RmLost("restart")).gone("c0");
    assertThat(job.after(ofMinutes(10)).released()).isEmpty();

    assertThat(job.tookOver().released()).isEmpty(); // its end may be told now
    assertThat(job.after(ofSeconds(2)).released()).containsExactly("c0");
  }

  @ParameterizedTest(name = "exit {0}: counted {1}")
  @CsvSource({
    "1, true",
    "3, true",
    "10, true",
    "13, true",
    "137, true",
    "143, true",
    "-103, true",
    "-104, true",
    "-1000, true",
    "11, false",
    "12, false",
    "-100, false",
    "-101, false",
    "-102, false",
    "-105, false",
    "-106, false"
  })
  void whatCountsAsFailure(int exitStatus, boolean counted) {
    JobFixture job = job("0").running().completed("c0", exitStatus);

    assertThat(job.askedKeys()).containsExactly(1L);
    assertThat(job.mutations(Mutation.PutProcessor.class)).hasSize(counted ? 1 : 0);
  }

  @Test
  void endAndAllocationInOneAnswer() {
    JobFixture job =
        job("0")
            .inSync()
            .answered(
                List.of(container("c0", 1)), List.of(new Completion("c0", -100, "node lost")));

    assertThat(job.launched()).isEmpty();
  }

  @Test
  void jobSucceedsWhenAllProcessorsHaveCompleted() {
    JobFixture job = job("0", "1").running().completed("c0", 0);
    assertThat(job.askedKeys()).isEmpty();

    job.completed("c1", 0);
    assertThat(job.mutations(Mutation.PutApplication.class).get(0).application().state())
        .isEqualTo(Application.State.SUCCEEDED);
    assertThat(job.finished())
        .extracting(Action.Finish::status)
        .containsExactly(FinalStatus.SUCCEEDED);
  }

  @Test
  void stopGivesAllBackAndFinishesWhenTheyHaveEnded() {
    JobFixture job =
        job("0", "1").running().event(new Event.StopRequested(FinalStatus.KILLED, "by hand"));

    assertThat(job.released()).containsExactly("c0", "c1");
    assertThat(job.finished()).isEmpty();
    job.completed("c0", -100).completed("c1", -100);
    assertThat(job.finished()).containsExactly(new Action.Finish(FinalStatus.KILLED, "by hand"));
    assertThat(job.begins().finished()).isEmpty(); // once
  }

  @Test
  void stopWaitsForContainersToEndOnlySoLong() {
    JobFixture job =
        job("0").running().event(new Event.StopRequested(FinalStatus.KILLED, "by hand"));
    assertThat(job.after(ofSeconds(5)).finished()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"FAILED", "SUCCEEDED", "KILLED"})
  void endThatAPredecessorDecidedIsCarriedOut(String state) {
    JobFixture job = job("0").leftWorker("c0", "0").ended(Application.State.valueOf(state), "x");

    assertThat(job.begins().released()).containsExactly("c0");
    job.tookOver().completed("c0", -100);
    assertThat(job.finished()).containsExactly(new Action.Finish(FinalStatus.valueOf(state), "x"));
  }

  @Test
  void sizeThatYarnDoesNotGiveFailsTheJob() {
    JobFixture job =
        job("0").event(new Event.RmInSync(JobFixture.ATTEMPT, List.of(), 512, 8, true));

    assertThat(job.finished().get(0).diagnostics())
        .contains("cluster-manager.container.memory.mb", "1024", "512");
  }

  @Test
  void viewShowsWhereEachProcessorStands() {
    JobFixture job = job("0", "1", "10", "2").inSync().allocated("c1", 2);

    assertThat(job.view().processors())
        .extracting(p -> p.processor() + " " + p.state())
        .containsExactly("0 REQUESTED", "1 LAUNCHING", "2 REQUESTED", "10 REQUESTED");
    job.reported("c1", "1", State.RUNNING).completed("c1", 10).allocated("c2", 2);
    assertThat(job.view().processors().get(1).restarts()).isEqualTo(1);
    assertThat(job.view().needed()).isEqualTo(4);
  }
}
