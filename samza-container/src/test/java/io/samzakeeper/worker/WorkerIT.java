package io.samzakeeper.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.ExitCode;
import io.samzakeeper.job.WorkerRegistration;
import io.samzakeeper.job.WorkerRegistration.State;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.samza.TestJob;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** A worker with a real Samza container and a real ZooKeeper server, in this JVM. */
class WorkerIT extends InJvmWorkers {
  @Test
  void countsAndASuccessorResumesFromItsCheckpoints() throws Exception {
    long plan = NumbersJob.plan(job, NumbersJob.config(test, 100));
    int version = job.assign("container_1", plan).version();
    Running first = start("container_1");
    awaitOffsets("99");
    assertThat(CountingTask.processed(test)).isEqualTo(200);
    assertThat(registration("container_1"))
        .hasValueSatisfying(
            worker -> {
              assertThat(worker.state()).isEqualTo(State.RUNNING);
              assertThat(worker.processor()).isEqualTo("0");
              assertThat(worker.assignmentVersion()).isEqualTo(version);
              assertThat(worker.planGeneration()).isEqualTo(plan);
              assertThat(worker.launch()).isEqualTo("digest");
            });
    first.worker().end(ExitCode.TERMINATED, "test", null);
    assertThat(first.exit()).isEqualTo(ExitCode.TERMINATED);
    await().untilAsserted(() -> assertThat(registration("container_1")).isEmpty());

    Map<String, String> more = NumbersJob.config(test, 150);
    more.put("numbers.end", "true");
    job.assign("container_2", NumbersJob.plan(job, more));
    assertThat(start("container_2").exit()).isEqualTo(ExitCode.COMPLETED);
    assertThat(CountingTask.processed(test)).isEqualTo(300);
    assertThat(registration("container_2"))
        .hasValueSatisfying(worker -> assertThat(worker.state()).isEqualTo(State.COMPLETED));
  }

  @Test
  void aWorkerWhoseProcessorIsGivenAwayStops() throws Exception {
    long plan = NumbersJob.plan(job, NumbersJob.config(test, 100));
    job.assign("container_1", plan);
    Running first = start("container_1");
    awaitOffsets("99");
    job.assign("container_2", plan);
    TestJob.Owner winner = job.owner(job.tree().assignment("0").orElseThrow());
    assertThat(first.exit()).isEqualTo(ExitCode.ASSIGNMENT_LOST);
    assertThat(winner.fenced()).isEmpty();
  }

  /** The version counts, not the name: the same container may be assigned anew, by a mistake. */
  @Test
  void aNewerVersionOfItsAssignmentStopsItAsWell() throws Exception {
    long plan = NumbersJob.plan(job, NumbersJob.config(test, 100));
    job.assign("container_1", plan);
    Running first = start("container_1");
    awaitOffsets("99");
    job.assign("container_1", plan);
    assertThat(first.exit()).isEqualTo(ExitCode.ASSIGNMENT_LOST);
  }

  /** Nothing commits here but the hand-over: what it had not committed would be counted twice. */
  @Test
  void toldToHandOverItCommitsAndRunsTheNextPlanInTheSameProcess() throws Exception {
    long plan = NumbersJob.plan(job, uncommitted(100));
    job.assign("container_1", plan);
    job.table("container_1", ContainerRecord.ANY_PLAN, false);
    Running running = start("container_1");
    awaitProcessed(200);
    assertThat(job.checkpoint("Partition 0")).isEmpty();

    long next = NumbersJob.plan(job, uncommitted(150));
    job.table("container_1", next, false);
    awaitState("container_1", State.WAITING);
    awaitOffsets("99");
    int version = job.assign("container_1", next).version();
    awaitProcessed(300);
    awaitState("container_1", State.RUNNING);
    assertThat(registration("container_1"))
        .hasValueSatisfying(
            worker -> {
              assertThat(worker.assignmentVersion()).isEqualTo(version);
              assertThat(worker.planGeneration()).isEqualTo(next);
              assertThat(worker.pid()).isEqualTo(ProcessHandle.current().pid());
            });
    assertThat(running.result()).isNotDone();
  }

  @Test
  void whoHasHandedOverEndsWhenTheProcessorIsGivenToAnother() throws Exception {
    long plan = NumbersJob.plan(job, uncommitted(100));
    job.assign("container_1", plan);
    Running first = start("container_1");
    awaitProcessed(200);
    job.table("container_1", ContainerRecord.NO_PLAN, false);
    awaitState("container_1", State.WAITING);

    job.table("container_2", ContainerRecord.ANY_PLAN, true);
    start("container_2");
    awaitState("container_2", State.WAITING);
    job.assign("container_2", NumbersJob.plan(job, uncommitted(150)));
    assertThat(first.exit()).isEqualTo(ExitCode.ASSIGNMENT_LOST);
    awaitState("container_2", State.RUNNING);
    awaitProcessed(300);
  }

  @Test
  void toldToEndItCommitsFirst() throws Exception {
    job.assign("container_1", NumbersJob.plan(job, uncommitted(100)));
    Running running = start("container_1");
    awaitProcessed(200);
    running.worker().end(ExitCode.TERMINATED, "test", null);
    assertThat(running.exit()).isEqualTo(ExitCode.TERMINATED);
    awaitOffsets("99");
  }

  /** Its partitions have ended and its task does nothing more, the other's goes on. */
  @Test
  void whatHasCompletedDoesNotHoldAHandOverUp() throws Exception {
    Map<String, String> config = uncommitted(100);
    config.put("numbers.end.of", "1");
    job.assign("container_1", NumbersJob.plan(job, config));
    start("container_1");
    awaitProcessed(200);
    job.table("container_1", ContainerRecord.NO_PLAN, false);
    awaitState("container_1", State.WAITING);
  }

  private Map<String, String> uncommitted(int count) {
    Map<String, String> config = NumbersJob.config(test, count);
    config.put("task.commit.ms", "-1");
    return config;
  }

  @Test
  void aWorkerThatIsNotAssignedDoesNotBegin() throws Exception {
    job.assign("container_2", NumbersJob.plan(job, NumbersJob.config(test, 100)));
    assertThat(start("container_1").exit()).isEqualTo(ExitCode.ASSIGNMENT_LOST);
    assertThat(registration("container_1")).isEmpty();
    assertThat(CountingTask.processed(test)).isZero();
  }

  /** The container is the right one; a deposed leader's start has come late. */
  @Test
  void aWorkerThatAnEarlierLeaderThanTheAssignmentsStartedDoesNotBegin() throws Exception {
    job.assign("container_1", NumbersJob.plan(job, NumbersJob.config(test, 100)));
    assertThat(start("container_1", TestJob.EPOCH - 1).exit()).isEqualTo(ExitCode.ASSIGNMENT_LOST);
    assertThat(registration("container_1")).isEmpty();
    assertThat(CountingTask.processed(test)).isZero();
  }

  @Test
  void aLaterLeaderMayStartWhatAnEarlierOneHasAssigned() throws Exception {
    job.assign("container_1", NumbersJob.plan(job, NumbersJob.config(test, 100)));
    start("container_1", TestJob.EPOCH + 1);
    awaitOffsets("99");
  }

  @Test
  void aWorkerThatHearsNothingForLongerThanItsSessionStops() throws Exception {
    job.assign("container_1", NumbersJob.plan(job, NumbersJob.config(test, 100)));
    Running running = start("container_1", TestJob.EPOCH, Duration.ZERO);
    awaitOffsets("99");
    job.server().stop();
    assertThat(running.exit()).isEqualTo(ExitCode.SESSION_LOST);
  }

  /** Nobody can give its processor away, and its session is as it was afterwards. */
  @Test
  void aWorkerWhoseEnsembleIsDownGoesOnForLongerThanItsSession() throws Exception {
    job.assign("container_1", NumbersJob.plan(job, NumbersJob.config(test, 100)));
    Running running = start("container_1");
    awaitOffsets("99");
    long before = job.checkpoint("Partition 0").orElseThrow().writtenMillis();
    long session = session(running);
    job.server().stop();
    assertThat(running.result())
        .as("it goes on, for three sessions")
        .failsWithin(Duration.ofMillis(3 * Long.parseLong(SESSION_MILLIS)))
        .withThrowableOfType(TimeoutException.class);
    job.server().restart();
    await("it commits again")
        .atMost(30, TimeUnit.SECONDS)
        .until(() -> job.checkpoint("Partition 0").orElseThrow().writtenMillis() > before);
    assertThat(session(running)).isEqualTo(session);
    assertThat(running.result()).isNotDone();
  }

  private static long session(Running running) throws Exception {
    return running.worker().client().getZookeeperClient().getZooKeeper().getSessionId();
  }

  @Test
  void aWorkerWhoseEnsembleIsDownForTooLongStops() throws Exception {
    job.assign("container_1", NumbersJob.plan(job, NumbersJob.config(test, 100)));
    Running running = start("container_1", TestJob.EPOCH, Duration.ofSeconds(8));
    awaitOffsets("99");
    job.server().stop();
    assertThat(running.exit()).isEqualTo(ExitCode.SESSION_LOST);
  }

  @Test
  void aShortLossOfTheConnectionIsAPause() throws Exception {
    job.assign("container_1", NumbersJob.plan(job, NumbersJob.config(test, 100)));
    Running running = start("container_1");
    awaitOffsets("99");
    long before = job.checkpoint("Partition 0").orElseThrow().writtenMillis();
    job.server().restart();
    await()
        .atMost(30, TimeUnit.SECONDS)
        .until(() -> job.checkpoint("Partition 0").orElseThrow().writtenMillis() > before);
    assertThat(running.result()).isNotDone();
  }

  @Test
  void anExpiredSessionStopsIt() throws Exception {
    job.assign("container_1", NumbersJob.plan(job, NumbersJob.config(test, 100)));
    Running running = start("container_1");
    awaitOffsets("99");
    running
        .worker()
        .client()
        .getZookeeperClient()
        .getZooKeeper()
        .getTestable()
        .injectSessionExpiration();
    assertThat(running.exit()).isEqualTo(ExitCode.SESSION_LOST);
  }

  @Test
  void aTaskThatThrowsFailsTheWorkerWhichSaysWhy() throws Exception {
    Map<String, String> config = NumbersJob.config(test, 100);
    config.put("numbers.fail.at", "50");
    job.assign("container_1", NumbersJob.plan(job, config));
    assertThat(start("container_1").exit()).isEqualTo(ExitCode.TASK_FAILED);
    assertThat(registration("container_1"))
        .hasValueSatisfying(
            worker -> {
              assertThat(worker.state()).isEqualTo(State.FAILED);
              assertThat(worker.lastError()).contains("the number 50 cannot be counted");
            });
  }

  @Test
  void aTaskThatHangsEndsTheWorkerWhichSaysWhereItHangs() throws Exception {
    Map<String, String> config = NumbersJob.config(test, 100);
    config.put("numbers.hang.at", "50");
    config.put("keeper.worker.hang.timeout.ms", "1000");
    job.assign("container_1", NumbersJob.plan(job, config));
    Running running = start("container_1");

    awaitState("container_1", State.FAILED);

    assertThat(registration("container_1").orElseThrow().lastError())
        .contains("has made no progress for 1000 ms", "CountingTask.process");
    assertThat(running.result()).isNotDone(); // only a watchdog that halts the JVM could end it
    CountingTask.letGo(test);
    assertThat(running.exit()).isEqualTo(ExitCode.HUNG);
  }

  @Test
  void aTaskThatIsIdleDoesNotHang() throws Exception {
    Map<String, String> config = NumbersJob.config(test, 100);
    config.put("keeper.worker.hang.timeout.ms", "1000");
    job.assign("container_1", NumbersJob.plan(job, config));
    Running running = start("container_1");
    awaitProcessed(200);

    assertThat(running.worker().awaitEnd(Duration.ofSeconds(3))).isFalse();
    assertThat(registration("container_1").orElseThrow().state()).isEqualTo(State.RUNNING);
  }

  @Test
  void aSpareWaitsAndRunsTheProcessorThatItIsGiven() throws Exception {
    long plan = NumbersJob.plan(job, NumbersJob.config(test, 100));
    job.tableSpare("container_1");
    Running running = startSpare("container_1");
    awaitState("container_1", State.WAITING);
    assertThat(registration("container_1").orElseThrow().processor()).isEmpty();

    job.assign("container_1", plan);
    job.table("container_1", ContainerRecord.ANY_PLAN, true);

    awaitState("container_1", State.RUNNING);
    assertThat(registration("container_1").orElseThrow().processor()).isEqualTo("0");
    awaitProcessed(200);
    awaitOffsets("99");
    job.assign("container_2", plan);
    assertThat(running.exit()).isEqualTo(ExitCode.ASSIGNMENT_LOST);
  }

  @Test
  void aMissingClassIsNamed() throws Exception {
    Map<String, String> config = NumbersJob.config(test, 100);
    config.put("task.class", "org.example.Missing");
    job.assign("container_1", NumbersJob.plan(job, config));
    assertThat(start("container_1").exit()).isEqualTo(ExitCode.BAD_CONFIG);
    assertThat(registration("container_1").orElseThrow().lastError())
        .contains("org.example.Missing");
  }

  @Test
  void aCorruptCheckpointStopsItAndIsLeft() throws Exception {
    job.assign("container_1", NumbersJob.plan(job, NumbersJob.config(test, 100)));
    String path = TestJob.paths().checkpoint("Partition 1");
    byte[] garbage = "garbage".getBytes(StandardCharsets.UTF_8);
    job.tree().client().create().creatingParentsIfNeeded().forPath(path, garbage);
    assertThat(start("container_1").exit()).isEqualTo(ExitCode.TREE_UNREADABLE);
    assertThat(registration("container_1").orElseThrow().lastError()).contains(path);
    assertThat(job.tree().client().getData().forPath(path)).isEqualTo(garbage);
  }

  @Test
  void aPlanThatIsMissingIsNamed() throws Exception {
    job.assign("container_1", 7);
    assertThat(start("container_1").exit()).isEqualTo(ExitCode.TREE_UNREADABLE);
  }

  @Test
  void noServerAnswers() throws Exception {
    String connect = job.server().getConnectString();
    job.server().stop();
    Worker worker =
        new Worker(
            environment(connect, "container_1", TestJob.EPOCH, Duration.ZERO),
            Duration.ofMillis(500),
            (grace, code) -> {});
    workers.add(worker);
    assertThat(worker.run()).isEqualTo(ExitCode.ZOOKEEPER_UNREACHABLE);
  }

  @Test
  void theRegistrationOfAnEarlierProcessOfTheContainerIsReplaced() throws Exception {
    String path = TestJob.paths().worker("container_1");
    WorkerRegistration stale =
        new WorkerRegistration("container_1", "0", "host", 1, State.RUNNING, 0, 1, 1, "", "", "");
    job.tree()
        .client()
        .create()
        .creatingParentsIfNeeded()
        .withMode(org.apache.zookeeper.CreateMode.EPHEMERAL)
        .forPath(path, Znodes.encode(stale));
    job.assign("container_1", NumbersJob.plan(job, NumbersJob.config(test, 100)));
    Running running = start("container_1");
    awaitOffsets("99");
    assertThat(registration("container_1").orElseThrow().pid())
        .isEqualTo(ProcessHandle.current().pid());
    assertThat(job.tree().client().checkExists().forPath(path).getEphemeralOwner())
        .isEqualTo(running.worker().client().getZookeeperClient().getZooKeeper().getSessionId());
  }
}
