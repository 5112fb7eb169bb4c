package io.samzakeeper.e2e;

import io.samzakeeper.e2e.ContainerProcess.Kind;
import io.samzakeeper.e2e.FailoverFigures.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  void leaderKilled(FailoverScene scene) throws IOException {
    ContainerProcess leader = scene.job().leader();
    long since = System.currentTimeMillis();
    leader.kill();
    scene.report(Row.LEADER_KILLED, since, scene.job().awaitAllocation(since, PATIENCE));
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

  void handedOver(FailoverScene scene) throws IOException {
    long since = System.currentTimeMillis();
    OptionalLong took = scene.job().handOver();
    if (took.isPresent()) {
      scene.report(Row.HAND_OVER, took.getAsLong());
      finish(scene, since);
    }
  }

  void leaderTerminated(FailoverScene scene) throws IOException {
    long since = System.currentTimeMillis();
    if (scene.job().terminateLeader()) {
      scene.report(Row.LEADER_TERMINATED, since, scene.job().awaitAllocation(since, PATIENCE));
      finish(scene, since);
    }
  }

  void twoLeadersKilled(FailoverScene scene) throws IOException {
    long since = System.currentTimeMillis();
    scene.job().leader().kill();
    scene.job().output().observe(BETWEEN_TWO);
    scene.job().leader().kill();
    scene.job().output().observe(AFTER_TWO);
    scene.report(Row.TWO_LEADERS_KILLED, scene.ended());
    scene.reportGap(since);
  }

  void leaderAndWorkerKilled(FailoverScene scene) throws IOException {
    ContainerProcess leader = scene.job().leader();
    ContainerProcess worker = scene.victim(victims.next(scene, any -> true).orElseThrow());
    long since = System.currentTimeMillis();
    leader.kill();
    worker.kill();
    scene.awaitVictims(Row.LEADER_AND_WORKER_KILLED, since, PATIENCE);
    finish(scene, since);
  }

  void amAndWorkerKilled(FailoverScene scene) throws IOException {
    String am = scene.job().amContainer();
    ContainerProcess worker = scene.victim(victims.next(scene, any -> true).orElseThrow());
    long since = System.currentTimeMillis();
    killContainer(am);
    worker.kill();
    scene.awaitVictims(Row.AM_AND_WORKER_KILLED, since, PATIENCE);
    finish(scene, since);
  }

  private static void finish(FailoverScene scene, long since) throws IOException {
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
  static void memory(FailoverScene scene) throws IOException {
    scene.job().output().observe(Duration.ofMinutes(1));
    scene.report(Row.LEADER_MEMORY, megabytes(scene.job().leader()));
    for (ContainerProcess standby : scene.job().standbys()) {
      scene.report(Row.STANDBY_MEMORY, megabytes(standby));
    }
  }

  private static long megabytes(ContainerProcess process) throws IOException {
    OptionalLong kilobytes =
        Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst();
    return Math.round(kilobytes.orElseThrow() / 1024.0);
  }
}
