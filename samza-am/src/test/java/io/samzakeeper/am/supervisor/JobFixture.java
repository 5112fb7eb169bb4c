package io.samzakeeper.am.supervisor;

import io.samzakeeper.am.supervisor.Event.Completion;
import io.samzakeeper.am.supervisor.Event.RmAnswered;
import io.samzakeeper.am.supervisor.Event.YarnContainer;
import io.samzakeeper.job.Application;
import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.ContainerRecord.Phase;
import io.samzakeeper.job.ContainerRecord.Role;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.ProcessorRecord;
import io.samzakeeper.job.WorkerRegistration;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A job, its leader's supervisor and a clock, told what happens line by line. */
final class JobFixture {
  static final String ATTEMPT = "appattempt_1_0001_000001";
  static final SupervisorSettings SETTINGS = settings(3, true);

  Instant now = Instant.parse("2026-01-01T00:00:00Z");
  Decision last;

  /** The leader runs in the container that YARN launched as AM. */
  static final Standing STANDING = new Standing("am1", "am1", Map.of("am1", "nm1"));

  private Standing standing = STANDING;
  private Set<String> avoided = Set.of();
  private final SupervisorSettings settings;
  private final List<String> processors;
  private Plan plan;
  private Map<Long, Plan> earlierPlans = Map.of();
  private final List<ContainerRecord> containers = new ArrayList<>();
  private final List<Assignment> assignments = new ArrayList<>();
  private final List<WorkerRegistration> workers = new ArrayList<>();
  private Application application =
      new Application("application_1_0001", Application.State.RUNNING, "me", 0, "");
  private final String launch;
  private Supervisor supervisor;
  private int clusterNodes = 3;

  private JobFixture(SupervisorSettings settings, List<String> processors) {
    this.settings = settings;
    this.processors = processors;
    this.plan = TestPlans.of(1, processors);
    this.launch = plan.worker().digest();
  }

  static JobFixture job(String... processors) {
    return new JobFixture(SETTINGS, List.of(processors));
  }

  static JobFixture job(SupervisorSettings settings, String... processors) {
    return new JobFixture(settings, List.of(processors));
  }

  static SupervisorSettings settings(int retryCount, boolean failJob) {
    return settings(retryCount, failJob, 0);
  }

  static SupervisorSettings withSpares(int spares) {
    return settings(3, true, 0, spares);
  }

  static SupervisorSettings settings(int retryCount, boolean failJob, int standbys) {
    return settings(retryCount, failJob, standbys, 0);
  }

  private static SupervisorSettings settings(
      int retryCount, boolean failJob, int standbys, int spares) {
    return new SupervisorSettings(
        new ContainerSize(1024, 1, Optional.empty()),
        new ContainerSize(512, 1, Optional.empty()),
        standbys,
        spares,
        retryCount,
        Duration.ofMinutes(5),
        failJob,
        Duration.ofSeconds(60),
        1,
        Duration.ofSeconds(10),
        PlacementRules.NONE);
  }

  // What a predecessor left.

  JobFixture ended(Application.State state, String diagnostics) {
    application = new Application("application_1_0001", state, "me", 0, diagnostics);
    return this;
  }

  JobFixture left(String containerId, String processor, Phase phase) {
    containers.add(
        new ContainerRecord(
            containerId,
            Role.WORKER,
            processor,
            "nm1:8041",
            "nm1:8042",
            "",
            1024,
            1,
            phase,
            0,
            launch,
            ContainerRecord.ANY_PLAN,
            false));
    return this;
  }

  JobFixture leftStandby(String containerId, Phase phase) {
    containers.add(
        new ContainerRecord(
            containerId,
            Role.STANDBY,
            "",
            "nm2:8041",
            "nm2:8042",
            "",
            512,
            1,
            phase,
            0,
            "",
            ContainerRecord.ANY_PLAN,
            false));
    return this;
  }

  JobFixture leftSpare(String containerId, Phase phase) {
    workers.add(registration(containerId, "", WorkerRegistration.State.WAITING, ""));
    containers.add(
        new ContainerRecord(
            containerId,
            Role.SPARE,
            "",
            "nm2:8041",
            "nm2:8042",
            "",
            1024,
            1,
            phase,
            0,
            launch,
            ContainerRecord.ANY_PLAN,
            true));
    return this;
  }

  /** A plan by which everybody runs until now; the current one is another. */
  JobFixture leftInTheMiddle(Plan before, Plan current) {
    earlierPlans = Map.of(before.generation(), before);
    plan = current;
    return this;
  }

  /** A worker whose row says from which plan on it may run, and that has handed over. */
  JobFixture leftWaiting(String containerId, String processor, long runsFrom) {
    workers.add(registration(containerId, processor, WorkerRegistration.State.WAITING, ""));
    leftAssigned(containerId, processor, Phase.RUNNING);
    containers.add(containers.remove(containers.size() - 1).runningFrom(runsFrom));
    return this;
  }

  /** Who stands for election; the leader's own container is the first. */
  JobFixture stand(String own, String am, Map<String, String> hosts) {
    standing = new Standing(own, am, hosts);
    return this;
  }

  JobFixture leftAvoided(String... hosts) {
    avoided = Set.of(hosts);
    return this;
  }

  JobFixture leftAssigned(String containerId, String processor, Phase phase) {
    assignments.add(new Assignment(processor, containerId, "nm1", 1, 1));
    return left(containerId, processor, phase);
  }

  JobFixture leftWorker(String containerId, String processor) {
    workers.add(registration(containerId, processor, WorkerRegistration.State.RUNNING, ""));
    return leftAssigned(containerId, processor, Phase.RUNNING);
  }

  /** A worker that runs, and whose row is lost. */
  JobFixture leftWithoutRow(String containerId, String processor) {
    leftWorker(containerId, processor);
    containers.remove(containers.size() - 1);
    return this;
  }

  // What happens.

  /** Everybody is launched, registered and runs: container c0 for processor 0, and so on. */
  JobFixture running() {
    inSync();
    for (int i = 0; i < processors.size(); i++) {
      allocated("c" + processors.get(i), i + 1);
      reported("c" + processors.get(i), processors.get(i), WorkerRegistration.State.RUNNING);
    }
    return this;
  }

  /** Another config becomes current. */
  JobFixture configured(long generation, SupervisorSettings changed) {
    return event(new Event.ConfigChanged(generation, changed, List.of("a.key: 1 -> 2"), plan));
  }

  /** Another plan becomes current. */
  JobFixture planned(Plan next) {
    plan = next;
    return configured(next.configGeneration(), settings);
  }

  JobFixture begins() {
    return event(new Event.Tick());
  }

  JobFixture inSync(YarnContainer... previous) {
    return event(new Event.RmInSync(ATTEMPT, List.of(previous), 8192, 8, true));
  }

  JobFixture tookOver() {
    return event(new Event.RmInSync(ATTEMPT, List.of(), 0, 0, false));
  }

  JobFixture allocated(String containerId, long key) {
    return answered(List.of(container(containerId, key)), List.of());
  }

  JobFixture completed(String containerId, int exitStatus) {
    return answered(List.of(), List.of(new Completion(containerId, exitStatus, "stderr: boom")));
  }

  /** From the next answer on. */
  JobFixture clusterNodes(int nodes) {
    clusterNodes = nodes;
    return this;
  }

  JobFixture answered(List<YarnContainer> allocated, List<Completion> completed) {
    return event(new RmAnswered(allocated, List.of(), completed, new TreeMap<>(), clusterNodes));
  }

  JobFixture reported(String containerId, String processor, WorkerRegistration.State state) {
    return event(new Event.WorkerReported(registration(containerId, processor, state, "")));
  }

  /** The same, of a worker that runs by that generation of the plan. */
  JobFixture reported(
      String containerId, String processor, WorkerRegistration.State state, long planGeneration) {
    return event(
        new Event.WorkerReported(registration(containerId, processor, state, "", planGeneration)));
  }

  JobFixture failedWith(String containerId, String processor, String error) {
    return event(
        new Event.WorkerReported(
            registration(containerId, processor, WorkerRegistration.State.FAILED, error)));
  }

  JobFixture gone(String containerId) {
    return event(new Event.WorkerGone(containerId));
  }

  /** Time passes, with each tick that the supervisor has asked for; all of it is decided last. */
  JobFixture after(Duration time) {
    Instant end = now.plus(time);
    List<Mutation> mutations = new ArrayList<>();
    List<Action> actions = new ArrayList<>();
    boolean isOver = false;
    while (!isOver) {
      Instant next = last == null ? end : last.wakeAt().orElse(end);
      isOver = !next.isBefore(end);
      now = isOver ? end : next;
      event(new Event.Tick());
      mutations.addAll(last.mutations());
      actions.addAll(last.actions());
    }
    last = new Decision(mutations, actions, last.wakeAt());
    return this;
  }

  /** The leader's process is stopped for that time. */
  JobFixture stopped(Duration time) {
    now = now.plus(time);
    return event(new Event.Tick());
  }

  JobFixture event(Event event) {
    last = supervisor().decide(event, now);
    return this;
  }

  JobView view() {
    return supervisor().view(now);
  }

  // What was decided last.

  List<Action.Ask> asks() {
    return actions(Action.Ask.class);
  }

  /** The processors' keys that a container is asked for. */
  List<Long> askedKeys() {
    return asks().stream()
        .filter(ask -> ask.count() == 1)
        .map(ask -> ask.key().allocationRequestId())
        .toList();
  }

  List<String> released() {
    return actions(Action.Release.class).stream().map(Action.Release::containerId).toList();
  }

  List<String> launched() {
    return actions(Action.Launch.class).stream().map(Action.Launch::containerId).toList();
  }

  List<Action.Finish> finished() {
    return actions(Action.Finish.class);
  }

  /** Lines for people, with what they are about. */
  List<String> told() {
    return mutations(Mutation.AppendEvent.class).stream()
        .map(append -> append.event().subject() + ": " + append.event().text())
        .toList();
  }

  <T extends Action> List<T> actions(Class<T> type) {
    return last.actions().stream().filter(type::isInstance).map(type::cast).toList();
  }

  <T extends Mutation> List<T> mutations(Class<T> type) {
    return last.mutations().stream().filter(type::isInstance).map(type::cast).toList();
  }

  ProcessorRecord written(String processor) {
    return mutations(Mutation.PutProcessor.class).stream()
        .map(Mutation.PutProcessor::processor)
        .filter(record -> record.processor().equals(processor))
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  static YarnContainer container(String containerId, long key) {
    return on("nm1", containerId, key);
  }

  static YarnContainer on(String host, String containerId, long key) {
    return on(host, "", containerId, key);
  }

  static YarnContainer on(String host, String rack, String containerId, long key) {
    return new YarnContainer(
        containerId, host + ":8041", host + ":8042", rack, 1024, 1, AskLedger.WORKER_PRIORITY, key);
  }

  private Supervisor supervisor() {
    if (supervisor == null) {
      supervisor =
          new Supervisor(
              settings,
              new Restored(
                  2,
                  ATTEMPT,
                  application,
                  plan,
                  earlierPlans,
                  Optional.empty(),
                  containers,
                  assignments,
                  List.of(),
                  workers,
                  standing,
                  avoided,
                  now));
    }
    return supervisor;
  }

  private WorkerRegistration registration(
      String containerId, String processor, WorkerRegistration.State state, String error) {
    return registration(containerId, processor, state, error, 1);
  }

  private WorkerRegistration registration(
      String containerId,
      String processor,
      WorkerRegistration.State state,
      String error,
      long planGeneration) {
    return new WorkerRegistration(
        containerId,
        processor,
        "nm1",
        42,
        state,
        0,
        planGeneration,
        now.toEpochMilli(),
        error,
        "",
        launch);
  }
}
