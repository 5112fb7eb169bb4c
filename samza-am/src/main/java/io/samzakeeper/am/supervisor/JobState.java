package io.samzakeeper.am.supervisor;

import io.samzakeeper.am.supervisor.Event.YarnContainer;
import io.samzakeeper.job.Application;
import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.ContainerRecord.Phase;
import io.samzakeeper.job.ContainerRecord.Role;
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
import java.util.function.Function;
import java.util.stream.Collectors;

/** All that a leader knows of the job. Only {@link Supervisor} and its helpers touch it. */
final class JobState {
  private final long epoch;
  private final long planGeneration;

  /** In the order of their numbers. */
  private final Map<String, Processor> processors = new LinkedHashMap<>();

  private final Map<Action.AskKey, Processor> byKey = new HashMap<>();
  private final Map<String, HeldContainer> containers = new LinkedHashMap<>();
  private final Map<String, WorkerRegistration> workers = new HashMap<>();
  private final List<YarnContainer> offered = new ArrayList<>();
  private final YarnSync yarn;
  private final Candidates candidates;
  private Application application;
  private JobEnd end;

  JobState(Restored restored) {
    this.epoch = restored.epoch();
    this.planGeneration = restored.planGeneration();
    this.application = restored.application();
    this.yarn = new YarnSync(restored.attemptId());
    this.candidates = new Candidates(restored.candidates(), restored.now());
    Map<String, ProcessorRecord> records = index(restored.records(), ProcessorRecord::processor);
    Map<String, Assignment> assignments = index(restored.assignments(), Assignment::processor);
    List<String> ids = restored.processors().stream().sorted(Processor.BY_NUMBER).toList();
    for (int i = 0; i < ids.size(); i++) {
      String id = ids.get(i);
      ProcessorRecord record = records.getOrDefault(id, ProcessorRecord.fresh(id));
      Processor processor = new Processor(id, AskLedger.keyOf(i), record, assignments.get(id));
      processors.put(id, processor);
      byKey.put(processor.key(), processor);
    }
    restored.workers().forEach(worker -> workers.put(worker.containerId(), worker));
    for (ContainerRecord record : restored.containers()) {
      Assignment assignment = assignments.get(record.processor());
      boolean mayBeStarted =
          record.role() == Role.STANDBY
              || (assignment != null && assignment.containerId().equals(record.containerId()));
      boolean perhapsStarted = record.phase() == Phase.LAUNCHING && mayBeStarted;
      hold(new HeldContainer(record, restored.now(), perhapsStarted));
    }
    if (application.state().ended()) {
      end = JobEnd.of(application, restored.now());
    }
  }

  long epoch() {
    return epoch;
  }

  long planGeneration() {
    return planGeneration;
  }

  Collection<Processor> processors() {
    return processors.values();
  }

  Optional<Processor> processor(String id) {
    return Optional.ofNullable(processors.get(id));
  }

  Optional<Processor> processor(Action.AskKey key) {
    return Optional.ofNullable(byKey.get(key));
  }

  /** A copy: what is done about a container may take it out of the table. */
  List<HeldContainer> containers() {
    return List.copyOf(containers.values());
  }

  Optional<HeldContainer> container(String id) {
    return Optional.ofNullable(containers.get(id));
  }

  /** Takes a container into the table. Of two for one processor the assigned one serves it. */
  void hold(HeldContainer container) {
    containers.put(container.id(), container);
    Processor processor = processors.get(container.record().processor());
    if (processor != null
        && !container.is(Phase.RELEASING)
        && (processor.container() == null || processor.isAssignedTo(container.id()))) {
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

  /** Containers that YARN has just allocated and that nobody has decided on yet. */
  List<YarnContainer> offered() {
    return offered;
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
