package io.samzakeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.samzakeeper.e2e.ContainerProcess.Kind;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.Znodes;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A job that echoes numbered records while they are fed to it, and the four invariants of every
 * fault, checked from outside: nothing lost, one writer, no collateral, no leak.
 */
final class EchoJob implements AutoCloseable {
  private static final Duration CATCH_UP = Duration.ofSeconds(60);
  static final Duration FEED_INTERVAL = Duration.ofMillis(50);

  private final Cluster cluster;
  private final Job job;
  private final int partitions;
  private final Echoes echoes = new Echoes();
  private final Feeder feeder;
  private final OutputReader reader;

  private EchoJob(Cluster cluster, Job job, int partitions, Duration feedInterval) {
    this.cluster = cluster;
    this.job = job;
    this.partitions = partitions;
    String name = job.id().name();
    this.feeder = new Feeder(cluster.topics(), name + "-in", partitions, feedInterval);
    this.reader = new OutputReader(cluster.topics(), name + "-out", partitions, echoes::add);
  }

  /** Starts the job with its feed; returns when all of its workers run. */
  static EchoJob start(
      Cluster cluster,
      String name,
      int partitions,
      int workers,
      UnaryOperator<JobConfig> adjustment) {
    JobConfig config = config(cluster, cluster.uniqueName(name), partitions, workers);
    Job job = Job.start(cluster, adjustment.apply(config));
    try {
      return attach(cluster, job, partitions);
    } catch (RuntimeException | Error e) {
      job.close();
      throw e;
    }
  }

  /** The config of an echo job, with its topics made. */
  static JobConfig config(Cluster cluster, String name, int partitions, int workers) {
    cluster.topics().create(name + "-in", partitions);
    cluster.topics().create(name + "-out", partitions);
    return JobConfig.stock(cluster, name)
        .with("task.class", "io.samzakeeper.e2e.jobs.EchoTask")
        .with("task.inputs", "kafka." + name + "-in")
        .with("echo.output", name + "-out")
        .with("job.container.count", Integer.toString(workers));
  }

  /** Feeds a job of {@link #config} that is there already. */
  static EchoJob attach(Cluster cluster, Job job, int partitions) {
    return attach(cluster, job, partitions, FEED_INTERVAL);
  }

  /**
   * @param feedInterval between two records of a partition
   */
  static EchoJob attach(Cluster cluster, Job job, int partitions, Duration feedInterval) {
    return new EchoJob(cluster, job, partitions, feedInterval);
  }

  Job job() {
    return job;
  }

  Echoes echoes() {
    return echoes;
  }

  Topics topics() {
    return cluster.topics();
  }

  String input() {
    return job.id().name() + "-in";
  }

  /**
   * How many records of each partition are committed. The input holds nothing but the feed, so a
   * record's number is its offset.
   */
  Map<Integer, Long> committed() {
    Map<Integer, Long> committed = new TreeMap<>();
    job.tree()
        .readChildrenBytes(job.tree().paths().checkpoints())
        .forEach(
            (name, checkpoint) ->
                CheckpointOffsets.of(name, checkpoint.value())
                    .forEach(
                        (stream, offset) ->
                            committed.put(
                                Integer.parseInt(stream.substring(stream.lastIndexOf('/') + 1)),
                                offset + 1)));
    return committed;
  }

  /** Returns when the feed has gone on for that long. */
  void awaitFedFor(Duration time) {
    long wanted = feeder.acknowledged(0) + time.dividedBy(FEED_INTERVAL);
    await("the feed goes on")
        .atMost(time.plus(CATCH_UP))
        .until(() -> feeder.acknowledged(0) >= wanted);
  }

  /** All four, where these processors may run elsewhere than before and all others may not. */
  void checkInvariants(SortedMap<String, ContainerProcess> before, Set<String> mayDiffer) {
    job.awaitAllRunning();
    checkNothingLost();
    checkOneWriter();
    checkNoCollateral(before, mayDiffer);
    checkNoLeak();
  }

  void checkNothingLost() {
    Map<Integer, Long> wanted = new TreeMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      wanted.put(partition, feeder.acknowledged(partition));
    }
    await("every record that was sent until now is in the output")
        .atMost(CATCH_UP)
        .untilAsserted(
            () ->
                assertThat(wanted)
                    .allSatisfy(
                        (partition, count) ->
                            assertThat(echoes.complete(partition))
                                .as("first record missing in partition %s", partition)
                                .isGreaterThanOrEqualTo(count)));
  }

  void checkOneWriter() {
    Map<Long, Plan> plans = new TreeMap<>();
    for (long generation : job.tree().plan().numbers()) {
      plans.put(
          generation,
          Znodes.decode(job.tree().paths().plan(), job.tree().plan().read(generation), Plan.class));
    }
    CheckpointAudit.Findings findings =
        new CheckpointAudit(job.tree().paths(), plans).replay(cluster.transactions().read());
    assertThat(findings.violations()).isEmpty();
    assertThat(findings.checkpoints()).as("checkpoints written").isPositive();
  }

  void checkNoCollateral(SortedMap<String, ContainerProcess> before, Set<String> mayDiffer) {
    SortedMap<String, ContainerProcess> healthy = new TreeMap<>(before);
    healthy.keySet().removeAll(mayDiffer);
    assertThat(job.workers()).as("workers that nothing happened to").containsAllEntriesOf(healthy);
  }

  void checkNoLeak() {
    awaitNoLeak(CATCH_UP);
  }

  /** Returns as soon as the job is whole: all that it needs runs, and nothing else. */
  void awaitNoLeak(Duration patience) {
    await("YARN and the machine hold what the job needs and no more")
        .atMost(patience)
        .untilAsserted(
            () -> {
              Set<String> workers =
                  job.workers().values().stream()
                      .map(ContainerProcess::containerId)
                      .collect(Collectors.toCollection(TreeSet::new));
              assertThat(workers).hasSize(job.wantedWorkers());
              Set<String> running =
                  cluster.resourceManager().runningContainers(job.applicationId());
              assertThat(running).as("containers in YARN").containsAll(workers);
              int waiting = job.awaitSpares().size();
              assertThat(running)
                  .as("containers in YARN")
                  .hasSize(workers.size() + waiting + job.wantedCandidates());
              assertThat(job.containers().keySet())
                  .as("the leader's table")
                  .containsAll(workers)
                  .hasSize(workers.size() + waiting + job.wantedCandidates() - 1);
              assertThat(job.processes())
                  .extracting(ContainerProcess::containerId)
                  .as("containers of processes")
                  .isSubsetOf(running);
              assertThat(job.processes(Kind.WORKER)).hasSize(workers.size() + waiting);
              int candidates = job.wantedCandidates();
              assertThat(job.standing()).as("who stands").hasSize(candidates);
              assertThat(job.processes(Kind.CANDIDATE)).hasSize(candidates);
              assertThat(job.processes(Kind.LAUNCHER)).hasSizeBetween(candidates, 2 * candidates);
              assertThat(job.processes(Kind.PLANNER)).isEmpty();
            });
  }

  @Override
  public void close() {
    try (reader;
        feeder) {
      job.close();
    }
  }
}
