package io.samzakeeper.e2e;

import static org.awaitility.Awaitility.await;

import io.samzakeeper.e2e.ContainerProcess.Kind;
import io.samzakeeper.job.Application;
import io.samzakeeper.job.AppliedPlan;
import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.ConfigKey;
import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.JobId;
import io.samzakeeper.job.LeaderRecord;
import io.samzakeeper.job.ProcessorRecord;
import io.samzakeeper.job.WorkerRegistration;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.Versioned;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A job on the cluster: submitted by script, looked at from outside, gone when closed. */
final class Job implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration END = Duration.ofSeconds(30);

  private final Cluster cluster;
  private final JobConfig config;
  private final JobTree tree;
  private final Path file;

  private final Map<String, String> environment;

  /** Nothing is submitted yet. */
  Job(Cluster cluster, JobConfig config) {
    this(cluster, config, Map.of());
  }

  /**
   * @param environment of commands, on top of the usual
   */
  Job(Cluster cluster, JobConfig config, Map<String, String> environment) {
    this.cluster = cluster;
    this.config = config;
    this.environment = environment;
    JobId id = id(config);
    this.tree = new JobTree(cluster.zooKeeper(), JobPaths.of("/samza-keeper", id));
    this.file = config.writeTo(cluster.directory(id.name()).resolve("job.properties"));
  }

  private static JobId id(JobConfig config) {
    String id = config.get("job.id");
    return new JobId(config.get("job.name"), id == null ? "1" : id);
  }

  /** Submits and waits, as the script does, until every container runs. */
  static Job start(Cluster cluster, JobConfig config, String... arguments) {
    return start(new Job(cluster, config), arguments);
  }

  /** The same with an environment of its own. */
  static Job start(Cluster cluster, JobConfig config, Map<String, String> environment) {
    return start(new Job(cluster, config, environment));
  }

  private static Job start(Job job, String... arguments) {
    try {
      job.run(arguments).requireExitCode(0);
      job.awaitAllRunning();
      return job;
    } catch (RuntimeException | Error e) {
      job.close();
      throw e;
    }
  }

  /** {@code run-job.sh --config-path=FILE arguments}. */
  Command.Result run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("--config-path=" + file));
    all.addAll(List.of(arguments));
    return cluster.product().run("run-job.sh", environment, all);
  }

  /** {@code keeper VERB JOB arguments}. */
  Command.Result keeper(String verb, String... arguments) {
    List<String> all = new ArrayList<>(List.of(verb, id().name()));
    all.addAll(List.of(arguments));
    return cluster
        .product()
        .run("keeper", Map.of("KEEPER_ZK_CONNECT", cluster.grid().zooKeeperConnect()), all);
  }

  JobId id() {
    return id(config);
  }

  JobConfig config() {
    return config;
  }

  Path file() {
    return file;
  }

  JobTree tree() {
    return tree;
  }

  Application application() {
    return tree.application().orElseThrow().value();
  }

  String applicationId() {
    return application().applicationId();
  }

  Versioned<LeaderRecord> leader() {
    return tree.leader().orElseThrow();
  }

  /** A new leader's number; one that leads has it written. */
  int epoch() {
    return leader().version();
  }

  SortedMap<String, Versioned<Assignment>> assignments() {
    return tree.readChildren(tree.paths().assignments(), Assignment.class);
  }

  SortedMap<String, Versioned<WorkerRegistration>> registrations() {
    return tree.readChildren(tree.paths().workers(), WorkerRegistration.class);
  }

  SortedMap<String, Versioned<ContainerRecord>> containers() {
    return tree.readChildren(tree.paths().containers(), ContainerRecord.class);
  }

  Optional<ProcessorRecord> processor(String processor) {
    return tree.read(tree.paths().processor(processor), ProcessorRecord.class)
        .map(Versioned::value);
  }

  List<ContainerProcess> processes() {
    return ContainerProcesses.of(applicationId());
  }

  List<ContainerProcess> processes(Kind kind) {
    return processes().stream().filter(process -> process.kind() == kind).toList();
  }

  Optional<ContainerProcess> find(Kind kind) {
    return processes(kind).stream().findFirst();
  }

  /** The candidate's JVM; waits for one where it is being started. */
  ContainerProcess candidate() {
    return await("a candidate JVM")
        .atMost(START)
        .until(() -> find(Kind.CANDIDATE), Optional::isPresent)
        .get();
  }

  /** Candidates that there should be: YARN's AM and those that stand by. */
  int wantedCandidates() {
    String standbys = config.get(ConfigKey.STANDBY_COUNT.key());
    return 1
        + Integer.parseInt(
            standbys == null ? ConfigKey.STANDBY_COUNT.defaultValue().orElseThrow() : standbys);
  }

  /** Who stands for election now, as {@code container/pid@host}. */
  List<String> standing() {
    String path = tree.paths().candidates();
    return tree.readChildrenBytes(path).values().stream()
        .map(data -> new String(data.value(), StandardCharsets.UTF_8))
        .toList();
  }

  /** The JVM that leads; waits until everybody stands who should. */
  ContainerProcess leaderProcess() {
    awaitAllStanding();
    return process(leader().value().candidateId());
  }

  /** Kills the leader's JVM; the one that leads then is on another host, if any stood by. */
  ContainerProcess leaderKilled() {
    int epoch = epoch();
    leaderProcess().kill();
    awaitNewLeader(epoch);
    return leaderProcess();
  }

  /** The JVM that is written down as leader, if it lives; waits for nothing. */
  Optional<ContainerProcess> currentLeaderProcess() {
    long pid = pid(leader().value().candidateId());
    return processes(Kind.CANDIDATE).stream().filter(process -> process.pid() == pid).findFirst();
  }

  /** A JVM that stands and does not lead; waits for one. */
  ContainerProcess standbyProcess() {
    awaitAllStanding();
    String leader = leader().value().candidateId();
    return process(standing().stream().filter(id -> !id.equals(leader)).findFirst().orElseThrow());
  }

  /** The JVMs that stand and do not lead, in the order of their containers. */
  List<ContainerProcess> standbyProcesses() {
    awaitAllStanding();
    long leader = pid(leader().value().candidateId());
    return processes(Kind.CANDIDATE).stream()
        .filter(process -> process.pid() != leader)
        .sorted(Comparator.comparing(ContainerProcess::containerId))
        .toList();
  }

  /** Waits until as many candidates stand as should, each on its host, the leader among them. */
  void awaitAllStanding() {
    await("all candidates of " + id() + " stand, each on a host of its own")
        .atMost(START)
        .until(
            () ->
                pids(standing()).size() == wantedCandidates()
                    && pids(standing())
                        .equals(
                            processes(Kind.CANDIDATE).stream()
                                .map(ContainerProcess::pid)
                                .collect(Collectors.toSet()))
                    && hosts(standing()).size() == wantedCandidates()
                    && standing().contains(leader().value().candidateId()));
  }

  private static Set<Long> pids(List<String> candidates) {
    return candidates.stream().map(Job::pid).collect(Collectors.toSet());
  }

  private static Set<String> hosts(List<String> candidates) {
    return candidates.stream()
        .map(candidate -> candidate.substring(candidate.indexOf('@') + 1))
        .collect(Collectors.toSet());
  }

  private static long pid(String candidate) {
    return Long.parseLong(candidate.substring(candidate.indexOf('/') + 1, candidate.indexOf('@')));
  }

  private ContainerProcess process(String candidate) {
    long pid = pid(candidate);
    return processes(Kind.CANDIDATE).stream()
        .filter(process -> process.pid() == pid)
        .findFirst()
        .orElseThrow();
  }

  /** Every process in a container at once: a shell that outlived its JVM would start another. */
  void killContainer(String containerId) {
    List<ContainerProcess> all = ContainerProcesses.in(containerId);
    all.stream().filter(process -> process.kind() == Kind.LAUNCHER).forEach(ContainerProcess::kill);
    all.forEach(ContainerProcess::kill);
  }

  /** The JVM of each processor that runs where its assignment says, by processor. */
  SortedMap<String, ContainerProcess> workers() {
    SortedMap<String, ContainerProcess> workers = new TreeMap<>();
    SortedMap<String, Versioned<WorkerRegistration>> registrations = registrations();
    List<ContainerProcess> processes = processes(Kind.WORKER);
    for (Versioned<Assignment> assignment : assignments().values()) {
      String container = assignment.value().containerId();
      Versioned<WorkerRegistration> registration = registrations.get(container);
      if (registration != null
          && registration.value().state() == WorkerRegistration.State.RUNNING
          && registration.value().assignmentVersion() == assignment.version()) {
        processes.stream()
            .filter(process -> process.containerId().equals(container))
            .filter(process -> process.pid() == registration.value().pid())
            .forEach(process -> workers.put(assignment.value().processor(), process));
      }
    }
    return workers;
  }

  /** Those of these workers' processors that run on one host. */
  static Set<String> workersAt(SortedMap<String, ContainerProcess> workers, String host) {
    return workers.entrySet().stream()
        .filter(worker -> ContainerProcesses.host(worker.getValue()).equals(host))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  int wantedSpares() {
    return number("keeper.spare.count", 0);
  }

  /** Containers of the workers that wait without a processor; waits until all do that should. */
  Set<String> awaitSpares() {
    return await("all spares of " + id() + " wait")
        .atMost(START)
        .until(this::spares, spares -> spares.size() == wantedSpares());
  }

  private Set<String> spares() {
    Set<String> processes =
        processes(Kind.WORKER).stream()
            .map(ContainerProcess::containerId)
            .collect(Collectors.toSet());
    return registrations().values().stream()
        .map(Versioned::value)
        .filter(worker -> worker.processor().isEmpty())
        .filter(worker -> worker.state() == WorkerRegistration.State.WAITING)
        .map(WorkerRegistration::containerId)
        .filter(processes::contains)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Those of standby tasks, too. */
  int wantedWorkers() {
    return number("job.container.count", 1) * number("job.standbytasks.replication.factor", 1);
  }

  private int number(String key, int otherwise) {
    String value = config.get(key);
    return value == null ? otherwise : Integer.parseInt(value);
  }

  /** Returns the workers by processor once every one of them processes. */
  SortedMap<String, ContainerProcess> awaitAllRunning() {
    return await("all workers of " + id() + " run")
        .atMost(START)
        .until(this::workers, workers -> workers.size() == wantedWorkers());
  }

  /** Waits until the worker of a processor runs in another process than before. */
  ContainerProcess awaitReplaced(String processor, ContainerProcess before) {
    return await("processor " + processor + " runs elsewhere than in " + before)
        .atMost(START)
        .until(
            () -> Optional.ofNullable(workers().get(processor)),
            worker -> worker.isPresent() && !worker.get().equals(before))
        .get();
  }

  /** Waits for a worker's container in the leader's table that does not run. */
  void awaitNotRunningYet() {
    await("a container in the leader's table that does not run yet")
        .pollInterval(Duration.ofMillis(2))
        .atMost(START)
        .until(
            () ->
                containers().values().stream()
                    .map(Versioned::value)
                    .filter(container -> container.role() == ContainerRecord.Role.WORKER)
                    .anyMatch(
                        container ->
                            container.phase() == ContainerRecord.Phase.ALLOCATED
                                || container.phase() == ContainerRecord.Phase.LAUNCHING));
  }

  /** How far the current plan has come; nothing if it came with the submission. */
  Optional<AppliedPlan> appliedPlan() {
    return tree.read(tree.paths().appliedPlan(), AppliedPlan.class).map(Versioned::value);
  }

  /** Waits until a leader with a higher epoch has written itself down. */
  int awaitNewLeader(int before) {
    return await("a leader after epoch " + before)
        .atMost(START)
        .until(this::epoch, epoch -> epoch > before);
  }

  /** As a user ends it; returns when nothing of it runs. */
  void end() {
    run("--operation=kill").requireExitCode(0);
    await("nothing of it runs")
        .atMost(START)
        .until(() -> ContainerProcesses.of(applicationId()).isEmpty());
  }

  /** Kills the application, where there is one, and waits until nothing of it is left. */
  @Override
  public void close() {
    for (String application : cluster.resourceManager().applicationsNamed(id().applicationName())) {
      cluster.kill(application);
      awaitGone(application);
    }
  }

  /** Waits until no process of an application is left. */
  static void awaitGone(String application) {
    await("nothing of " + application + " runs any more")
        .atMost(END)
        .until(() -> ContainerProcesses.of(application).isEmpty());
  }
}
