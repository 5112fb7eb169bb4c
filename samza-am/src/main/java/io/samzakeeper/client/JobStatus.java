package io.samzakeeper.client;

import io.samzakeeper.job.Application;
import io.samzakeeper.job.AppliedPlan;
import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.CandidateGroup;
import io.samzakeeper.job.ConfigGeneration;
import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.LeaderRecord;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.ProcessorRecord;
import io.samzakeeper.job.WorkerRegistration;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.Election;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeView;
import io.samzakeeper.tree.Versioned;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What the job's tree says at one moment.
 *
 * @param epoch of the leader; -1 when nobody has led yet
 * @param leader who leads
 * @param candidates who stands for election
 * @param rollOut the change of the plan that is not settled yet
 * @param processors in the order of their numbers
 * @param sparesWanted how many there should be
 * @param spares workers without a processor, in the order of their containers
 */
record JobStatus(
    Application application,
    int epoch,
    Optional<LeaderRecord> leader,
    List<ProcessorStatus> processors,
    int sparesWanted,
    List<SpareStatus> spares,
    CandidateGroup candidates,
    Optional<AppliedPlan> rollOut) {

  /** How far a processor has come. */
  enum ProcessorState {
    WAITING,
    ALLOCATED,
    LAUNCHING,
    STARTING,
    RUNNING,
    COMPLETED,
    GIVEN_UP
  }

  /**
   * One processor.
   *
   * @param containerId its container; empty while it has none
   * @param failures that count within the retry window
   * @param lastError of its last failure; may be empty
   */
  record ProcessorStatus(
      String processor,
      ProcessorState state,
      String containerId,
      String host,
      int tasks,
      int failures,
      String lastError) {}

  /**
   * One spare.
   *
   * @param waits whether its worker is there and could begin at once
   */
  record SpareStatus(String containerId, String host, boolean waits) {}

  boolean allRun() {
    return !processors.isEmpty()
        && processors.stream()
            .allMatch(
                p -> p.state() == ProcessorState.RUNNING || p.state() == ProcessorState.COMPLETED);
  }

  long running() {
    return processors.stream().filter(p -> p.state() == ProcessorState.RUNNING).count();
  }

  /** The outline of the plan that is current: processor to its tasks. */
  static SortedMap<String, List<String>> outline(JobTree tree) {
    return tree.plan()
        .current()
        .map(
            current ->
                Znodes.decode(
                        tree.paths().plan(),
                        tree.plan().read(current.value().generation()),
                        Plan.class)
                    .tasks())
        .orElseGet(TreeMap::new);
  }

  /**
   * Reads the tree.
   *
   * @param outline from {@link #outline}: it is large and seldom changes
   * @return nothing where the job was never submitted
   */
  static Optional<JobStatus> read(JobTree tree, SortedMap<String, List<String>> outline) {
    return read(tree, tree.paths(), outline, wanted(tree), Election.line(tree));
  }

  /**
   * How many there should be beside the processors' containers.
   *
   * @param standbys of the leader
   */
  record Wanted(int spares, int standbys) {}

  /** As the current config has it. */
  static Wanted wanted(JobTree tree) {
    return config(tree)
        .map(config -> new Wanted(config.spareCount(), config.standbyCount()))
        .orElse(new Wanted(0, 0));
  }

  /**
   * The same from a copy of the tree.
   *
   * @param line who stands for election
   */
  static Optional<JobStatus> read(
      TreeView tree,
      JobPaths paths,
      SortedMap<String, List<String>> outline,
      Wanted wanted,
      List<Election.Place> line) {
    Optional<Versioned<Application>> application =
        tree.read(paths.application(), Application.class);
    if (application.isEmpty()) {
      return Optional.empty();
    }
    Optional<Versioned<LeaderRecord>> leader = tree.read(paths.epoch(), LeaderRecord.class);
    SortedMap<String, Assignment> assignments =
        by(tree, paths.assignments(), Assignment.class, Assignment::processor);
    SortedMap<String, ContainerRecord> containers =
        by(tree, paths.containers(), ContainerRecord.class, ContainerRecord::containerId);
    SortedMap<String, WorkerRegistration> workers =
        by(tree, paths.workers(), WorkerRegistration.class, WorkerRegistration::containerId);
    SortedMap<String, ProcessorRecord> records =
        by(tree, paths.processors(), ProcessorRecord.class, ProcessorRecord::processor);
    List<ProcessorStatus> processors = new ArrayList<>();
    outline.forEach(
        (processor, tasks) -> {
          ProcessorRecord record =
              records.getOrDefault(processor, ProcessorRecord.fresh(processor));
          Assignment assignment = assignments.get(processor);
          String containerId = assignment == null ? "" : assignment.containerId();
          ContainerRecord container = containers.get(containerId);
          processors.add(
              new ProcessorStatus(
                  processor,
                  state(record, container, workers.get(containerId)),
                  container == null ? "" : containerId,
                  container == null ? "" : assignment.host(),
                  tasks.size(),
                  record.failures(),
                  record.lastError()));
        });
    return Optional.of(
        new JobStatus(
            application.get().value(),
            leader.map(Versioned::version).orElse(-1),
            leader.map(Versioned::value).filter(l -> !l.attemptId().isEmpty()),
            processors,
            wanted.spares(),
            spares(containers, workers),
            candidates(line, wanted.standbys(), leader.map(Versioned::value)),
            tree.read(paths.appliedPlan(), AppliedPlan.class)
                .map(Versioned::value)
                .filter(applied -> applied.state() != AppliedPlan.State.DONE)));
  }

  private static Optional<JobConfig> config(JobTree tree) {
    return tree.config()
        .current()
        .map(current -> tree.config().read(current.value().generation()))
        .map(data -> Znodes.decode(tree.paths().config(), data, ConfigGeneration.class))
        .map(generation -> new JobConfig(generation.values()));
  }

  private static List<SpareStatus> spares(
      SortedMap<String, ContainerRecord> containers,
      SortedMap<String, WorkerRegistration> workers) {
    return containers.values().stream()
        .filter(container -> container.role() == ContainerRecord.Role.SPARE)
        .filter(container -> container.phase() != ContainerRecord.Phase.RELEASING)
        .map(
            container ->
                new SpareStatus(
                    container.containerId(),
                    container.node().substring(0, container.node().lastIndexOf(':')),
                    workers.containsKey(container.containerId())))
        .toList();
  }

  private static CandidateGroup candidates(
      List<Election.Place> line, int standbys, Optional<LeaderRecord> leader) {
    return CandidateGroup.of(
        standbys,
        line.stream()
            .map(place -> new CandidateGroup.Place(place.id(), place.sinceMillis()))
            .toList(),
        leader.map(LeaderRecord::candidateId).orElse(""),
        leader.map(LeaderRecord::sinceMillis).orElse(0L),
        "",
        "");
  }

  private static ProcessorState state(
      ProcessorRecord record, ContainerRecord container, WorkerRegistration worker) {
    switch (record.outcome()) {
      case COMPLETED:
        return ProcessorState.COMPLETED;
      case GIVEN_UP:
        return ProcessorState.GIVEN_UP;
      case OPEN:
        break;
    }
    if (container == null) {
      return ProcessorState.WAITING;
    }
    if (worker != null) {
      return switch (worker.state()) {
        case STARTING, WAITING -> ProcessorState.STARTING;
        case RUNNING -> ProcessorState.RUNNING;
        case COMPLETED -> ProcessorState.COMPLETED;
        case FAILED -> ProcessorState.WAITING;
      };
    }
    return switch (container.phase()) {
      case ALLOCATED -> ProcessorState.ALLOCATED;
      case LAUNCHING, RUNNING -> ProcessorState.LAUNCHING;
      case RELEASING -> ProcessorState.WAITING;
    };
  }

  private static <T extends Record> SortedMap<String, T> by(
      TreeView tree, String parent, Class<T> type, Function<T, String> key) {
    SortedMap<String, T> result = new TreeMap<>();
    tree.readChildren(parent, type)
        .values()
        .forEach(value -> result.put(key.apply(value.value()), value.value()));
    return result;
  }
}
