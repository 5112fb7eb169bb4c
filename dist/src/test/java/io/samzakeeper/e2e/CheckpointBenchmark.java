package io.samzakeeper.e2e;

import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.CheckpointRecord;
import io.samzakeeper.job.CheckpointRecord.Input;
import io.samzakeeper.job.CheckpointRecord.Snapshot;
import io.samzakeeper.job.JobId;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.samza.OwnedTree;
import io.samzakeeper.samza.ZkCheckpointManager;
import io.samzakeeper.tree.Fence;
import io.samzakeeper.tree.GroupCommit;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeException;
import io.samzakeeper.tree.ZooKeeperConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.curator.framework.CuratorFramework;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.samza.Partition;
import org.apache.samza.checkpoint.Checkpoint;
import org.apache.samza.checkpoint.CheckpointManager;
import org.apache.samza.checkpoint.CheckpointManagerFactory;
import org.apache.samza.checkpoint.CheckpointV1;
import org.apache.samza.config.MapConfig;
import org.apache.samza.container.TaskName;
import org.apache.samza.system.SystemStreamPartition;
import org.apache.samza.util.NoOpMetricsRegistry;

/**
 * Measures durable checkpoints, each of a task with two inputs and a store: in ZooKeeper as workers
 * write them, in ZooKeeper with a write for each, in Kafka as stock Samza does, and so that Kafka,
 * too, has them on a disk when it answers; see {@code dist/bench/checkpoints.sh}, which starts it.
 */
final class CheckpointBenchmark {
  private static final String KAFKA_FACTORY =
      "org.apache.samza.checkpoint.kafka.KafkaCheckpointManagerFactory";

  private static final Duration SESSION = Duration.ofSeconds(20);
  private static final int COMMITS_A_SECOND = 1_000;
  private static final int READ_TASKS = 10_000;
  private static final int READ_ROUNDS = 5;

  /** Of each task, in the topic that stock reads before the broker has compacted it. */
  private static final int READ_COMMITS = 100;

  private final String zooKeeper;
  private final String kafka;
  private final int threads;
  private final Duration period;
  private final List<ProcessHandle> processes;
  private final String job = "checkpoints-" + UUID.randomUUID();

  private CheckpointBenchmark(
      String zooKeeper, String kafka, int threads, Duration period, List<ProcessHandle> processes) {
    this.zooKeeper = zooKeeper;
    this.kafka = kafka;
    this.threads = threads;
    this.period = period;
    this.processes = processes;
  }

  /** {@code ZOOKEEPER KAFKA THREADS SECONDS ROUNDS SERVER_PID...}. */
  public static void main(String[] args) throws Exception {
    List<ProcessHandle> processes = new ArrayList<>();
    processes.add(ProcessHandle.current());
    Arrays.stream(args)
        .skip(5)
        .forEach(pid -> processes.add(ProcessHandle.of(Long.parseLong(pid)).orElseThrow()));
    new CheckpointBenchmark(
            args[0],
            args[1],
            Integer.parseInt(args[2]),
            Duration.ofSeconds(Long.parseLong(args[3])),
            processes)
        .run(Integer.parseInt(args[4]));
    System.exit(0); // Samza's Kafka clients leave threads behind
  }

  /** Writes one checkpoint of the task with the number; durable on return. */
  private interface Writer {
    void write(int task, long offset) throws Exception;
  }

  /**
   * Of one way to write.
   *
   * @param rate commits a second, as many as go
   * @param cpuMicros of a commit then, of client and servers together
   * @param p99Micros of a commit, at a given rate
   */
  private record Figures(
      List<Long> rate, List<Long> cpuMicros, List<Long> p50Micros, List<Long> p99Micros) {
    Figures() {
      this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }
  }

  /** Processor time that client and servers have taken so far. */
  private long cpuMicros() {
    return processes.stream()
        .mapToLong(process -> process.info().totalCpuDuration().orElseThrow().toNanos() / 1_000)
        .sum();
  }

  private void run(int rounds) throws Exception {
    Map<String, Figures> figures = new TreeMap<>();
    try (CuratorFramework client = ZooKeeperConnection.forService(zooKeeper, SESSION);
        OwnedCheckpoints owned = new OwnedCheckpoints(client)) {
      CheckpointManager stock = stock(job);
      CheckpointManager flushed = stock(job + "-flushed");
      // The broker has each request on its disk before it answers.
      setTopic(job + "-flushed", "flush.messages", "1");
      Map<String, Writer> writers = new TreeMap<>();
      writers.put(
          "1 ZooKeeper, as workers do",
          (task, offset) -> owned.manager.writeCheckpoint(name(task), checkpoint(task, offset)));
      writers.put("2 ZooKeeper, a write for each", owned::writeAlone);
      writers.put(
          "3 Kafka, stock Samza",
          (task, offset) -> stock.writeCheckpoint(name(task), checkpoint(task, offset)));
      writers.put(
          "4 Kafka, with flush.messages=1",
          (task, offset) -> flushed.writeCheckpoint(name(task), checkpoint(task, offset)));
      for (int round = 0; round <= rounds; round++) {
        for (Map.Entry<String, Writer> writer : writers.entrySet()) {
          System.out.printf(
              "%s of %d: %s%n", round == 0 ? "warm-up" : "round " + round, rounds, writer.getKey());
          Figures of =
              round == 0
                  ? new Figures()
                  : figures.computeIfAbsent(writer.getKey(), key -> new Figures());
          rate(writer.getValue(), of);
          List<Long> micros = latencies(writer.getValue());
          of.p50Micros().add(micros.get(micros.size() / 2));
          of.p99Micros().add(micros.get(micros.size() * 99 / 100));
        }
      }
      print(figures);
      owned.writeAll();
      printReading("ours", owned::readAll);
      printReading("stock", stockReading());
      stock.stop();
      flushed.stop();
    }
  }

  private void print(Map<String, Figures> figures) {
    System.out.printf(
        "%-32s %12s %12s %12s %12s%n",
        "medians; " + threads + " threads", "commits/s", "CPU, us each", "p50, us *", "p99, us *");
    figures.forEach(
        (way, of) ->
            System.out.printf(
                "%-32s %12d %12d %12d %12d%n",
                way,
                Median.of(of.rate()),
                Median.of(of.cpuMicros()),
                Median.of(of.p50Micros()),
                Median.of(of.p99Micros())));
    System.out.println("* at " + COMMITS_A_SECOND + " commits a second");
  }

  /** Each thread commits its own task, one after the other, as Samza's tasks do. */
  private void rate(Writer writer, Figures of) throws Exception {
    long cpu = cpuMicros();
    long begun = System.nanoTime();
    long end = begun + period.toNanos();
    List<Long> counts =
        onThreads(
            thread -> {
              long count = 0;
              while (System.nanoTime() - end < 0) {
                writer.write(thread, count++);
              }
              return count;
            });
    long commits = counts.stream().mapToLong(Long::longValue).sum();
    of.rate().add(commits * 1_000_000_000L / (System.nanoTime() - begun));
    of.cpuMicros().add((cpuMicros() - cpu) / commits);
  }

  /**
   * Sorted. A commit that begins late, as the one before took too long, counts from when it was
   * due.
   */
  private List<Long> latencies(Writer writer) throws Exception {
    ConcurrentLinkedQueue<Long> micros = new ConcurrentLinkedQueue<>();
    long interval = threads * 1_000_000_000L / COMMITS_A_SECOND;
    long begun = System.nanoTime();
    onThreads(
        thread -> {
          long due = begun + interval * thread / threads;
          for (long n = 0; due - begun < period.toNanos(); n++, due += interval) {
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
              LockSupport.parkNanos(wait);
            }
            writer.write(thread, n);
            micros.add((System.nanoTime() - due) / 1_000);
          }
          return 0L;
        });
    return micros.stream().sorted().toList();
  }

  private interface OnThread {
    long run(int thread) throws Exception;
  }

  private List<Long> onThreads(OnThread task) throws InterruptedException, ExecutionException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<Long>> tasks =
          IntStream.range(0, threads)
              .<Callable<Long>>mapToObj(thread -> () -> task.run(thread))
              .toList();
      List<Long> results = new ArrayList<>();
      for (Future<Long> result : pool.invokeAll(tasks)) {
        results.add(result.get());
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }

  private interface Reading {
    void read() throws Exception;
  }

  private static void printReading(String whose, Reading reading) throws Exception {
    List<Long> millis = new ArrayList<>();
    for (int i = 0; i < READ_ROUNDS; i++) {
      long begun = System.nanoTime();
      reading.read();
      millis.add((System.nanoTime() - begun) / 1_000_000);
    }
    System.out.printf(
        "reading %d tasks' checkpoints at a start, %s: %d ms %s%n",
        READ_TASKS, whose, Median.of(millis), millis);
  }

  /** What a container with all tasks does, of a topic to which each has committed many times. */
  private Reading stockReading() throws Exception {
    String read = job + "-read";
    CheckpointManager writer = stock(read);
    setTopic(read, "min.compaction.lag.ms", Long.toString(Duration.ofDays(1).toMillis()));
    onThreads(
        thread -> {
          for (int commit = 0; commit < READ_COMMITS; commit++) {
            for (int task = thread; task < READ_TASKS; task += threads) {
              writer.writeCheckpoint(name(task), checkpoint(task, commit));
            }
          }
          return 0L;
        });
    writer.stop();
    return () -> {
      CheckpointManager reader = stock(read, READ_TASKS);
      for (int task = 0; task < READ_TASKS; task++) {
        if (!checkpoint(task, READ_COMMITS - 1).equals(reader.readLastCheckpoint(name(task)))) {
          throw new IllegalStateException("not the last checkpoint of " + name(task));
        }
      }
      reader.stop();
    };
  }

  private static TaskName name(int task) {
    return new TaskName("Partition " + task);
  }

  private static Checkpoint checkpoint(int task, long offset) {
    Map<SystemStreamPartition, String> offsets = new HashMap<>();
    for (String stream : List.of("orders", "payments", "orders-changelog")) {
      offsets.put(
          new SystemStreamPartition("kafka", stream, new Partition(task)),
          Long.toString(1_000_000_000L + offset));
    }
    return new CheckpointV1(offsets);
  }

  private void setTopic(String jobName, String key, String value) throws Exception {
    try (AdminClient admin = AdminClient.create(Map.of("bootstrap.servers", kafka))) {
      ConfigResource topic =
          new ConfigResource(
              ConfigResource.Type.TOPIC, "__samza_checkpoint_ver_1_for_" + jobName + "_1");
      AlterConfigOp set = new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET);
      admin.incrementalAlterConfigs(Map.of(topic, List.of(set))).all().get();
    }
  }

  private CheckpointManager stock(String jobName) throws ReflectiveOperationException {
    return stock(jobName, threads);
  }

  private CheckpointManager stock(String jobName, int tasks) throws ReflectiveOperationException {
    CheckpointManagerFactory factory =
        Class.forName(KAFKA_FACTORY)
            .asSubclass(CheckpointManagerFactory.class)
            .getConstructor()
            .newInstance();
    Map<String, String> config = new HashMap<>();
    config.put("job.name", jobName);
    config.put("task.checkpoint.factory", KAFKA_FACTORY);
    config.put("task.checkpoint.system", "kafka");
    config.put("task.checkpoint.replication.factor", "1");
    config.put("systems.kafka.samza.factory", "org.apache.samza.system.kafka.KafkaSystemFactory");
    config.put("systems.kafka.consumer.bootstrap.servers", kafka);
    config.put("systems.kafka.producer.bootstrap.servers", kafka);
    CheckpointManager manager =
        factory.getCheckpointManager(new MapConfig(config), new NoOpMetricsRegistry());
    manager.createResources();
    IntStream.range(0, tasks).forEach(task -> manager.register(name(task)));
    manager.start();
    return manager;
  }

  /** A job's tree with a processor that is ours. */
  private final class OwnedCheckpoints implements AutoCloseable {
    private final CuratorFramework client;
    private final JobTree tree;
    private final Fence fence;
    private final GroupCommit writes;
    private final Assignment assignment = new Assignment("0", "container_1", "localhost", 1, 1);
    private final ZkCheckpointManager manager;

    OwnedCheckpoints(CuratorFramework client) throws Exception {
      this.client = client;
      this.tree = new JobTree(client, JobPaths.of("/benchmarks", new JobId(job, "1")));
      String path = tree.paths().assignment("0");
      client.create().creatingParentsIfNeeded().forPath(path, Znodes.encode(assignment));
      String registration = tree.paths().worker("container_1");
      client.create().creatingParentsIfNeeded().forPath(registration, new byte[0]);
      this.fence = new Fence(path, 0).whileThereIs(registration);
      this.writes =
          new GroupCommit(
              client,
              fence,
              lost -> {
                throw lost;
              });
      this.manager = manager(threads);
    }

    private ZkCheckpointManager manager(int tasks) {
      ZkCheckpointManager opened =
          new ZkCheckpointManager(
              new OwnedTree(tree, writes, assignment), List.of((short) 1), false);
      IntStream.range(0, tasks).forEach(task -> opened.register(name(task)));
      opened.start();
      return opened;
    }

    /** The same content, fenced alike, in a multi of its own. The znodes are there already. */
    void writeAlone(int task, long offset) throws Exception {
      List<Input> inputs = new ArrayList<>();
      checkpoint(task, offset)
          .getOffsets()
          .forEach(
              (ssp, at) ->
                  inputs.add(
                      new Input(
                          ssp.getSystem(),
                          ssp.getStream(),
                          ssp.getPartition().getPartitionId(),
                          -1,
                          at)));
      CheckpointRecord record =
          new CheckpointRecord(
              name(task).getTaskName(),
              assignment.containerId(),
              assignment.epoch(),
              System.currentTimeMillis(),
              new TreeMap<>(Map.of(1, new Snapshot("", inputs, new TreeMap<>()))));
      String path = tree.paths().checkpoint(record.task());
      fence.commit(
          client, List.of(client.transactionOp().setData().forPath(path, Znodes.encode(record))));
    }

    void writeAll() {
      ZkCheckpointManager all = manager(READ_TASKS);
      ExecutorService pool = Executors.newFixedThreadPool(threads);
      List<CompletableFuture<Void>> made = new ArrayList<>();
      IntStream.range(0, READ_TASKS)
          .forEach(
              task ->
                  made.add(
                      CompletableFuture.runAsync(
                          () -> all.writeCheckpoint(name(task), checkpoint(task, 0)), pool)));
      made.forEach(CompletableFuture::join);
      pool.shutdown();
    }

    /** What a worker with all tasks does. */
    void readAll() {
      ZkCheckpointManager all = manager(READ_TASKS);
      for (int task = 0; task < READ_TASKS; task++) {
        if (!checkpoint(task, 0).equals(all.readLastCheckpoint(name(task)))) {
          throw new IllegalStateException("not the last checkpoint of " + name(task));
        }
      }
    }

    @Override
    public void close() {
      writes.close();
      try {
        client.delete().deletingChildrenIfNeeded().forPath(tree.paths().job());
      } catch (Exception e) {
        throw TreeException.of("delete " + tree.paths().job(), e);
      }
    }
  }
}
