package io.samzakeeper.am.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.am.supervisor.Action.Ask;
import io.samzakeeper.am.supervisor.Event.YarnContainer;
import io.samzakeeper.job.Application;
import io.samzakeeper.job.ContainerRecord.Phase;
import io.samzakeeper.job.ContainerRecord.Role;
import io.samzakeeper.job.WorkerRegistration;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** How many candidates stand by, which of them are replaced, and which are left alone. */
class StandbysTest {
  private final JobFixture job = JobFixture.job(JobFixture.settings(3, true, 1), "0");

  @Test
  void askedForWhenEveryWorkerRuns() {
    job.inSync();
    assertThat(asked()).isZero();
    assertThat(job.askedKeys()).containsExactly(1L);
    job.allocated("c0", 1);
    assertThat(asked()).isZero();

    job.reported("c0", "0", WorkerRegistration.State.RUNNING);

    assertThat(asked()).isEqualTo(1);
    assertThat(job.actions(Ask.class)).anyMatch(ask -> ask.memoryMb() == 512);
  }

  @Test
  void aWorkerThatHasItsContainerAndNeverRunsDoesNotHoldThemUp() {
    job.inSync();
    job.after(Standbys.PATIENCE_WITH_STARTING_WORKERS);
    assertThat(asked()).isZero();

    job.allocated("c0", 1);

    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void launchedWhenAllocatedAndRunsWhenItsCandidateStands() {
    job.running();
    standby("s1");

    assertThat(job.actions(Action.Launch.class))
        .singleElement()
        .satisfies(
            launch -> {
              assertThat(launch.containerId()).isEqualTo("s1");
              assertThat(launch.role()).isEqualTo(Role.STANDBY);
            });
    assertThat(phase("s1")).isEqualTo(Phase.LAUNCHING);

    job.event(new Event.CandidateReported("s1", "nm2"));

    assertThat(phase("s1")).isEqualTo(Phase.RUNNING);
    assertThat(asked()).isZero();
    assertThat(job.released()).isEmpty();
  }

  @Test
  void oneMoreThanWasAskedForIsGivenBack() {
    stands("s1");

    standby("s2");

    assertThat(job.released()).containsExactly("s2");
  }

  @Test
  void aCandidateThatItsLauncherStartsAgainInTimeKeepsItsContainer() {
    stands("s1");
    job.event(new Event.CandidateGone("s1")).after(Duration.ofSeconds(9));
    job.event(new Event.CandidateReported("s1", "nm2")).after(Duration.ofSeconds(60));

    assertThat(job.released()).isEmpty();
    assertThat(asked()).isZero();
  }

  @Test
  void aContainerWithoutACandidateIsGivenBackAndReplaced() {
    stands("s1");
    job.event(new Event.CandidateGone("s1")).after(Duration.ofSeconds(9));
    assertThat(job.released()).isEmpty();

    job.after(Duration.ofSeconds(1));

    assertThat(job.released()).containsExactly("s1");
    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void oneThatNeverStandsIsGivenBackAfterTheLaunchTimeout() {
    job.running();
    standby("s1");
    job.after(Duration.ofSeconds(59));
    assertThat(job.released()).isEmpty();

    job.after(Duration.ofSeconds(1));

    assertThat(job.released()).containsExactly("s1");
  }

  @Test
  void oneThatEndsIsReplacedWithAGrowingPause() {
    stands("s1");
    job.completed("s1", 1);
    assertThat(asked()).isEqualTo(1);
    standby("s2");

    job.completed("s2", 1);

    assertThat(asked()).isZero();
    job.after(Duration.ofSeconds(1));
    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void aRefusedStartIsReplaced() {
    job.running();
    standby("s1");

    job.event(new Event.LaunchFailed("s1", "no token"));

    assertThat(job.released()).containsExactly("s1");
    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void aNewLeaderTakesOverTheStandbysThatItFinds() {
    job.leftStandby("s1", Phase.RUNNING).stand("s1", "am1", Map.of("s1", "nm2", "am1", "nm1"));
    job.leftWorker("c0", "0").begins().tookOver();

    assertThat(job.released()).isEmpty();
    assertThat(asked()).isZero();
  }

  @Test
  void aStandbyThatTheTableHasLostIsTakenBackWhenItsCandidateStands() {
    job.stand("am1", "am1", Map.of("am1", "nm1", "s1", "nm2"));
    job.inSync(standbyContainer("s1"), standbyContainer("s2"));

    assertThat(phase("s1")).isEqualTo(Phase.RUNNING);
    assertThat(job.released()).containsExactly("s2");
  }

  @Test
  void aLeaderDoesNotGiveItsOwnContainerBackBecauseAPredecessorWouldHave() {
    job.leftStandby("s1", Phase.RELEASING).stand("s1", "am1", Map.of("s1", "nm2", "am1", "nm1"));
    job.leftWorker("c0", "0").begins();
    assertThat(job.released()).isEmpty();
    assertThat(phase("s1")).isEqualTo(Phase.RUNNING);

    job.tookOver();
    assertThat(job.released()).isEmpty();
    assertThat(asked()).isZero();
  }

  @Test
  void anAmContainerWithoutACandidateIsGivenBackOnce() {
    job.leftStandby("s1", Phase.RUNNING).stand("s1", "am1", Map.of("s1", "nm2", "am1", "nm1"));
    job.leftWorker("c0", "0").begins().tookOver();
    job.event(new Event.CandidateGone("am1")).after(Duration.ofSeconds(9));
    assertThat(job.released()).isEmpty();

    job.after(Duration.ofSeconds(1));
    assertThat(job.released()).containsExactly("am1");

    job.after(Duration.ofSeconds(60));
    assertThat(job.released()).isEmpty();
  }

  @Test
  void theNextAttemptsAmContainerGetsTimeToStand() {
    job.leftStandby("s1", Phase.RUNNING).stand("s1", "am1", Map.of("s1", "nm2"));
    job.leftWorker("c0", "0").begins().tookOver();
    job.event(new Event.AttemptStarted("appattempt_1_0001_000002", "am2"));

    job.after(Duration.ofSeconds(9));
    assertThat(job.released()).isEmpty();

    job.after(Duration.ofSeconds(1));
    assertThat(job.released()).containsExactly("am2");
  }

  @Test
  void theAmContainerOfAnEarlierAttemptThatLivesOnIsGivenBack() {
    job.leftStandby("s1", Phase.RUNNING).stand("s1", "am2", Map.of("s1", "nm2", "am2", "nm1"));
    job.leftWorker("c0", "0").begins().tookOver();

    job.event(
        new Event.RmAnswered(
            List.of(),
            List.of(amContainer("am1"), amContainer("am2"), amContainer("s1")),
            List.of(),
            new TreeMap<>(),
            3));

    assertThat(job.released()).containsExactly("am1");
  }

  @Test
  void atTheEndTheLeaderKeepsItsOwnContainerUntilTheApplicationIsUnregistered() {
    JobFixture job =
        JobFixture.job(JobFixture.settings(3, true, 2), "0")
            .leftStandby("s1", Phase.RUNNING)
            .leftStandby("s2", Phase.RUNNING)
            .stand("s1", "am1", Map.of("s1", "nm2", "am1", "nm1", "s2", "nm3"))
            .leftWorker("c0", "0")
            .begins()
            .tookOver();

    job.event(new Event.StopRequested(Action.FinalStatus.KILLED, "enough"));
    assertThat(job.released()).containsExactlyInAnyOrder("s2", "c0");
    assertThat(job.finished()).isEmpty();

    job.completed("s2", -105).completed("c0", -105);
    assertThat(job.finished()).hasSize(1);
    assertThat(job.view().application().state()).isEqualTo(Application.State.KILLED);
  }

  /** YARN would show the job as ending until its AM expires: minutes. */
  @Test
  void atTheEndAHungAmContainerIsReplacedBeforeTheApplicationIsUnregistered() {
    job.leftStandby("s1", Phase.RUNNING).stand("s1", "am1", Map.of("s1", "nm2"));
    job.leftWorker("c0", "0").begins().tookOver();
    job.event(new Event.StopRequested(Action.FinalStatus.SUCCEEDED, "all done"));
    assertThat(job.released()).containsExactly("c0");
    job.completed("c0", 0).after(Standbys.PATIENCE_AT_THE_END.minusMillis(1));
    assertThat(job.released()).isEmpty();
    assertThat(job.finished()).isEmpty();

    job.after(Duration.ofMillis(1));
    assertThat(job.released()).containsExactly("am1");
    assertThat(job.finished()).isEmpty();

    job.event(new Event.AttemptStarted("appattempt_1_0001_000002", "am2")).tookOver();
    assertThat(job.finished()).isEmpty();

    job.event(new Event.CandidateReported("am2", "nm3"));
    assertThat(job.finished()).hasSize(1);
  }

  /** YARN starts the next attempt where the leader is. */
  @Test
  void aStandbyThatSharesItsHostMovesWhenThereIsAnotherElsewhere() {
    job.leftStandby("s1", Phase.RUNNING).stand("am1", "am1", Map.of("s1", "nm2", "am1", "nm2"));
    job.leftWorker("c0", "0").begins().tookOver();
    job.after(Crowding.PATIENCE.minusMillis(1));
    assertThat(asked()).isZero();

    job.after(Duration.ofMillis(1));
    assertThat(asked()).isEqualTo(1);
    assertThat(job.actions(Action.Avoid.class)).anyMatch(a -> a.hosts().contains("nm2"));

    standby("s2", "nm3");
    assertThat(job.launched()).containsExactly("s2");
    assertThat(asked()).isZero();
    assertThat(job.released()).isEmpty();

    job.event(new Event.CandidateReported("s2", "nm3"));
    assertThat(job.released()).containsExactly("s1");
    job.after(Duration.ofMinutes(1));
    assertThat(asked()).isZero();
  }

  @Test
  void aLeaderThatSharesItsHostHandsOverToOneThatDoesNot() {
    leaderSharesItsHost();
    standby("s2", "nm3");
    job.event(new Event.CandidateReported("s2", "nm3"));

    assertThat(job.actions(Action.HandOver.class)).containsExactly(new Action.HandOver("s2"));
    job.after(Crowding.PATIENCE_WITH_HAND_OVER.minusMillis(1));
    assertThat(job.released()).isEmpty();
    assertThat(job.actions(Action.HandOver.class)).isEmpty();

    job.after(Duration.ofMillis(1)); // and it still leads
    assertThat(job.released()).containsExactly("s2");
    job.completed("s2", -105).after(Crowding.PAUSE.minus(Crowding.PATIENCE));
    assertThat(asked()).isZero();
  }

  @Test
  void whereThereIsNoOtherHostTheyStayAndItIsTriedAgainLater() {
    leaderSharesItsHost();
    standby("s2", "nm2");
    assertThat(job.released()).containsExactly("s2");

    job.after(Crowding.SEARCH);
    assertThat(asked()).isZero();
    assertThat(job.actions(Action.Avoid.class)).anyMatch(avoid -> avoid.hosts().isEmpty());

    job.after(Crowding.PAUSE.minusMillis(1));
    assertThat(asked()).isZero();
    job.after(Duration.ofMillis(1));
    assertThat(asked()).isEqualTo(1);
  }

  /** The AM of an earlier attempt may be seen for as long as its session. */
  @Test
  void whereNoStandbyIsWantedNoneIsAskedForBecauseOfASharedHost() {
    JobFixture job =
        JobFixture.job(JobFixture.settings(3, true, 0), "0")
            .stand("am2", "am2", Map.of("am1", "nm1", "am2", "nm1"))
            .leftWorker("c0", "0")
            .begins()
            .tookOver();
    job.after(Crowding.PATIENCE.plus(Crowding.SEARCH));
    assertThat(job.asks()).noneMatch(ask -> ask.count() > 0);
  }

  private void leaderSharesItsHost() {
    job.leftStandby("s1", Phase.RUNNING).stand("s1", "am2", Map.of("s1", "nm2", "am2", "nm2"));
    job.leftWorker("c0", "0").begins().tookOver();
    job.after(Crowding.PATIENCE);
    assertThat(asked()).isEqualTo(1);
  }

  private JobFixture stands(String containerId) {
    job.running();
    job.reported("c0", "0", WorkerRegistration.State.RUNNING);
    standby(containerId);
    return job.event(new Event.CandidateReported(containerId, "nm2"));
  }

  private void standby(String containerId) {
    standby(containerId, "nm2");
  }

  private void standby(String containerId, String host) {
    job.answered(List.of(standbyContainer(containerId, host)), List.of());
  }

  private static YarnContainer amContainer(String containerId) {
    return new YarnContainer(containerId, "nm1:8041", "nm1:8042", "", 1024, 1, 0, 0);
  }

  private static YarnContainer standbyContainer(String containerId) {
    return standbyContainer(containerId, "nm2");
  }

  private static YarnContainer standbyContainer(String containerId, String host) {
    return new YarnContainer(
        containerId,
        host + ":8041",
        host + ":8042",
        "",
        512,
        1,
        AskLedger.STANDBY_KEY.priority(),
        AskLedger.STANDBY_KEY.allocationRequestId());
  }

  /** How many the last ask was for; 0 if nothing was asked. */
  private int asked() {
    return job.asks().stream()
        .filter(ask -> ask.key().equals(AskLedger.STANDBY_KEY))
        .mapToInt(Ask::count)
        .reduce(0, (first, second) -> second);
  }

  private Phase phase(String containerId) {
    return job.mutations(Mutation.PutContainer.class).stream()
        .map(Mutation.PutContainer::container)
        .filter(record -> record.containerId().equals(containerId))
        .reduce((first, second) -> second)
        .orElseThrow()
        .phase();
  }
}
