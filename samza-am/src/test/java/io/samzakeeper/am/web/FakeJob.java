package io.samzakeeper.am.web;

import io.samzakeeper.am.supervisor.JobView;
import io.samzakeeper.am.supervisor.JobView.ProcessorView;
import io.samzakeeper.job.Application;
import io.samzakeeper.job.AppliedConfig;
import io.samzakeeper.job.AppliedPlan;
import io.samzakeeper.job.CandidateGroup;
import io.samzakeeper.job.CandidateId;
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
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationAccessType;

/** A job of two processors that is shown as a leader would. */
final class FakeJob implements ShownJob, JobRecords, JobActions {
  static final Instant NOW = Instant.parse("2026-11-24T04:00:00Z");
  static final String APPLICATION = "application_1_0001";
  static final String SECRET = "hush";

  private final Configuration cluster;
  final Reports reports = new Reports(Clock.systemUTC());
  final List<String> asked = new ArrayList<>();

  FakeJob() {
    this(new Configuration(false));
  }

  FakeJob(Configuration cluster) {
    this.cluster = cluster;
  }

  private volatile ZooKeeperLink zooKeeper = ZooKeeperLink.connected(Duration.ofMinutes(5));

  /** From here on. */
  void zooKeeper(ZooKeeperLink link) {
    zooKeeper = link;
  }

  @Override
  public Optional<JobView> view() {
    return Optional.of(
        new JobView(
            NOW,
            7,
            "appattempt_1_0001_000001",
            true,
            new Application(APPLICATION, Application.State.RUNNING, "", 1, ""),
            List.of(
                new ProcessorView(
                    "0",
                    JobView.State.RUNNING,
                    "container_1_0001_01_000002",
                    "nm1",
                    "nm1:8042",
                    NOW,
                    0,
                    0,
                    "",
                    Optional.empty()),
                new ProcessorView(
                    "1",
                    JobView.State.BACKING_OFF,
                    "",
                    "",
                    "",
                    NOW,
                    2,
                    3,
                    "oops",
                    Optional.of(NOW))),
            1,
            0));
  }

  @Override
  public List<JobEvent> events() {
    return List.of(
        new JobEvent(1, 7, "container_1", "processor 1 failed in container_1; older"),
        new JobEvent(2, 7, "job", "<b>newer</b>"));
  }

  @Override
  public CandidateGroup candidates() {
    CandidateId leader = new CandidateId("container_a", 1, "nm1");
    CandidateId standby = new CandidateId("container_b", 2, "nm1");
    return CandidateGroup.of(
        2,
        List.of(new CandidateGroup.Place(leader, 1), new CandidateGroup.Place(standby, 2)),
        leader.toString(),
        1,
        "container_a",
        "");
  }

  @Override
  public LeaderFigures figures() {
    return new LeaderFigures(
        NOW, Optional.of(Duration.ofMillis(250)), Duration.ofSeconds(1), zooKeeper);
  }

  @Override
  public ContainerCounts counts() {
    return new ContainerCounts(List.of());
  }

  /** The worker of processor 0 tells that it has been given so many messages. */
  void report(long atMillis, long messages) {
    WorkerReport report =
        new WorkerReport(
            "0",
            atMillis,
            atMillis / 1_000.0,
            300_000_000,
            100_000_000,
            200_000_000,
            "nm1:9400",
            new WorkerReport.Work(
                500, messages, 3, 0.1, 0.25, new TreeMap<>(Map.of("kafka.lines#0", 12L))));
    reports.heard("container_1_0001_01_000002", report.encode().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Reports reports() {
    return reports;
  }

  @Override
  public int containerMb() {
    return 1024;
  }

  @Override
  public Access access() {
    return new Access(cluster, "alice", Map.of(ApplicationAccessType.MODIFY_APP, "bob"));
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
    return new PlanFacts(
        2,
        2,
        new TreeMap<>(Map.of("0", List.of("Partition 0"), "1", List.of("Partition 1"))),
        new TreeMap<>(Map.of("Partition 0", List.of("kafka.lines#0"))),
        new TreeMap<>(Map.of("kafka.lines", 2, "kafka.shuffled", 4)),
        new TreeMap<>(
            Map.of(
                "task.class", "com.example.CountTask",
                "stores.counts.factory", "RocksDb",
                "stores.counts.changelog", "kafka.counts-changelog",
                "streams.words.samza.system", "kafka",
                "streams.shuffled.samza.system", "kafka",
                "streams.shuffled.samza.intermediate", "true")),
        "");
  }

  @Override
  public Optional<AppliedPlan> appliedPlan() {
    return Optional.of(new AppliedPlan(2, 7, AppliedPlan.State.DONE));
  }

  @Override
  public Map<String, CheckpointRecord> checkpoints() {
    return Map.of(
        "Partition 0",
        new CheckpointRecord(
            "Partition 0",
            "container_1",
            7,
            NOW.toEpochMilli() - 1_000,
            new TreeMap<>(
                Map.of(
                    1,
                    new CheckpointRecord.Snapshot(
                        "",
                        List.of(new CheckpointRecord.Input("kafka", "lines", 0, -1, "41")),
                        new TreeMap<>())))));
  }

  @Override
  public long currentConfig() {
    return 2;
  }

  @Override
  public List<Long> configGenerations() {
    return List.of(1L, 2L);
  }

  @Override
  public ConfigGeneration config(long generation) {
    if (generation != 1 && generation != 2) {
      throw new ProblemException(404, "generation " + generation + " is not there");
    }
    return new ConfigGeneration(
        new TreeMap<>(
            Map.of("task.class", "Task" + generation, "sensitive.key", SECRET + generation)),
        "alice@host",
        "why " + generation,
        generation);
  }

  @Override
  public Optional<AppliedConfig> appliedConfig() {
    return Optional.of(new AppliedConfig(2, 7, ""));
  }

  @Override
  public Operation failOver(Optional<String> to, String user) {
    asked.add("failover to " + to.orElse("any") + " by " + user);
    return new Operation("failover-7", "fail over", JobActions.State.RUNNING, List.of(), "");
  }

  @Override
  public Operation change(ConfigRequest request, String user) {
    asked.add(request + " by " + user);
    return new Operation("config-7-1", "change", JobActions.State.RUNNING, List.of("Planning"), "");
  }

  @Override
  public Operation restart(RestartOrder order, String user) {
    asked.add(order + " by " + user);
    return new Operation(
        "restart-" + order.from() + "-" + order.processor(),
        "restart",
        JobActions.State.RUNNING,
        List.of(),
        "");
  }

  @Override
  public Operation end(EndRequest.How how, String user) {
    asked.add(how + " by " + user);
    return new Operation("end-" + APPLICATION, "end", JobActions.State.RUNNING, List.of(), "");
  }

  @Override
  public Optional<Operation> operation(String id) {
    return id.equals("failover-7")
        ? Optional.of(new Operation(id, "fail over", JobActions.State.DONE, List.of(), "nm2 leads"))
        : Optional.empty();
  }
}
