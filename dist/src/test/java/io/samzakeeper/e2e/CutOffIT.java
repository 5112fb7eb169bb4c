package io.samzakeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Connections are cut while every process lives: all of the job's processes reach ZooKeeper, and
 * its AMs the ResourceManager, through proxies that can drop what single containers send. Row
 * numbers are those of the fault table in docs/testing.md.
 */
@ExtendWith(ClusterExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class CutOffIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Set<String> NOBODY = Set.of();
  private static final String SCHEDULER = "yarn.resourcemanager.scheduler.address";

  private Cluster cluster;
  private CutProxy zooKeeper;
  private CutProxy scheduler;
  private EchoJob echo;
  private Job job;

  @BeforeAll
  void startJob(Cluster shared) {
    cluster = shared;
    zooKeeper = new CutProxy(cluster.grid().zooKeeperConnect());
    scheduler = new CutProxy(cluster.hadoopConfiguration().get(SCHEDULER));
    String name = cluster.uniqueName("cut-off");
    JobConfig config =
        EchoJob.config(cluster, name, 4, 2)
            .with("cluster-manager.container.retry.count", "-1")
            .with("keeper.am.standby.count", "1")
            .with("keeper.am.rm.timeout.ms", "5000")
            .with("keeper.zk.connect", zooKeeper.address());
    job = Job.start(cluster, config, Map.of("HADOOP_CONF_DIR", clientConfiguration(name)));
    echo = EchoJob.attach(cluster, job, 4);
  }

  /** The grid's, but for the way to the RM that applications take. */
  private String clientConfiguration(String name) {
    Path copy = cluster.directory(name).resolve("hadoop");
    try (var files = Files.list(cluster.grid().hadoopConfDir())) {
      Files.createDirectories(copy);
      for (Path file : files.toList()) {
        String direct = cluster.hadoopConfiguration().get(SCHEDULER);
        String text = Files.readString(file).replace(direct, scheduler.address());
        Files.writeString(copy.resolve(file.getFileName()), text);
      }
      return copy.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterAll
  void stopJob() {
    try {
      if (echo != null) {
        echo.close();
      }
    } finally {
      zooKeeper.close();
      scheduler.close();
    }
  }

  /**
   * Row 33: the leader cannot speak to the RM, a standby could. It resigns, and the other one can
   * have a worker replaced.
   */
  @Test
  void leaderCutOffFromTheResourceManagerHandsOver() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    ContainerProcess leader = job.leaderProcess();
    int epoch = job.epoch();
    int dropped = scheduler.dropped();
    scheduler.cut(leader.containerId());
    try {
      before.get("0").kill();
      job.awaitNewLeader(epoch);
      job.awaitReplaced("0", before.get("0"));
      assertThat(leader.alive()).as("it has not gone on beside the new one").isFalse();
      assertThat(job.leader().value().candidateId()).doesNotStartWith(leader.containerId());
      assertThat(scheduler.dropped()).as("the cut was felt").isGreaterThan(dropped);
    } finally {
      scheduler.heal();
    }
    echo.checkInvariants(before, Set.of("0"));
  }

  /** Row 33, all of them: nobody can do better, so nobody hands over again and again. */
  @Test
  void allCutOffFromTheResourceManagerTryOnAndDoNoHarm() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    int epoch = job.epoch();
    job.awaitAllStanding();
    Set<String> containers =
        Set.of(job.leaderProcess().containerId(), job.standbyProcess().containerId());
    containers.forEach(scheduler::cut);
    try {
      job.awaitNewLeader(epoch);
      echo.checkNothingLost();
      echo.checkNoCollateral(before, NOBODY);
      assertThat(job.epoch()).as("hand-overs").isEqualTo(epoch + 1);
    } finally {
      scheduler.heal();
    }
    before.get("1").kill();
    job.awaitReplaced("1", before.get("1"));
    echo.checkInvariants(before, Set.of("1"));
  }

  /**
   * Row 34: the leader cannot speak to ZooKeeper, but to the RM and the NodeManagers. It must not
   * start or stop anything once another may lead; its workers, which do reach ZooKeeper, go on.
   */
  @Test
  void leaderCutOffFromZooKeeperStopsAndAnotherLeads() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    ContainerProcess leader = job.leaderProcess();
    int epoch = job.epoch();
    zooKeeper.cut(leader.containerId());
    try {
      job.awaitNewLeader(epoch);
      await("the old leader has ended").atMost(PATIENCE).until(() -> !leader.alive());
      before.get("0").kill();
      job.awaitReplaced("0", before.get("0"));
      assertThat(job.leader().value().candidateId()).doesNotStartWith(leader.containerId());
    } finally {
      zooKeeper.heal();
    }
    echo.checkInvariants(before, Set.of("0"));
  }

  /** Row 11: ZooKeeper is not heard for less than the session. The same leader goes on. */
  @Test
  void leaderCutOffFromZooKeeperForLessThanItsSessionLeadsOn() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    ContainerProcess leader = job.leaderProcess();
    int epoch = job.epoch();
    int attempts = cluster.resourceManager().attempts(job.applicationId());
    int dropped = zooKeeper.dropped();
    zooKeeper.cut(leader.containerId());
    try {
      before.get("1").kill();
      // It speaks at least every third of its session; what it says first is lost.
      await("the cut is felt").atMost(PATIENCE).until(() -> zooKeeper.dropped() > dropped);
    } finally {
      zooKeeper.heal();
    }
    job.awaitReplaced("1", before.get("1"));
    assertThat(job.epoch()).isEqualTo(epoch);
    assertThat(job.leaderProcess()).isEqualTo(leader);
    assertThat(cluster.resourceManager().attempts(job.applicationId())).isEqualTo(attempts);
    echo.checkInvariants(before, Set.of("1"));
  }

  /** Row 25: a worker cannot speak to ZooKeeper, but all else goes on. */
  @Test
  void workerCutOffFromZooKeeperStopsAndIsReplaced() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    ContainerProcess worker = before.get("0");
    zooKeeper.cut(worker.containerId());
    try {
      job.awaitReplaced("0", worker);
      await("the one that was cut off has ended").atMost(PATIENCE).until(() -> !worker.alive());
    } finally {
      zooKeeper.heal();
    }
    echo.checkInvariants(before, Set.of("0"));
  }
}
