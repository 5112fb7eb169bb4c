package io.samzakeeper.e2e;

import io.samzakeeper.e2e.BenchmarkFigures.Row;
import io.samzakeeper.e2e.ContainerProcess.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** Events in which a process of the AM ends. */
final class LeaderKills {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration AFTERWARDS = Duration.ofSeconds(5);
  private static final Duration BETWEEN_TWO = Duration.ofSeconds(5);

  /** Stock's containers ended up to half a minute after the second kill. */
  private static final Duration AFTER_TWO = Duration.ofSeconds(45);

  private final Victims victims;

  LeaderKills(Victims victims) {
    this.victims = victims;
  }

  void leaderKilled(BenchmarkScene scene) throws IOException {
    ContainerProcess leader = scene.job().leader();
    long since = System.currentTimeMillis();
    leader.kill();
    scene.report(FailoverRow.LEADER_KILLED, since, scene.job().awaitAllocation(since, PATIENCE));
    finish(scene, since);
  }

  FailoverEvent amKilled(Row row, boolean leading) {
    return scene -> {
      String am = scene.job().amContainer();
      long since = System.currentTimeMillis();
      killContainer(am);
      scene.report(
          row, since, scene.job().awaitAttempt(BenchmarkJob.attemptOf(am) + 1, since, PATIENCE));
      finish(scene, since);
      // Said last: what was measured is only what it is called if this held.
      if (!leading && scene.job().leader().containerId().equals(scene.job().amContainer())) {
        System.out.println("  the leader has changed, which was not meant to happen");
      }
    };
  }

  void handedOver(BenchmarkScene scene) throws IOException {
    long since = System.currentTimeMillis();
    OptionalLong took = scene.job().handOver();
    if (took.isPresent()) {
      scene.report(FailoverRow.HAND_OVER, took.getAsLong());
      finish(scene, since);
    }
  }

  void leaderTerminated(BenchmarkScene scene) throws IOException {
    long since = System.currentTimeMillis();
    if (scene.job().terminateLeader()) {
      scene.report(
          FailoverRow.LEADER_TERMINATED, since, scene.job().awaitAllocation(since, PATIENCE));
      finish(scene, since);
    }
  }

  void twoLeadersKilled(BenchmarkScene scene) throws IOException {
    long since = System.currentTimeMillis();
    scene.job().leader().kill();
    scene.job().output().observe(BETWEEN_TWO);
    scene.job().leader().kill();
    scene.job().output().observe(AFTER_TWO);
    scene.report(FailoverRow.TWO_LEADERS_KILLED, scene.ended());
    scene.reportGap(since);
  }

  void leaderAndWorkerKilled(BenchmarkScene scene) throws IOException {
    ContainerProcess leader = scene.job().leader();
    ContainerProcess worker = scene.victim(victims.next(scene, any -> true).orElseThrow());
    long since = System.currentTimeMillis();
    leader.kill();
    worker.kill();
    scene.awaitVictims(FailoverRow.LEADER_AND_WORKER_KILLED, since, PATIENCE);
    finish(scene, since);
  }

  void amAndWorkerKilled(BenchmarkScene scene) throws IOException {
    String am = scene.job().amContainer();
    ContainerProcess worker = scene.victim(victims.next(scene, any -> true).orElseThrow());
    long since = System.currentTimeMillis();
    killContainer(am);
    worker.kill();
    scene.awaitVictims(FailoverRow.AM_AND_WORKER_KILLED, since, PATIENCE);
    finish(scene, since);
  }

  private static void finish(BenchmarkScene scene, long since) throws IOException {
    scene.job().output().observe(AFTERWARDS);
    scene.reportGap(since);
  }

  /** Every process at once: a shell that outlived its JVM would start another. */
  private static void killContainer(String containerId) {
    List<ContainerProcess> all = ContainerProcesses.in(containerId);
    all.stream().filter(process -> process.kind() == Kind.LAUNCHER).forEach(ContainerProcess::kill);
    all.forEach(ContainerProcess::kill);
  }

  /** Resident memory, in rest. */
  static void memory(BenchmarkScene scene) throws IOException {
    scene.job().output().observe(Duration.ofMinutes(1));
    scene.report(FailoverRow.LEADER_MEMORY, scene.job().leader().residentMegabytes());
    for (ContainerProcess standby : scene.job().standbys()) {
      scene.report(FailoverRow.STANDBY_MEMORY, standby.residentMegabytes());
    }
  }
}
