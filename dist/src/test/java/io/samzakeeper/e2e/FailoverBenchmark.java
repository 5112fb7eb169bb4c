package io.samzakeeper.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Measures what each loss of an AM costs, stock Samza and ours in turns; see {@code
 * dist/bench/failover.sh}, which starts it.
 */
final class FailoverBenchmark {
  /** Where the leader has to be, seen from the container that YARN regards as the AM. */
  private enum Leader {
    ANY,
    IN_AM,
    ELSEWHERE
  }

  private final FailoverOptions options;
  private final BenchmarkFigures figures = new BenchmarkFigures();
  private final LeaderKills kills;
  private final HostLosses losses;
  private final BenchmarkJob stock;
  private final BenchmarkJob ours;
  private BenchmarkJob running;

  private FailoverBenchmark(BenchmarkCluster cluster, FailoverOptions options) {
    this.options = options;
    Victims victims = new Victims();
    this.kills = new LeaderKills(victims);
    this.losses = new HostLosses(cluster, options, victims);
    this.stock = new StockBenchmarkJob(cluster);
    this.ours = new KeeperBenchmarkJob(cluster, options.session());
  }

  /** {@code STOCK STOCK_WORK HOME [options]}. */
  public static void main(String[] args) throws IOException {
    BenchmarkCluster cluster =
        new BenchmarkCluster(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]));
    List<String> options = List.of(args).subList(3, args.length);
    new FailoverBenchmark(cluster, FailoverOptions.parse(options)).run();
  }

  private void run() throws IOException {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> figures.print(System.out)));
    for (int run = 0; run < Math.max(options.runs(), options.stockRuns()); run++) {
      if (run < options.stockRuns()) {
        round(stock, run);
      }
      if (run < options.runs()) {
        round(ours, run);
      }
    }
  }

  private void round(BenchmarkJob job, int run) throws IOException {
    say(job.side() + ", run " + (run + 1) + ": submitting");
    start(job);
    try {
      measure(job, "k", Leader.ANY, LeaderKills::memory);
      measure(job, "a", Leader.ANY, kills::leaderKilled);
      if (job.side() == BenchmarkFigures.Side.OURS) {
        measure(job, "i", Leader.ANY, kills::handedOver);
        measure(job, "i", Leader.ANY, kills::leaderTerminated);
        measure(job, "b1", Leader.IN_AM, kills.amKilled(FailoverRow.AM_KILLED_LEADING, true));
        measure(
            job, "b2", Leader.ELSEWHERE, kills.amKilled(FailoverRow.AM_KILLED_NOT_LEADING, false));
        measure(job, "g2", Leader.IN_AM, kills::amAndWorkerKilled);
      }
      measure(job, "c", Leader.IN_AM, losses::amStopped);
      measure(job, "d", Leader.IN_AM, losses::workerKilled);
      measure(job, "g1", Leader.ANY, kills::leaderAndWorkerKilled);
      measure(job, "e", Leader.ANY, losses::hostOfBothStopped);
      measure(job, "h", Leader.IN_AM, losses::zombie);
      measure(job, "f", Leader.ANY, kills::twoLeadersKilled);
    } finally {
      if (running != null) {
        running.stop();
        running = null;
      }
    }
  }

  private void measure(BenchmarkJob job, String name, Leader leader, FailoverEvent event)
      throws IOException {
    if (!options.events().contains(name)) {
      return;
    }
    say(job.side() + ", event " + name);
    try {
      job.settle();
      if (leader == Leader.ANY || job.leadFromAm(leader == Leader.IN_AM)) {
        event.run(new BenchmarkScene(job, figures, options.timelines()));
      } else {
        System.out.println("  left out: there is no such leader");
      }
    } catch (IllegalStateException | NoSuchElementException e) {
      // The job did not come through, or not in time: that is a result, too. On with a new one.
      System.out.println("  not measured, the job is started anew: " + e);
      running.stop();
      running = null;
      start(job);
    }
  }

  private void start(BenchmarkJob job) throws IOException {
    job.start();
    running = job;
  }

  private static void say(String what) {
    System.out.println(
        LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS) + " " + what);
  }
}
