package io.samzakeeper.e2e;

import io.samzakeeper.e2e.BenchmarkFigures.Side;
import io.samzakeeper.e2e.RecordTail.Seen;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.BiFunction;

/**
 * Measures workers: their start, memory and throughput, and what each loss of one costs, stock
 * Samza's and ours in turns; see {@code dist/bench/workers.sh}, which starts it.
 */
final class WorkerBenchmark {
  private static final Duration SESSION = Duration.ofSeconds(4);
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final int FILTERED_EACH = 500_000;
  private static final int COUNTED_EACH = 100_000;

  private final BenchmarkCluster cluster;
  private final WorkerJobs jobs;
  private final WorkerOptions options;
  private final BenchmarkFigures figures = new BenchmarkFigures();

  private WorkerBenchmark(BenchmarkCluster cluster, WorkerJobs jobs, WorkerOptions options) {
    this.cluster = cluster;
    this.jobs = jobs;
    this.options = options;
  }

  /** {@code STOCK STOCK_WORK HOME [options]}; the package is in {@code STOCK_WORK/run/job}. */
  public static void main(String[] args) throws IOException {
    Path work = Path.of(args[1]);
    BenchmarkCluster cluster = new BenchmarkCluster(Path.of(args[0]), work, Path.of(args[2]));
    WorkerOptions options = WorkerOptions.parse(List.of(args).subList(3, args.length));
    new WorkerBenchmark(cluster, new WorkerJobs(work), options).run();
  }

  /** An event of a job, and how often. */
  private record Step(String name, FailoverEvent event) {}

  private void run() throws IOException {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> figures.print(System.out)));
    WorkerEvents events = new WorkerEvents(cluster);
    submissions();
    losses(events);
    if (options.wants("t1")) {
      throughput(
          WorkerRow.FILTERED,
          FILTERED_EACH,
          (side, run) -> jobs.filter("task.inputs=kafka." + WorkerRow.FILTERED.event()));
    }
    if (options.wants("t2")) {
      throughput(
          WorkerRow.COUNTED,
          COUNTED_EACH,
          (side, run) -> jobs.count(side, run, "task.inputs=kafka." + WorkerRow.COUNTED.event()));
    }
    for (Side side : Side.values()) {
      for (int run = 0; run < runs(side); run++) {
        state(side, run, events);
      }
    }
  }

  private void submissions() throws IOException {
    for (int run = 0; options.wants("s") && run < options.runs(); run++) {
      for (Side side : Side.values()) {
        if (run < runs(side)) {
          measure(side, List.of(), WorkerJobs.probe());
        }
      }
    }
  }

  /** Of workers that have no state. */
  private void losses(WorkerEvents events) throws IOException {
    if (options.wants("m", "b", "p", "h")) {
      List<Step> common =
          List.of(
              new Step("m", events::memory),
              new Step("b", events.killed(WorkerRow.KILLED)),
              new Step("h", events::hostStopped));
      measure(Side.STOCK, common, WorkerJobs.probe());
      List<Step> ours = new ArrayList<>(common);
      ours.add(2, new Step("p", events::moved));
      measure(Side.OURS, ours, WorkerJobs.probe());
    }
    if (options.wants("a")) {
      measure(
          Side.OURS,
          List.of(new Step("a", events.killed(WorkerRow.KILLED_WITH_SPARE))),
          WorkerJobs.probe("keeper.spare.count=1"));
    }
  }

  /** A kill each: after more of them on one host that is left out, and the state is elsewhere. */
  private void state(Side side, int run, WorkerEvents events) throws IOException {
    long values = options.stateMegabytes() * 1024L / BenchmarkOutput.PARTITIONS;
    if (options.wants("g1")) {
      measure(
          side,
          1,
          List.of(new Step("g1", events.killedWithState(WorkerRow.STATE_KILLED, values))),
          jobs.bulk(side, "affinity" + run, values));
    }
    if (options.wants("g2")) {
      FailoverEvent killed = events.killedWithState(WorkerRow.STATE_KILLED_WITH_STANDBY, values);
      measure(
          side,
          1,
          List.of(new Step("g2", killed)),
          jobs.bulk(side, "standby" + run, values, "job.standbytasks.replication.factor=2"));
    }
  }

  /** Submits a job; how long that takes is measured where nothing else is. */
  private void measure(Side side, List<Step> steps, String... config) throws IOException {
    measure(side, runs(side), steps, config);
  }

  private void measure(Side side, int runs, List<Step> steps, String... config) throws IOException {
    BenchmarkJob job = job(side, config);
    say(side + ": submitting with " + String.join(" ", config));
    long submitted = System.currentTimeMillis();
    job.start();
    try {
      if (steps.isEmpty()) {
        figures.add(WorkerRow.SUBMISSION, side, job.output().allBegan() - submitted);
      }
      for (Step step : steps) {
        for (int run = 0; run < runs && options.events().contains(step.name()); run++) {
          say(side + ", event " + step.name());
          job.settle();
          step.event().run(new BenchmarkScene(job, figures, false));
        }
      }
    } catch (IllegalStateException | NoSuchElementException e) {
      // The job did not come through: that is a result, too.
      System.out.println("  not measured: " + e);
    } finally {
      job.stop();
    }
  }

  private int runs(Side side) {
    return side == Side.OURS ? options.runs() : options.stockRuns();
  }

  /** Both with an own job for each run, which begins with the oldest record. */
  private void throughput(
      WorkerRow row, int recordsEach, BiFunction<Side, Integer, String[]> config)
      throws IOException {
    String topic = row.event();
    say("filling a topic with " + BenchmarkOutput.PARTITIONS + " times " + recordsEach);
    BenchmarkTopic.fill(topic, recordsEach);
    for (int run = 0; run < Math.max(options.runs(), options.stockRuns()); run++) {
      for (Side side : Side.values()) {
        if (run < runs(side)) {
          say(side + ", event " + topic);
          List<String> own = new ArrayList<>(List.of(config.apply(side, run)));
          own.add("job.container.count=1");
          own.add("job.id=" + topic + run);
          figures.add(row, side, rate(submission(side, own.toArray(String[]::new)), recordsEach));
        }
      }
    }
  }

  private long rate(BenchmarkCluster.Submission submission, int recordsEach) throws IOException {
    long submitted = System.currentTimeMillis();
    try (RecordTail tail = cluster.records()) {
      Process command = cluster.start(submission);
      Seen first = tail.awaitFirst(seen -> seen.atMillis() >= submitted, PATIENCE);
      Throughput throughput = new Throughput(first, recordsEach);
      while (!throughput.isDone()) {
        tail.awaitFirst(throughput::take, PATIENCE);
      }
      command.destroyForcibly();
      cluster.kill(first.applicationId());
      return throughput.recordsPerSecond();
    }
  }

  private BenchmarkJob job(Side side, String... config) {
    return side == Side.STOCK
        ? new StockBenchmarkJob(cluster, submission(side, config))
        : new KeeperBenchmarkJob(cluster, 0, SESSION, config);
  }

  private BenchmarkCluster.Submission submission(Side side, String... config) {
    boolean isOfOurPackage = List.of(config).stream().anyMatch(c -> c.startsWith("yarn.package"));
    if (side == Side.OURS) {
      return cluster.ourSubmission(config);
    }
    return isOfOurPackage
        ? cluster.stockSubmissionOf(jobs.unpacked(), config)
        : cluster.stockSubmission(config);
  }

  private static void say(String what) {
    System.out.println(
        LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS) + " " + what);
  }
}
