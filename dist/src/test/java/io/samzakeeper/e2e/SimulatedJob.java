package io.samzakeeper.e2e;

import io.samzakeeper.am.supervisor.JobView;
import io.samzakeeper.am.supervisor.JobView.ProcessorView;
import io.samzakeeper.am.web.Access;
import io.samzakeeper.am.web.ContainerCounts;
import io.samzakeeper.am.web.JobActions;
import io.samzakeeper.am.web.JobRecords;
import io.samzakeeper.am.web.LeaderFigures;
import io.samzakeeper.am.web.ProblemException;
import io.samzakeeper.am.web.Reports;
import io.samzakeeper.am.web.ShownJob;
import io.samzakeeper.am.web.ZooKeeperLink;
import io.samzakeeper.job.Application;
import io.samzakeeper.job.AppliedConfig;
import io.samzakeeper.job.AppliedPlan;
import io.samzakeeper.job.CandidateGroup;
import io.samzakeeper.job.CheckpointRecord;
import io.samzakeeper.job.ConfigGeneration;
import io.samzakeeper.job.EndRequest;
import io.samzakeeper.job.JobEvent;
import io.samzakeeper.job.WorkerReport;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;

/**
 * A large job that is nowhere but on its pages; each look at it finds another container restarted.
 */
final class SimulatedJob implements ShownJob, JobRecords, JobActions {
  private static final int TASKS_OF_A_CONTAINER = 4;

  /** Of operators. */
  static final int LANES = 20;

  static final int STEPS = 8;

  private final int containers;
  private final Reports reports = new Reports(Clock.systemUTC());
  private int looks;

  SimulatedJob(int containers) {
    this.containers = containers;
  }

  @Override
  public synchronized Optional<JobView> view() {
    looks++;
    IntStream.range(0, containers).filter(number -> !fails(number)).forEach(this::report);
    return Optional.of(
        new JobView(
            Instant.now(),
            12,
            "appattempt_1_0001_000001",
            true,
            new Application("application_1_0001", Application.State.RUNNING, "", 1, ""),
            IntStream.range(0, containers).mapToObj(this::processor).toList(),
            2,
            0));
  }

  private ProcessorView processor(int number) {
    boolean fails = fails(number);
    return new ProcessorView(
        Integer.toString(number),
        fails ? JobView.State.BACKING_OFF : JobView.State.RUNNING,
        fails ? "" : "container_1_0001_01_" + (100_000 + number),
        fails ? "" : "node" + number % 40 + ".example",
        fails ? "" : "node" + number % 40 + ".example:8042",
        Instant.ofEpochSecond(1_800_000_000 + number),
        number == looks % containers ? 1 : 0,
        fails ? 2 : 0,
        fails ? "java.lang.IllegalStateException: record 17 cannot be read" : "",
        fails ? Optional.of(Instant.ofEpochSecond(1_800_001_000)) : Optional.empty());
  }

  @Override
  public List<JobEvent> events() {
    return IntStream.range(0, 500)
        .mapToObj(
            number ->
                new JobEvent(
                    1_800_000_000_000L + number,
                    12,
                    "container_1_0001_01_" + (100_000 + number),
                    "processor " + number % containers + " runs on node" + number % 40))
        .toList();
  }

  @Override
  public CandidateGroup candidates() {
    return CandidateGroup.UNKNOWN;
  }

  @Override
  public LeaderFigures figures() {
    return new LeaderFigures(
        Instant.ofEpochSecond(1_800_000_000),
        Optional.of(Duration.ofMillis(310)),
        Duration.ofMillis(400),
        ZooKeeperLink.connected(Duration.ofMinutes(5)));
  }

  @Override
  public ContainerCounts counts() {
    return new ContainerCounts(List.of());
  }

  /** Each look finds that every worker has told anew. */
  @Override
  public Reports reports() {
    return reports;
  }

  private static boolean fails(int number) {
    return number % 50 == 7;
  }

  private void report(int number) {
    SortedMap<String, Long> lag = new TreeMap<>();
    for (int task = 0; task < TASKS_OF_A_CONTAINER; task++) {
      lag.put(
          "kafka.lines#" + (number * TASKS_OF_A_CONTAINER + task), (long) looks * number + task);
    }
    WorkerReport report =
        new WorkerReport(
            Integer.toString(number),
            System.currentTimeMillis(),
            looks + number / 1_000.0,
            900_000_000L + number,
            100_000_000,
            1_000_000_000,
            "node" + number % 40 + ".example:9400",
            new WorkerReport.Work(1_800_000_000_000L, looks * 500L, looks * 4L, 0.01, 0.02, lag));
    reports.heard(
        "container_1_0001_01_" + (100_000 + number),
        report.encode().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int containerMb() {
    return 2048;
  }

  @Override
  public Access access() {
    return new Access(new Configuration(false), "operator", Map.of());
  }

  @Override
  public JobRecords records() {
    return this;
  }

  @Override
  public JobActions actions() {
    return this;
  }

  @Override
  public PlanFacts plan() {
    SortedMap<String, List<String>> tasks = new TreeMap<>();
    SortedMap<String, List<String>> inputs = new TreeMap<>();
    for (int container = 0; container < containers; container++) {
      int first = container * TASKS_OF_A_CONTAINER;
      List<String> names =
          IntStream.range(first, first + TASKS_OF_A_CONTAINER)
              .mapToObj(t -> "Partition " + t)
              .toList();
      tasks.put(Integer.toString(container), names);
      names.forEach(name -> inputs.put(name, List.of("kafka.lines#" + name.substring(10))));
    }
    return new PlanFacts(
        3,
        2,
        tasks,
        inputs,
        new TreeMap<>(Map.of("kafka.lines", containers * TASKS_OF_A_CONTAINER)),
        new TreeMap<>(
            Map.of(
                "stores.counts.factory", "RocksDb",
                "app.class", "com.example.Lanes",
                "stores.counts.changelog", "kafka.counts-changelog")),
        operators());
  }

  /** In Samza's form: {@link #LANES} times a way from a stream to where all come together. */
  private static String operators() {
    List<String> operators = new ArrayList<>();
    List<String> inputs = new ArrayList<>();
    for (int lane = 0; lane < LANES; lane++) {
      inputs.add(
          String.format("{'streamId':'in-%1$d','nextOperatorIds':['lanes-1-map-%1$d-0']}", lane));
      for (int step = 0; step < STEPS; step++) {
        operators.add(
            String.format(
                "'lanes-1-map-%1$d-%2$d':{'opCode':'MAP','opId':'lanes-1-map-%1$d-%2$d',"
                    + "'sourceLocation':'Lanes.java:%2$d','nextOperatorIds':['%3$s']}",
                lane,
                step,
                step == STEPS - 1
                    ? "lanes-1-merge-all"
                    : "lanes-1-map-" + lane + "-" + (step + 1)));
      }
    }
    operators.add(
        "'lanes-1-merge-all':{'opCode':'MERGE','opId':'lanes-1-merge-all',"
            + "'sourceLocation':'Lanes.java:99','nextOperatorIds':[]}");
    return String.format(
            "{'applicationName':'lanes','applicationId':'1','jobs':[{'operatorGraph':"
                + "{'inputStreams':[%s],'operators':{%s}}}]}",
            String.join(",", inputs), String.join(",", operators))
        .replace('\'', '"');
  }

  @Override
  public Optional<AppliedPlan> appliedPlan() {
    return Optional.empty();
  }

  @Override
  public Map<String, CheckpointRecord> checkpoints() {
    return Map.of();
  }

  @Override
  public long currentConfig() {
    return 1;
  }

  @Override
  public List<Long> configGenerations() {
    return List.of(1L);
  }

  @Override
  public ConfigGeneration config(long generation) {
    return new ConfigGeneration(
        new TreeMap<>(Map.of("job.container.count", Integer.toString(containers))),
        "operator",
        "",
        1_800_000_000_000L);
  }

  @Override
  public Optional<AppliedConfig> appliedConfig() {
    return Optional.empty();
  }

  @Override
  public Operation failOver(Optional<String> to, String user) {
    throw new ProblemException(409, "simulated");
  }

  @Override
  public Operation change(ConfigRequest request, String user) {
    throw new ProblemException(409, "simulated");
  }

  @Override
  public Operation restart(RestartOrder order, String user) {
    throw new ProblemException(409, "simulated");
  }

  @Override
  public Operation end(EndRequest.How how, String user) {
    throw new ProblemException(409, "simulated");
  }

  @Override
  public Optional<Operation> operation(String id) {
    return Optional.empty();
  }
}
