package io.samzakeeper.am.supervisor;

import static io.samzakeeper.am.supervisor.JobFixture.job;
import static io.samzakeeper.am.supervisor.JobFixture.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.samzakeeper.job.Application;
import io.samzakeeper.job.AppliedPlan;
import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.WorkerRegistration.State;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A plan that becomes current while the job runs. */
class RollOutsTest {
  @Test
  void oneAfterTheOtherHandsOverAndGoesOnInItsContainer() {
    JobFixture job = job("0", "1", "2").running().planned(plan(2, "other", "options", 1));
    assertThat(told(job)).containsExactly(tuple("c0", 2L));

    job.reported("c0", "0", State.WAITING, 1);
    assertThat(assigned(job)).containsExactly(new Assignment("0", "c0", "nm1", 2, 2));
    assertThat(told(job)).as("it is still down").isEmpty();

    job.reported("c0", "0", State.STARTING, 2);
    assertThat(told(job)).isEmpty();
    job.reported("c0", "0", State.RUNNING, 2);
    assertThat(told(job)).containsExactly(tuple("c1", 2L));
  }

  @Test
  void whatIsTakenBackIntoTheTableIsReplacedToo() {
    JobFixture job = job("0").leftWithoutRow("c0", "0").inSync(JobFixture.container("c0", 1));
    assertThat(rows(job))
        .extracting(ContainerRecord::launch)
        .containsExactly(one(1, "config", "options").worker().digest());

    job.planned(one(2, "config", "other options"));

    assertThat(job.askedKeys()).as("a container to stand ready").containsExactly(1L);
  }

  @Test
  void asManyAreDownAtOnceAsAreAskedFor() {
    JobFixture job = job("0", "1", "2").running().planned(plan(2, "other", "options", 2));

    assertThat(told(job)).containsExactly(tuple("c0", 2L), tuple("c1", 2L));
  }

  /** Nobody else is taken down for it while one is down by itself. */
  @Test
  void whoIsDownForAnotherReasonCounts() {
    JobFixture job = job("0", "1", "2").running().gone("c2");

    assertThat(told(job.planned(plan(2, "other", "options", 1)))).isEmpty();
  }

  @Test
  void whoseShareIsTheSameIsLeftAlone() {
    JobFixture job = job("0", "1").running();
    SortedMap<String, List<String>> tasks = new TreeMap<>(Map.of("0", List.of("Task 0")));
    tasks.put("1", List.of("Task 1", "Task new"));

    job.planned(TestPlans.of(2, tasks, "config", "options", TestPlans.change(1, 1)));

    assertThat(told(job)).containsExactly(tuple("c1", 2L));
  }

  @Test
  void aTaskThatMovesBeginsWhenItHasStoppedAndWhatTakesItStandsReadyBefore() {
    JobFixture job = job("0").running();
    SortedMap<String, List<String>> tasks = new TreeMap<>(Map.of("0", List.of("Task x")));
    tasks.put("1", List.of("Task 0"));
    job.planned(TestPlans.of(2, tasks, "config", "options", TestPlans.change(1, 1)));
    assertThat(job.askedKeys()).containsExactly(2L);
    assertThat(told(job)).as("nothing stands ready yet").isEmpty();

    job.allocated("c1", 2);
    assertThat(job.launched()).containsExactly("c1");
    assertThat(rows(job)).allMatch(ContainerRecord::standsReady);
    assertThat(assigned(job)).isEmpty();

    job.reported("c1", "1", State.WAITING, 0);
    assertThat(told(job)).containsExactly(tuple("c0", 2L));
    assertThat(assigned(job)).as("its task runs at c0").isEmpty();

    job.reported("c0", "0", State.WAITING, 1);
    assertThat(assigned(job))
        .extracting(Assignment::processor, Assignment::containerId)
        .containsExactlyInAnyOrder(tuple("0", "c0"), tuple("1", "c1"));
  }

  @Test
  void aProcessorThatIsNotInThePlanHandsOverAndIsGivenBack() {
    JobFixture job = job("0", "1").running();
    SortedMap<String, List<String>> tasks = new TreeMap<>();
    tasks.put("0", List.of("Task 0", "Task 1"));

    job.planned(TestPlans.of(2, tasks, "config", "options", TestPlans.change(1, 1)));
    assertThat(told(job)).contains(tuple("c1", ContainerRecord.NO_PLAN));
    assertThat(job.released()).isEmpty();

    job.reported("c0", "0", State.WAITING, 1);
    assertThat(assigned(job)).as("processor 1 still has its task").isEmpty();
    job.reported("c1", "1", State.WAITING, 1);
    assertThat(job.released()).containsExactly("c1");
    assertThat(assigned(job)).contains(new Assignment("0", "c0", "nm1", 2, 2));
  }

  @Test
  void anotherStartTakesANewContainerThatStandsReadyBeforeTheOldOneStops() {
    JobFixture job = job("0").running().planned(one(2, "config", "other options"));
    assertThat(job.askedKeys()).containsExactly(1L);
    assertThat(told(job)).isEmpty();

    job.allocated("d0", 1).reported("d0", "0", State.WAITING, 0);
    assertThat(told(job)).containsExactly(tuple("c0", ContainerRecord.NO_PLAN));
    job.reported("c0", "0", State.WAITING, 1);

    assertThat(assigned(job)).containsExactly(new Assignment("0", "d0", "nm1", 2, 2));
    assertThat(job.released()).containsExactly("c0");
  }

  @Test
  void whereTheClusterHasNoRoomTheOldContainerGoesFirst() {
    JobFixture job = job("0").running().planned(one(2, "config", "other options"));

    job.after(RollOuts.PATIENCE_WITH_ROOM);
    assertThat(told(job)).containsExactly(tuple("c0", ContainerRecord.NO_PLAN));
    job.reported("c0", "0", State.WAITING, 1);
    assertThat(job.released()).containsExactly("c0");
    job.allocated("d0", 1);
    assertThat(assigned(job)).containsExactly(new Assignment("0", "d0", "nm1", 2, 2));
  }

  /** A container that dies meanwhile is followed by what stands ready. */
  @Test
  void whatStandsReadyTakesOverFromWhoDies() {
    JobFixture job = job("0").running().planned(one(2, "config", "other options"));
    job.allocated("d0", 1).reported("d0", "0", State.WAITING, 0).gone("c0");

    assertThat(assigned(job)).contains(new Assignment("0", "d0", "nm1", 2, 2));
  }

  @Test
  void aWorkerThatFailsWithItTakesItBackAndTheRestIsLeftAlone() {
    JobFixture job = job(settings(0, true), "0", "1").running().planned(two(2, "bad"));
    job.reported("c0", "0", State.WAITING, 1).completed("c0", 10);

    assertThat(job.actions(Action.TakeBack.class))
        .singleElement()
        .satisfies(
            back -> {
              assertThat(back.generation()).isEqualTo(2);
              assertThat(back.rollOut().from()).isEqualTo(1);
              assertThat(back.why()).contains("processor 0 failed");
            });
    assertThat(told(job)).isEmpty();
    assertThat(job.view().application().state())
        .as("no retries, but it is the change's fault")
        .isEqualTo(Application.State.RUNNING);
    assertThat(job.after(Duration.ofMinutes(1)).actions(Action.TakeBack.class)).isEmpty();
  }

  @Test
  void whatIsTakenBackIsRolledOutTheSameWay() {
    JobFixture job = job(settings(0, true), "0", "1").running().planned(two(2, "bad"));
    job.reported("c0", "0", State.WAITING, 1).completed("c0", 10);
    Plan before = TestPlans.of(1, List.of("0", "1"));

    job.planned(before.as(3, 3, new io.samzakeeper.job.RollOut(0, 0, 0, 1)));
    job.allocated("d0", 1).reported("d0", "0", State.RUNNING, 3);

    assertThat(told(job)).as("processor 1 was never changed").isEmpty();
    job.after(Duration.ofSeconds(10));
    assertThat(applied(job)).contains(AppliedPlan.State.DONE);
  }

  @Test
  void onceItIsEverywhereItIsWatchedForAWhileAndStays() {
    JobFixture job = job(settings(0, true), "0", "1").running().planned(two(2, "good"));
    assertThat(applied(job)).containsExactly(AppliedPlan.State.ROLLING_OUT);
    restart(job, "c0", "0");
    restart(job, "c1", "1");
    assertThat(applied(job)).containsExactly(AppliedPlan.State.WATCHED);

    job.after(Duration.ofSeconds(10));
    assertThat(applied(job)).containsExactly(AppliedPlan.State.DONE);

    job.completed("c0", 10);
    assertThat(job.actions(Action.TakeBack.class)).isEmpty();
    assertThat(job.view().application().state())
        .as("no retries, as ever")
        .isEqualTo(Application.State.FAILED);
  }

  /** Row 35. */
  @Test
  void aNewLeaderGoesOnWithWhatItFindsHalfDone() {
    Plan before = TestPlans.of(1, List.of("0", "1"));
    JobFixture job =
        job("0", "1")
            .leftWaiting("c0", "0", 2)
            .leftWorker("c1", "1")
            .leftInTheMiddle(before, two(2, "other"))
            .begins();

    assertThat(assigned(job)).containsExactly(new Assignment("0", "c0", "nm1", 2, 2));
    assertThat(told(job)).as("one is down").isEmpty();
    job.inSync().reported("c0", "0", State.RUNNING, 2);
    assertThat(told(job)).containsExactly(tuple("c1", 2L));
  }

  private static void restart(JobFixture job, String container, String processor) {
    job.reported(container, processor, State.WAITING, 1)
        .reported(container, processor, State.RUNNING, 2);
  }

  private static Plan plan(long generation, String config, String options, int maxUnavailable) {
    return TestPlans.of(
        generation,
        Map.of("0", List.of("Task 0"), "1", List.of("Task 1"), "2", List.of("Task 2")),
        config,
        options,
        TestPlans.change(1, maxUnavailable));
  }

  private static Plan one(long generation, String config, String options) {
    return TestPlans.of(
        generation, Map.of("0", List.of("Task 0")), config, options, TestPlans.change(1, 1));
  }

  private static Plan two(long generation, String config) {
    return TestPlans.of(
        generation,
        Map.of("0", List.of("Task 0"), "1", List.of("Task 1")),
        config,
        "options",
        TestPlans.change(1, 1));
  }

  /** Which containers were told from which plan on they may run. */
  private static List<org.assertj.core.groups.Tuple> told(JobFixture job) {
    return rows(job).stream()
        .filter(row -> row.runsFrom() > ContainerRecord.ANY_PLAN)
        .filter(row -> row.phase() == ContainerRecord.Phase.RUNNING)
        .map(row -> tuple(row.containerId(), row.runsFrom()))
        .distinct()
        .toList();
  }

  private static List<ContainerRecord> rows(JobFixture job) {
    return job.mutations(Mutation.PutContainer.class).stream()
        .map(Mutation.PutContainer::container)
        .toList();
  }

  private static List<Assignment> assigned(JobFixture job) {
    return job.mutations(Mutation.PutAssignment.class).stream()
        .map(Mutation.PutAssignment::assignment)
        .filter(assignment -> !assignment.containerId().isEmpty())
        .toList();
  }

  private static List<AppliedPlan.State> applied(JobFixture job) {
    return job.mutations(Mutation.PutAppliedPlan.class).stream()
        .map(put -> put.applied().state())
        .toList();
  }
}
