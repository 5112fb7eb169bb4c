package io.samzakeeper.e2e;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.samzakeeper.e2e.BenchmarkFigures.Side;
import io.samzakeeper.e2e.ContainerProcess.Kind;
import io.samzakeeper.job.JobId;
import io.samzakeeper.job.LeaderRecord;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.Versioned;
import io.samzakeeper.tree.ZooKeeperConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.curator.framework.CuratorFramework;

/** Ours: one or more candidates, whoever of them leads. */
final class KeeperBenchmarkJob implements BenchmarkJob {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final BenchmarkCluster cluster;
  private final int standbys;
  private final BenchmarkCluster.Submission submission;
  private CuratorFramework zooKeeper;
  private JobTree tree;
  private Process command;
  private BenchmarkOutput output;
  private String applicationId;

  /** Three containers, and a candidate that stands by. */
  KeeperBenchmarkJob(BenchmarkCluster cluster, Duration session) {
    this(cluster, 1, session, "job.container.count=3");
  }

  /**
   * @param standbys candidates beside the leader
   * @param config {@code key=value}, over what the harness' job says
   */
  KeeperBenchmarkJob(BenchmarkCluster cluster, int standbys, Duration session, String... config) {
    this.cluster = cluster;
    this.standbys = standbys;
    List<String> all =
        new ArrayList<>(
            List.of(
                "keeper.am.standby.count=" + standbys,
                "keeper.zk.session.timeout.ms=" + session.toMillis(),
                // Workers are killed for their AM's sake: their retries are not the subject.
                "cluster-manager.container.retry.count=-1"));
    all.addAll(List.of(config));
    this.submission = cluster.ourSubmission(all.toArray(String[]::new));
  }

  @Override
  public Side side() {
    return Side.OURS;
  }

  @Override
  public void start() throws IOException {
    long submitted = System.currentTimeMillis();
    RecordTail tail = cluster.records();
    command = cluster.start(submission);
    output = BenchmarkOutput.ofNext(tail, submitted, PATIENCE);
    applicationId = output.applicationId();
    // Only now: the user's first submission makes the secret by which the tree can be read.
    zooKeeper =
        ZooKeeperConnection.forService(
            BenchmarkCluster.ZOO_KEEPER,
            Duration.ofSeconds(20),
            Cluster.access(List.of(cluster.userSecret())));
    tree =
        new JobTree(
            zooKeeper, JobPaths.of("/samza-keeper", new JobId(BenchmarkCluster.OUR_JOB, "1")));
    settle();
  }

  @Override
  public void stop() throws IOException {
    command.destroyForcibly();
    output.close();
    zooKeeper.close();
    cluster.kill(applicationId);
  }

  @Override
  public String applicationId() {
    return applicationId;
  }

  @Override
  public BenchmarkOutput output() {
    return output;
  }

  @Override
  public void settle() throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!allStand()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "candidates that stand " + standing() + ", that live " + candidates());
      }
      LockSupport.parkNanos(100_000_000);
    }
    if (!output.awaitFlow(PATIENCE)) {
      throw new IllegalStateException("our partitions are not all processed any more");
    }
    output.observe(Duration.ofSeconds(6)); // what a candidate does after its start is done
  }

  @Override
  public ContainerProcess leader() {
    long pid = pid(leaderRecord().candidateId());
    return candidates().stream().filter(process -> process.pid() == pid).findAny().orElseThrow();
  }

  @Override
  public List<ContainerProcess> standbys() {
    long leader = pid(leaderRecord().candidateId());
    return candidates().stream().filter(process -> process.pid() != leader).toList();
  }

  @Override
  public boolean leadFromAm(boolean wanted) throws IOException {
    if (leader().containerId().equals(amContainer()) != wanted) {
      long since = System.currentTimeMillis();
      terminateLeader();
      awaitAllocation(since, PATIENCE);
      settle();
    }
    return leader().containerId().equals(amContainer()) == wanted;
  }

  @Override
  public boolean terminateLeader() {
    leader().terminate();
    return true;
  }

  @Override
  public OptionalLong handOver() throws IOException {
    String answer = cluster.keeper("failover", BenchmarkCluster.OUR_JOB, "--json");
    return OptionalLong.of(new ObjectMapper().readTree(answer).required("millis").asLong());
  }

  @Override
  public OptionalLong awaitAllocation(long since, Duration patience) throws IOException {
    return awaitLine("has answered our first exchange|in step with", since, patience);
  }

  @Override
  public OptionalLong awaitAttempt(int attempt, long since, Duration patience) throws IOException {
    return awaitLine(String.format(Locale.ROOT, "_%06d: in step with", attempt), since, patience);
  }

  @Override
  public List<String> timeline(long from, long to) throws IOException {
    return cluster.logs().candidates(applicationId).since(from).stream()
        .filter(line -> line.atMillis() <= to)
        .map(line -> String.format(Locale.ROOT, "%+7d %s", line.atMillis() - from, line.text()))
        .toList();
  }

  private OptionalLong awaitLine(String pattern, long since, Duration patience) throws IOException {
    return BenchmarkLogs.await(
            cluster.logs().candidates(applicationId), Pattern.compile(pattern), since, patience)
        .map(line -> OptionalLong.of(line.atMillis()))
        .orElse(OptionalLong.empty());
  }

  private boolean allStand() {
    Set<Long> standing =
        standing().stream()
            .map(KeeperBenchmarkJob::pid)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<Long> living =
        candidates().stream()
            .map(ContainerProcess::pid)
            .collect(Collectors.toCollection(TreeSet::new));
    return standing.size() == standbys + 1
        && standing.equals(living)
        && hosts().size() == standbys + 1 // or one of them moves in a moment
        && standing.contains(pid(leaderRecord().candidateId()));
  }

  private List<ContainerProcess> candidates() {
    return processes().stream().filter(process -> process.kind() == Kind.CANDIDATE).toList();
  }

  private List<String> standing() {
    return tree.readChildrenBytes(tree.paths().candidates()).values().stream()
        .map(data -> new String(data.value(), StandardCharsets.UTF_8))
        .toList();
  }

  private Set<String> hosts() {
    return standing().stream()
        .map(candidate -> candidate.substring(candidate.indexOf('@') + 1))
        .collect(Collectors.toSet());
  }

  private LeaderRecord leaderRecord() {
    Optional<Versioned<LeaderRecord>> leader = tree.leader();
    return leader.orElseThrow().value();
  }

  private static long pid(String candidate) {
    return Long.parseLong(candidate.substring(candidate.indexOf('/') + 1, candidate.indexOf('@')));
  }
}
