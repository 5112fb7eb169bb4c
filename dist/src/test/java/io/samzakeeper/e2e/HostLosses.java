package io.samzakeeper.e2e;

import io.samzakeeper.e2e.BenchmarkFigures.Side;
import io.samzakeeper.e2e.RecordTail.Seen;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Events in which the AM's host stops: its NodeManager and the AM's processes. */
final class HostLosses {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Stock's containers were seen to stop after 157 s. */
  private static final Duration UNTIL_STOCK_STOPS = Duration.ofSeconds(200);

  /** A new leader has done by then what it does at first. */
  private static final Duration AFTERWARDS = Duration.ofSeconds(10);

  /** Long enough for a zombie to do what it has in mind. */
  private static final Duration AFTER_ZOMBIE = Duration.ofSeconds(40);

  private static final int MOST_MOVES = 4;

  private final BenchmarkCluster cluster;
  private final FailoverOptions options;
  private final Victims victims;

  HostLosses(BenchmarkCluster cluster, FailoverOptions options, Victims victims) {
    this.cluster = cluster;
    this.victims = victims;
    this.options = options;
  }

  void amStopped(BenchmarkScene scene) throws IOException {
    BenchmarkJob job = scene.job();
    Duration patience =
        job.side() == Side.OURS ? PATIENCE : options.isLong() ? UNTIL_STOCK_STOPS : options.hold();
    long since = System.currentTimeMillis();
    try (StoppedHost host = amHost(job)) {
      host.stop();
      scene.report(FailoverRow.HOST_STOPPED, since, job.awaitAllocation(since, patience));
      job.output().observe(AFTERWARDS);
      scene.report(FailoverRow.HOST_STOPPED_ENDED, scene.ended());
      scene.reportGap(since);
    }
  }

  /** A worker elsewhere is killed. */
  void workerKilled(BenchmarkScene scene) throws IOException {
    BenchmarkJob job = scene.job();
    String amNode = node(job, job.leader().containerId());
    Optional<Integer> partition =
        victims.next(scene, seen -> !node(job, seen.containerId()).equals(amNode));
    if (partition.isEmpty()) {
      System.out.println("  left out: every worker is on the AM's host");
      return;
    }
    ContainerProcess worker = scene.victim(partition.get());
    long since = System.currentTimeMillis();
    try (StoppedHost host = amHost(job)) {
      host.stop();
      worker.kill();
      scene.awaitVictims(FailoverRow.WORKER_KILLED_HOST_STOPPED, since, patience(job));
      job.output().observe(AFTERWARDS);
      scene.reportGap(since);
    }
  }

  /** A worker is on the same host, and all of it is lost. */
  void hostOfBothStopped(BenchmarkScene first) throws IOException {
    BenchmarkScene scene = withWorkerBesideTheLeader(first);
    BenchmarkJob job = scene.job();
    String amNode = node(job, job.leader().containerId());
    if (!isWorkerOn(scene, amNode)) {
      System.out.println("  left out: no worker is on the AM's host");
      return;
    }
    List<ContainerProcess> processes = new ArrayList<>();
    for (ContainerProcess process : job.processes()) {
      if (node(job, process.containerId()).equals(amNode)) {
        processes.add(process);
      }
    }
    for (int partition : scene.before().keySet()) {
      if (node(job, scene.before().get(partition).containerId()).equals(amNode)) {
        victims.harmed(scene, scene.victim(partition).pid());
      }
    }
    long since = System.currentTimeMillis();
    try (StoppedHost host = new StoppedHost(cluster.nodeManager(amNode), processes)) {
      host.stop();
      scene.awaitVictims(FailoverRow.HOST_OF_BOTH_STOPPED, since, patience(job));
      job.output().observe(AFTERWARDS);
      scene.reportGap(since);
    }
  }

  /** The AM goes on when another leads, and its NodeManager does not yet. */
  void zombie(BenchmarkScene scene) throws IOException {
    BenchmarkJob job = scene.job();
    if (job.side() == Side.STOCK && options.expiry().compareTo(Duration.ofMinutes(2)) > 0) {
      System.out.println("  left out for stock: no other AM leads before YARN's expiry");
      return;
    }
    long since = System.currentTimeMillis();
    try (StoppedHost host = amHost(job)) {
      host.stop();
      OptionalLong leads =
          job.awaitAllocation(since, PATIENCE.plus(options.expiry().multipliedBy(2)));
      if (leads.isEmpty()) {
        System.out.println("  no other AM has come to lead");
        return;
      }
      job.output().observe(AFTERWARDS);
      host.resumeProcesses();
      job.output().observe(AFTER_ZOMBIE);
      scene.report(FailoverRow.ZOMBIE_ENDED, scene.ended());
      scene.report(FailoverRow.ZOMBIE_TWO_WRITERS, job.output().twoWriters());
      scene.reportGap(since);
    }
  }

  private Duration patience(BenchmarkJob job) {
    return job.side() == Side.OURS ? PATIENCE : options.hold();
  }

  private StoppedHost amHost(BenchmarkJob job) throws IOException {
    String container = job.leader().containerId();
    return new StoppedHost(
        cluster.nodeManager(node(job, container)), ContainerProcesses.in(container));
  }

  /** Has another candidate lead if that one is on a worker's host; else a worker is moved. */
  private BenchmarkScene withWorkerBesideTheLeader(BenchmarkScene first) throws IOException {
    BenchmarkScene scene = first;
    for (int tries = 0; tries < MOST_MOVES; tries++) {
      BenchmarkJob job = scene.job();
      ContainerProcess leader = job.leader();
      if (isWorkerOn(scene, node(job, leader.containerId()))) {
        return scene;
      }
      boolean led = leader.containerId().equals(job.amContainer());
      if (tries > 0 || !job.leadFromAm(!led)) {
        int partition = victims.next(scene, seen -> true).orElseThrow();
        ContainerProcess moved = scene.victim(partition);
        moved.kill();
        job.output().awaitOthers(List.of(partition), Set.of(moved.pid()), PATIENCE);
      }
      scene = scene.again();
    }
    return scene;
  }

  private boolean isWorkerOn(BenchmarkScene scene, String node) throws IOException {
    for (Seen seen : scene.before().values()) {
      if (node(scene.job(), seen.containerId()).equals(node)) {
        return true;
      }
    }
    return false;
  }

  private String node(BenchmarkJob job, String containerId) throws IOException {
    return cluster.logs().nodeOf(job.applicationId(), containerId);
  }
}
