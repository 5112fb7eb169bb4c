package io.samzakeeper.e2e;

import io.samzakeeper.e2e.BenchmarkFigures.Row;
import io.samzakeeper.e2e.BenchmarkFigures.Side;
import io.samzakeeper.e2e.RecordTail.Seen;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Events that befall workers while nothing is wrong with their AM. */
final class WorkerEvents {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Failures of a worker that follow each other are answered with pauses. */
  private static final Duration REST = Duration.ofSeconds(15);

  private static final Duration HOST_STOPPED_FOR = Duration.ofSeconds(30);

  /** What it has in mind it has done by then. */
  private static final Duration AFTER_WAKING = Duration.ofSeconds(20);

  private final BenchmarkCluster cluster;
  private final Victims victims = new Victims();

  WorkerEvents(BenchmarkCluster cluster) {
    this.cluster = cluster;
  }

  FailoverEvent killed(Row row) {
    return scene -> {
      ContainerProcess worker = scene.victim(victims.next(scene, any -> true).orElseThrow());
      long since = System.currentTimeMillis();
      worker.kill();
      scene.awaitVictims(row, since, PATIENCE);
      scene.job().output().observe(REST);
    };
  }

  /** By the command that people have; stock has none. */
  void moved(BenchmarkScene scene) throws IOException {
    int partition = victims.next(scene, any -> true).orElseThrow();
    Set<Integer> partitions = partitionsBeside(scene, partition);
    ContainerProcess worker = scene.victim(partition);
    long since = System.currentTimeMillis();
    cluster.keeper("restart", BenchmarkCluster.OUR_JOB, processorOf(scene, partition));
    if (scene.job().output().awaitOthers(partitions, Set.of(worker.pid()), PATIENCE).isEmpty()) {
      throw new IllegalStateException("partitions " + partitions + " were not moved");
    }
    scene.job().output().observe(Duration.ofSeconds(5));
    scene.report(WorkerRow.MOVED_GAP, scene.job().output().longestGap(partitions, since));
    scene.report(WorkerRow.MOVED_TWICE, scene.job().output().twice());
  }

  /** With its NodeManager; it wakes when others have its tasks. */
  void hostStopped(BenchmarkScene scene) throws IOException {
    BenchmarkJob job = scene.job();
    Set<String> sparedNodes = new LinkedHashSet<>();
    sparedNodes.add(node(job, job.leader().containerId()));
    for (ContainerProcess standby : job.standbys()) {
      sparedNodes.add(node(job, standby.containerId()));
    }
    Optional<Integer> partition =
        victims.next(scene, seen -> !sparedNodes.contains(node(job, seen.containerId())));
    if (partition.isEmpty()) {
      System.out.println("  left out: no worker is on a host without an AM");
      return;
    }
    String node = node(job, scene.before().get(partition.get()).containerId());
    Map<Long, ContainerProcess> there = new HashMap<>();
    for (ContainerProcess process : job.processes()) {
      if (node.equals(node(job, process.containerId()))) {
        there.put(process.pid(), process);
      }
    }
    scene.before().values().stream()
        .filter(seen -> there.containsKey(seen.pid()))
        .forEach(seen -> scene.victim(seen.partition()));
    long since = System.currentTimeMillis();
    try (StoppedHost host =
        new StoppedHost(cluster.nodeManager(node), List.copyOf(there.values()))) {
      host.stop();
      scene.awaitVictims(WorkerRow.HOST_STOPPED, since, PATIENCE);
      Duration left = HOST_STOPPED_FOR.minusMillis(System.currentTimeMillis() - since);
      job.output().observe(left.isNegative() ? Duration.ZERO : left);
    }
    job.output().observe(AFTER_WAKING);
    scene.report(WorkerRow.HOST_STOPPED_TWICE, job.output().twice());
    scene.report(WorkerRow.HOST_STOPPED_WRITERS, job.output().twoWriters());
  }

  void memory(BenchmarkScene scene) throws IOException {
    scene.job().output().observe(Duration.ofMinutes(1));
    for (ContainerProcess worker : workers(scene)) {
      scene.report(WorkerRow.MEMORY, worker.residentMegabytes());
    }
  }

  /**
   * Waits until each task has its state, and has had time to commit it; then the worker is killed.
   *
   * @param values how many each task is to have
   */
  FailoverEvent killedWithState(Row row, long values) {
    return scene -> {
      BenchmarkOutput output = scene.job().output();
      while (output.latest().values().stream().anyMatch(seen -> seen.count() < values)
          || output.latest().size() < BenchmarkOutput.PARTITIONS) {
        output.observe(Duration.ofSeconds(1));
      }
      output.observe(REST);
      BenchmarkScene filled = scene.again();
      killed(row).run(filled);
      filled.job().output().latest().values().forEach(seen -> requireWhole(seen, values));
    };
  }

  private static void requireWhole(Seen seen, long values) {
    if (seen.count() < values) {
      throw new IllegalStateException("state is lost: " + seen);
    }
  }

  private static Set<ContainerProcess> workers(BenchmarkScene scene) {
    Set<ContainerProcess> workers = new LinkedHashSet<>();
    for (Seen seen : scene.before().values()) {
      ContainerProcesses.in(seen.containerId()).stream()
          .filter(process -> process.pid() == seen.pid())
          .forEach(workers::add);
    }
    return workers;
  }

  private static Set<Integer> partitionsBeside(BenchmarkScene scene, int partition) {
    return scene.partitionsOf(Set.of(scene.before().get(partition).pid()));
  }

  private static String processorOf(BenchmarkScene scene, int partition) {
    if (scene.job().side() == Side.STOCK) {
      throw new IllegalStateException("stock has no planned move");
    }
    return scene.before().get(partition).processor();
  }

  private String node(BenchmarkJob job, String containerId) throws IOException {
    return cluster.logs().nodeOf(job.applicationId(), containerId);
  }
}
