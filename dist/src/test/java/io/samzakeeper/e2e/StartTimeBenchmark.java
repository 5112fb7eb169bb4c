package io.samzakeeper.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Measures how long a job of one worker takes to start and to come back, stock Samza, ours, and
 * ours with a spare in turns; see {@code dist/bench/start-time.sh}, which starts it.
 */
final class StartTimeBenchmark {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Between a start and the next kill: what follows a start is over. */
  private static final Duration SETTLE = Duration.ofSeconds(25);

  private final BenchmarkCluster cluster;
  private final int rounds;
  private final int kills;

  private StartTimeBenchmark(BenchmarkCluster cluster, int rounds, int kills) {
    this.cluster = cluster;
    this.rounds = rounds;
    this.kills = kills;
  }

  /** {@code STOCK STOCK_WORK HOME [ROUNDS [KILLS]]}. */
  public static void main(String[] args) throws IOException, InterruptedException {
    BenchmarkCluster cluster =
        new BenchmarkCluster(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]));
    int rounds = args.length > 3 ? Integer.parseInt(args[3]) : 3;
    int kills = args.length > 4 ? Integer.parseInt(args[4]) : 3;
    new StartTimeBenchmark(cluster, rounds, kills).run();
  }

  /**
   * Milliseconds of each run of one side.
   *
   * @param first of workers that are the first of their application on a node
   * @param later of those that had a predecessor there
   */
  private record Times(
      List<Long> submission, List<Long> first, List<Long> later, List<Long> replacement) {
    Times() {
      this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    void addStart(long millis, boolean isFirst) {
      (isFirst ? first : later).add(millis);
    }
  }

  private void run() throws IOException, InterruptedException {
    Times stock = new Times();
    Times ours = new Times();
    Times spared = new Times();
    for (int round = 0; round < rounds; round++) {
      measure(cluster.stockSubmission("job.container.count=1"), stock);
      measure(cluster.ourSubmission("job.container.count=1"), ours);
      measure(cluster.ourSubmission("job.container.count=1", "keeper.spare.count=1"), spared);
      System.out.printf(
          "round %d of %d: stock %s, ours %s, with a spare %s%n",
          round + 1, rounds, stock, ours, spared);
    }
    System.out.printf("%-58s %8s %8s %6s%n", "median, ms", "stock", "ours", "ratio");
    print("submission script's start -> first record", stock.submission(), ours.submission());
    print("worker script's start -> first record, first on node", stock.first(), ours.first());
    print("worker script's start -> first record, later there", stock.later(), ours.later());
    print("worker's kill -9 -> its partitions process", stock.replacement(), ours.replacement());
    print("the same with a spare (stock has none)", stock.replacement(), spared.replacement());
  }

  private void measure(BenchmarkCluster.Submission submission, Times times)
      throws IOException, InterruptedException {
    long submitted = System.currentTimeMillis();
    Process command = cluster.start(submission);
    try (RecordTail tail = cluster.records()) {
      RecordTail.Seen first = tail.awaitFirst(seen -> seen.atMillis() >= submitted, PATIENCE);
      times.submission().add(first.atMillis() - submitted);
      Set<String> nodes = new HashSet<>();
      times.addStart(
          first.atMillis() - startOf(first.containerId()), nodes.add(nodeOf(first.pid())));
      for (int kill = 0; kill < kills; kill++) {
        TimeUnit.MILLISECONDS.sleep(SETTLE.toMillis());
        String killed = first.containerId();
        long at = System.currentTimeMillis();
        ProcessHandle.of(first.pid()).ifPresent(ProcessHandle::destroyForcibly);
        first = tail.awaitFirst(seen -> !seen.containerId().equals(killed), PATIENCE);
        times.replacement().add(first.atMillis() - at);
        times.addStart(
            first.atMillis() - startOf(first.containerId()), nodes.add(nodeOf(first.pid())));
      }
      cluster.kill(first.applicationId());
    } finally {
      command.destroyForcibly();
    }
  }

  /** The application's directory there, which YARN tells every process. */
  private static String nodeOf(long pid) throws IOException {
    String environment =
        new String(
            Files.readAllBytes(Path.of("/proc", Long.toString(pid), "environ")),
            StandardCharsets.UTF_8);
    for (String variable : environment.split("\0", -1)) {
      if (variable.startsWith("LOCAL_DIRS=")) {
        return variable;
      }
    }
    throw new IOException("process " + pid + " has no LOCAL_DIRS");
  }

  /** When the oldest process of a container started: the shell around the worker's script. */
  private static long startOf(String containerId) throws IOException {
    long now = System.currentTimeMillis();
    String uptime = Files.readString(Path.of("/proc/uptime"));
    long bootMillis = now - (long) (Double.parseDouble(uptime.split(" ", -1)[0]) * 1000);
    long ticks =
        ContainerProcesses.in(containerId).stream()
            .mapToLong(ContainerProcess::startTicks)
            .min()
            .orElseThrow();
    return bootMillis + ticks * 10; // clock ticks are 1/100 s on every Linux that Java runs on
  }

  private static void print(String what, List<Long> stock, List<Long> ours) {
    System.out.printf(
        "%-58s %8d %8d %5.0f%%%n",
        what, Median.of(stock), Median.of(ours), 100.0 * Median.of(ours) / Median.of(stock));
  }
}
