package io.samzakeeper.e2e;

import io.samzakeeper.e2e.BenchmarkFigures.Side;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** Stock Samza's: one AM, found anew after each failover. */
final class StockBenchmarkJob implements BenchmarkJob {
  /** After an AM's failover stock's containers end unless they are left alone for so long. */
  private static final Duration REST = Duration.ofSeconds(75);

  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final BenchmarkCluster cluster;
  private final BenchmarkCluster.Submission submission;
  private Process command;
  private BenchmarkOutput output;
  private String applicationId;
  private String settledAm;

  StockBenchmarkJob(BenchmarkCluster cluster) {
    this(cluster, cluster.stockSubmission("job.container.count=3"));
  }

  StockBenchmarkJob(BenchmarkCluster cluster, BenchmarkCluster.Submission submission) {
    this.cluster = cluster;
    this.submission = submission;
  }

  @Override
  public Side side() {
    return Side.STOCK;
  }

  @Override
  public void start() throws IOException {
    long submitted = System.currentTimeMillis();
    RecordTail tail = cluster.records();
    command = cluster.start(submission);
    output = BenchmarkOutput.ofNext(tail, submitted, PATIENCE);
    applicationId = output.applicationId();
    settledAm = amContainer();
    settle();
  }

  @Override
  public void stop() throws IOException {
    command.destroyForcibly();
    output.close();
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
    leader();
    if (!amContainer().equals(settledAm)) {
      settledAm = amContainer();
      output.observe(REST);
    }
    if (!output.awaitFlow(PATIENCE)) {
      throw new IllegalStateException("stock's partitions are not all processed any more");
    }
  }

  @Override
  public ContainerProcess leader() throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      Optional<ContainerProcess> found =
          processes().stream().filter(StockBenchmarkJob::isAm).findFirst();
      if (found.isPresent()) {
        return found.get();
      }
      LockSupport.parkNanos(50_000_000);
    }
    throw new IllegalStateException("stock has no AM");
  }

  @Override
  public List<ContainerProcess> standbys() {
    return List.of();
  }

  @Override
  public boolean leadFromAm(boolean wanted) {
    return wanted;
  }

  @Override
  public boolean terminateLeader() {
    return false;
  }

  @Override
  public OptionalLong handOver() {
    return OptionalLong.empty();
  }

  @Override
  public OptionalLong awaitAllocation(long since, Duration patience) throws IOException {
    return registered("_\\d+", since, patience);
  }

  @Override
  public OptionalLong awaitAttempt(int attempt, long since, Duration patience) throws IOException {
    return registered(String.format(Locale.ROOT, "_%06d", attempt), since, patience);
  }

  @Override
  public List<String> timeline(long from, long to) {
    return List.of(); // stock's times are not ours to explain
  }

  private OptionalLong registered(String attempt, long since, Duration patience)
      throws IOException {
    String application = applicationId.substring("application".length());
    return BenchmarkLogs.await(
            cluster.logs().resourceManager(),
            Pattern.compile("AM registration appattempt" + application + attempt),
            since,
            patience)
        .map(line -> OptionalLong.of(line.atMillis()))
        .orElse(OptionalLong.empty());
  }

  private static boolean isAm(ContainerProcess process) {
    try {
      byte[] arguments = Files.readAllBytes(Path.of("/proc/" + process.pid() + "/cmdline"));
      String text = new String(arguments, StandardCharsets.UTF_8);
      return text.substring(0, Math.max(0, text.indexOf('\0'))).endsWith("java")
          && text.contains("-Dsamza.container.name=samza-job-coordinator\0");
    } catch (IOException e) {
      return false; // it has ended
    }
  }
}
