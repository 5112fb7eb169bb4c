package io.samzakeeper.am.supervisor;

import io.samzakeeper.am.supervisor.Event.YarnContainer;
import io.samzakeeper.job.Application;
import io.samzakeeper.job.AppliedPlan;
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
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All that a leader knows of the job. Only {@link Supervisor} and its helpers touch it. */
final class JobState {
  private final long epoch;
  private final Plans plans;
  private String launch;

  /** Of the plan, in the order of their numbers. */
  private final Map<String, Processor> processors = new TreeMap<>(Processor.BY_NUMBER);

  /** Of earlier plans, which have not stopped yet. */
  private final Map<String, Processor> retired = new TreeMap<>(Processor.BY_NUMBER);

  private final Map<Action.AskKey, Processor> byKey = new HashMap<>();

  /** Processors of the plan that have the same tasks, active or standing by. */
  private final Map<String, List<Processor>> byActiveId = new HashMap<>();

  private final Map<String, HeldContainer> containers = new LinkedHashMap<>();
  private final Map<String, WorkerRegistration> workers = new HashMap<>();

  /** Wishes that a container is left, by processor. */
  private final Map<String, Event.RestartAsked> restarts = new HashMap<>();

  private final HostFailures hostFailures = new HostFailures();
  private final Racks racks = new Racks();

  private final List<YarnContainer> offered = new ArrayList<>();
  private final YarnSync yarn;
  private final Candidates candidates;
  private Application application;
  private String stopAskedBy;
  private AppliedPlan appliedPlan;
  private JobEnd end;

  JobState(Restored restored) {
    this.epoch = restored.epoch();
    this.plans = new Plans(restored.plan(), restored.earlierPlans());
    this.launch = launchOf(restored.plan());
    this.appliedPlan = restored.appliedPlan().orElse(null);
    this.application = restored.application();
    this.yarn = new YarnSync(restored.attemptId());
    this.candidates = new Candidates(restored.candidates(), restored.now());
    Map<String, ProcessorRecord> records = index(restored.records(), ProcessorRecord::processor);
    Map<String, Assignment> assignments = index(restored.assignments(), Assignment::processor);
    Set<String> held =
        restored.containers().stream()
            .map(ContainerRecord::containerId)
            .collect(Collectors.toSet());
    Set<String> ids = new TreeSet<>(restored.plan().tasks().keySet());
    assignments.values().stream()
        .filter(assignment -> held.contains(assignment.containerId()))
        .forEach(assignment -> ids.add(assignment.processor()));
    for (String id : ids) {
      ProcessorRecord record = records.getOrDefault(id, ProcessorRecord.fresh(id));
      Processor processor = new Processor(id, AskLedger.keyOf(0), record, assignments.get(id));
      (isPlanned(id) ? processors : retired).put(id, processor);
    }
    indexProcessors();
    restored.workers().forEach(worker -> workers.put(worker.containerId(), worker));
    for (ContainerRecord record : restored.containers()) {
      Assignment assignment = assignments.get(record.processor());
      boolean mayBeStarted =
          record.role() != Role.WORKER
              || record.standsReady()
              || (assignment != null && assignment.containerId().equals(record.containerId()));
      boolean perhapsStarted = record.phase() == Phase.LAUNCHING && mayBeStarted;
      HeldContainer container = new HeldContainer(record, restored.now(), perhapsStarted);
      worker(container)
          .filter(worker -> worker.state() != WorkerRegistration.State.WAITING)
          .ifPresent(worker -> container.begins());
      hold(container);
    }
    if (application.state().ended()) {
      end = JobEnd.of(application, restored.now());
    }
  }

  private static String launchOf(Plan plan) {
    return plan.worker() == null ? "" : plan.worker().digest();
  }

  private boolean isPlanned(String processor) {
    return plans.current().tasks().containsKey(processor);
  }

  private void indexProcessors() {
    byKey.clear();
    byActiveId.clear();
    int index = 0;
    for (Processor processor : processors.values()) {
      processor.becomes(AskLedger.keyOf(index++));
      byKey.put(processor.key(), processor);
      byActiveId.computeIfAbsent(processor.activeId(), id -> new ArrayList<>()).add(processor);
    }
  }

  /** Another plan is current: processors come and go. */
  void become(Plan next) {
    plans.become(next);
    launch = launchOf(next);
    for (Processor processor : List.copyOf(processors.values())) {
      if (!isPlanned(processor.id())) {
        processors.remove(processor.id());
        retired.put(processor.id(), processor);
      }
    }
    for (String id : next.tasks().keySet()) {
      Processor known = retired.remove(id);
      processors.putIfAbsent(
          id,
          known != null
              ? known
              : new Processor(id, AskLedger.keyOf(0), ProcessorRecord.fresh(id), null));
    }
    indexProcessors();
  }

  /** A retired processor has stopped. */
  void forget(Processor processor) {
    retired.remove(processor.id());
  }

  /** Forgets plans by which nobody runs any more. */
  void forgetOldPlans() {
    plans.keep(
        Stream.concat(processors.values().stream(), retired.values().stream())
            .map(Processor::planGeneration)
            .collect(Collectors.toSet()));
  }

  /** Processors of earlier plans that have not stopped yet. */
  List<Processor> retired() {
    return List.copyOf(retired.values());
  }

  boolean isRetired(Processor processor) {
    return retired.containsKey(processor.id());
  }

  Plans plans() {
    return plans;
  }

  /** How the current plan has workers started ({@link ContainerRecord#launch}). */
  String launch() {
    return launch;
  }

  /** Whether its worker was started in another way than the current plan has it. */
  boolean isLaunchedOtherwise(HeldContainer container) {
    String launched = container.record().launch();
    return !launched.isEmpty() && !launch.isEmpty() && !launched.equals(launch);
  }

  void restartAsked(Event.RestartAsked asked) {
    restarts.put(asked.processor(), asked);
  }

  void restartTakenBack(String processor) {
    restarts.remove(processor);
  }

  /** Whether somebody wants it to leave the container that serves it now. */
  boolean isToRestart(Processor processor) {
    Event.RestartAsked asked = restarts.get(processor.id());
    return asked != null
        && processor.container() != null
        && processor.container().id().equals(asked.containerId());
  }

  /** Where somebody wants it to go on; nothing where that does not matter. */
  Optional<String> hostToMoveTo(Processor processor) {
    return isToRestart(processor)
        ? Optional.of(restarts.get(processor.id()).host()).filter(host -> !host.isEmpty())
        : Optional.empty();
  }

  /** Every host that a processor is wanted on. */
  Set<String> hostsToMoveTo() {
    return restarts.values().stream()
        .flatMap(asked -> processor(asked.processor()).stream())
        .flatMap(processor -> hostToMoveTo(processor).stream())
        .collect(Collectors.toSet());
  }

  /** Whether its container, which it has, is to be another. */
  boolean isToMove(Processor processor) {
    return processor.container() != null
        && (isToRestart(processor) || isLaunchedOtherwise(processor.container()));
  }

  /** How far the current plan has come; nothing if it was there from the start. */
  Optional<AppliedPlan> appliedPlan() {
    return Optional.ofNullable(appliedPlan);
  }

  void apply(AppliedPlan.State state, Changes changes) {
    appliedPlan = new AppliedPlan(planGeneration(), epoch, state);
    changes.put(new Mutation.PutAppliedPlan(appliedPlan));
  }

  /** Whether the current plan came while the job ran, and it is not settled yet that it stays. */
  boolean isRollingOut() {
    return plans.current().rollOut().duringRun()
        && (appliedPlan == null
            || appliedPlan.generation() != planGeneration()
            || appliedPlan.state() != AppliedPlan.State.DONE);
  }

  /**
   * Whether the end of a container speaks against the current plan, which is being rolled out and
   * can be taken back: it ran by that plan, or was started for it.
   */
  boolean isPutDownToRollOut(Processor processor, HeldContainer container) {
    return plans.current().rollOut().hasWayBack()
        && isRollingOut()
        && (processor.planGeneration() == planGeneration() || container.record().standsReady());
  }

  /**
   * Whether what the current plan gives to a processor is held by no other one any more: what an
   * earlier plan has given away runs until its worker has handed it over.
   */
  boolean mayBeginWith(Processor processor) {
    Set<String> wanted = Set.copyOf(plans.tasks(processor.id(), planGeneration()));
    return Stream.concat(processors.values().stream(), retired.values().stream())
        .filter(other -> other != processor)
        .filter(other -> other.planGeneration() != planGeneration())
        .filter(other -> other.isOwned() && !hasHandedOver(other))
        .flatMap(other -> plans.tasks(other.id(), other.planGeneration()).stream())
        .noneMatch(wanted::contains);
  }

  /** Whether its worker has committed and stopped what it was assigned, and waits. */
  boolean hasHandedOver(Processor processor) {
    return processor.container() != null
        && processor.isAssignedTo(processor.container().id())
        && worker(processor.container())
            .filter(worker -> worker.state() == WorkerRegistration.State.WAITING)
            .filter(worker -> worker.processor().equals(processor.id()))
            .filter(worker -> worker.planGeneration() == processor.planGeneration())
            .isPresent();
  }

  long epoch() {
    return epoch;
  }

  long planGeneration() {
    return plans.current().generation();
  }

  Collection<Processor> processors() {
    return processors.values();
  }

  /** All of the plan that have the same tasks, active or standing by: it and perhaps others. */
  List<Processor> withTasksOf(Processor processor) {
    return byActiveId.getOrDefault(processor.activeId(), List.of());
  }

  /** One of the plan, or one that is retired. */
  Optional<Processor> processor(String id) {
    Processor planned = processors.get(id);
    return Optional.ofNullable(planned == null ? retired.get(id) : planned);
  }

  Optional<Processor> processor(Action.AskKey key) {
    return Optional.ofNullable(byKey.get(key));
  }

  /** A copy: what is done about a container may take it out of the table. */
  List<HeldContainer> containers() {
    return List.copyOf(containers.values());
  }

  /** Those that were allocated for something and are not given back. */
  List<HeldContainer> containers(Role role) {
    List<HeldContainer> found = new ArrayList<>();
    for (HeldContainer container : containers.values()) {
      if (container.record().role() == role && !container.is(Phase.RELEASING)) {
        found.add(container);
      }
    }
    return found;
  }

  Optional<HeldContainer> container(String id) {
    return Optional.ofNullable(containers.get(id));
  }

  /** Takes a container into the table. Of two for one processor the assigned one serves it. */
  void hold(HeldContainer container) {
    containers.put(container.id(), container);
    racks.learn(container.host(), container.record().rack());
    Processor processor = processor(container.record().processor()).orElse(null);
    if (processor == null || container.is(Phase.RELEASING)) {
      return;
    }
    boolean isAssigned = processor.isAssignedTo(container.id());
    if (container.record().standsReady() && !isAssigned) {
      processor.standsReady(container);
    } else if (processor.container() == null || isAssigned) {
      processor.servedBy(container);
    }
  }

  void forget(HeldContainer container, Changes changes) {
    containers.remove(container.id());
    processor(container.record().processor()).ifPresent(p -> p.leaves(container));
    changes.put(new Mutation.RemoveContainer(container.id()));
  }

  /** From here on the container serves nobody; YARN is told to end it. */
  void giveBack(HeldContainer container, Changes changes) {
    processor(container.record().processor()).ifPresent(p -> p.leaves(container));
    container.giveBack(changes);
  }

  /** Every worker that is registered, by container id. */
  Map<String, WorkerRegistration> workers() {
    return workers;
  }

  Optional<WorkerRegistration> worker(HeldContainer container) {
    return Optional.ofNullable(workers.get(container.id()));
  }

  /** Whether its worker processes. */
  boolean runs(Processor processor) {
    return processor.container() != null
        && worker(processor.container())
            .filter(worker -> worker.state() == WorkerRegistration.State.RUNNING)
            .isPresent();
  }

  /** Containers that YARN has just allocated and that nobody has decided on yet. */
  List<YarnContainer> offered() {
    return offered;
  }

  HostFailures hostFailures() {
    return hostFailures;
  }

  Racks racks() {
    return racks;
  }

  void stopAsked(String by) {
    stopAskedBy = by;
  }

  /** Who wants the job to stop; nothing while nobody does. */
  Optional<String> stopAskedBy() {
    return Optional.ofNullable(stopAskedBy);
  }

  YarnSync yarn() {
    return yarn;
  }

  Candidates candidates() {
    return candidates;
  }

  /** Whether patience is over; it counts while YARN hears us, and from when it hears us again. */
  boolean isOver(Instant from, Duration patience, Changes changes) {
    Instant since = yarn.since().isAfter(from) ? yarn.since() : from;
    return yarn.isInSync() && changes.isDue(since.plus(patience));
  }

  /** Patience with everybody starts anew. */
  void grantNewGrace(Instant now) {
    containers.values().forEach(container -> container.newGrace(now));
    candidates.newGrace(now);
  }

  Application application() {
    return application;
  }

  /** Why and how the job ends; empty while it runs. */
  Optional<JobEnd> end() {
    return Optional.ofNullable(end);
  }

  /** Ends the job, unless it is ending already: the first reason stands. */
  void endWith(Action.FinalStatus status, String diagnostics, Changes changes) {
    if (end != null) {
      return;
    }
    end = new JobEnd(status, diagnostics, changes.now());
    application =
        new Application(
            application.applicationId(),
            end.state(),
            application.submitter(),
            changes.now().toEpochMilli(),
            diagnostics);
    changes.put(new Mutation.PutApplication(application));
    changes.tell("job", "ends as " + status + ": " + diagnostics);
  }

  private static <T> Map<String, T> index(List<T> values, Function<T, String> key) {
    return values.stream().collect(Collectors.toMap(key, Function.identity()));
  }
}
