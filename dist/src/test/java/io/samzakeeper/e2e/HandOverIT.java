package io.samzakeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.samzakeeper.job.Application;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Planned hand-overs, who follows them, and the end of a job that has standbys. */
@ExtendWith(ClusterExtension.class)
class HandOverIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Half a second is what it takes on a machine that has nothing else to do. */
  private static final Duration BOUND = Duration.ofSeconds(3);

  /** Of the fault table's row 37. */
  private static final Duration GONE = Duration.ofSeconds(10);

  /** What is wanted is 10 s; it includes the start of another AM. */
  private static final Duration GONE_ON_A_BUSY_MACHINE = Duration.ofSeconds(25);

  /** Until pages and the tracking URL follow a new leader. */
  private static final Duration FOLLOWS = Duration.ofSeconds(2);

  private static final Set<String> NOBODY = Set.of();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Cluster cluster;

  HandOverIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void theLeadGoesToAnotherAndNothingRestarts() {
    try (EchoJob echo = start("hand-over", 1)) {
      Job job = echo.job();
      SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
      int attempts = attempts(job);
      List<Long> millis = new ArrayList<>();
      for (int round = 0; round < 4; round++) {
        job.awaitAllStanding();
        String from = job.leader().value().candidateId();
        int epoch = job.epoch();
        JsonNode done = json(keeper(0, "failover", job.id().name(), "--json"));
        assertThat(done.path("from").asText()).isEqualTo(from);
        assertThat(done.path("to").asText())
            .isEqualTo(job.leader().value().candidateId())
            .isNotEqualTo(from);
        assertThat(done.path("epoch").asInt()).isEqualTo(job.epoch()).isEqualTo(epoch + 1);
        millis.add(done.path("millis").asLong());
        awaitPageOfLeader(job);
      }
      System.out.println("hand-overs took " + millis + " ms");
      assertThat(millis)
          .as("on a machine that may be busy")
          .allMatch(took -> took < BOUND.toMillis());
      assertThat(attempts(job)).isEqualTo(attempts);
      echo.checkInvariants(before, NOBODY);
    }
  }

  /** By host and by container; the one before it in the election goes to the end of it. */
  @Test
  @Tag("long")
  void theLeadGoesToWhoIsWanted() {
    try (EchoJob echo = start("hand-over-to", 2)) {
      Job job = echo.job();
      SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
      for (int round = 0; round < 2; round++) {
        job.awaitAllStanding();
        String leader = job.leader().value().candidateId();
        String last =
            json(status(job)).findParents("candidate").stream()
                .map(node -> node.path("candidate").asText())
                .reduce((first, second) -> second)
                .orElseThrow();
        String wanted = last.substring(0, last.indexOf('/'));
        String output = keeper(0, "failover", job.id().name() + "-1", "--to", wanted).output();
        assertThat(output).contains(leader + " -> " + last);
        assertThat(job.leader().value().candidateId()).isEqualTo(last);
      }
      job.awaitAllStanding();
      Command.Result nobody = keeper(2, "failover", job.id().name(), "--to", "container_0_0");
      assertThat(nobody.output()).contains("container_0_0", "(leads)").contains(job.standing());
      Command.Result itself =
          keeper(2, "failover", job.id().name(), "--to", job.leader().value().candidateId());
      assertThat(itself.output()).contains("leads already");
      echo.checkInvariants(before, NOBODY);
    }
  }

  /** A standby whose JVM is stopped keeps its place until its session ends: it must not lead. */
  @Tag("long")
  @Test
  void theLeadDoesNotGoToAStandbyThatHangs() {
    // Longer than a command takes to start on a machine that is busy.
    try (EchoJob echo = start("hand-over-hung", 1, "20000")) {
      Job job = echo.job();
      ContainerProcess standby = job.standbyProcess();
      String leader = job.leader().value().candidateId();
      int epoch = job.epoch();
      standby.pause();
      try {
        assertThat(keeper(7, "failover", job.id().name()).output())
            .contains(standby.containerId(), "hangs");
      } finally {
        standby.resume();
      }
      assertThat(job.leader().value().candidateId()).isEqualTo(leader);
      assertThat(job.epoch()).isEqualTo(epoch);
    }
  }

  @Test
  @Tag("long")
  void withoutStandbysItIsRefusedWithTheReason() {
    try (EchoJob echo = start("hand-over-alone", 0)) {
      Job job = echo.job();
      int epoch = job.epoch();
      assertThat(keeper(7, "failover", job.applicationId()).output())
          .contains("keeper.am.standby.count=0");
      assertThat(job.epoch()).isEqualTo(epoch);
      assertThat(keeper(2, "failover", "no-such-job").output())
          .contains("JOB=no-such-job", job.id().name() + "-1");
    }
  }

  /** Row 37. */
  @Tag("long")
  @Test
  void aJobKilledDuringAFailoverIsGone() {
    try (EchoJob echo = start("killed-in-failover", 1)) {
      Job job = echo.job();
      job.awaitAllStanding();
      String application = job.applicationId();
      job.leaderProcess().kill();
      job.run("--operation=kill").requireExitCode(0);
      awaitGone(application);
      assertThat(job.application().state()).isEqualTo(Application.State.KILLED);
      assertThat(keeper(6, "failover", job.id().name()).output()).contains("does not run");
    }
  }

  /** Row 37, with a container that YARN regards as the AM and that does nothing any more. */
  @Tag("long")
  @Test
  void aJobKilledWhileItsAmHangsIsGone() {
    try (EchoJob echo = start("killed-while-hung", 1)) {
      Job job = echo.job();
      job.awaitAllStanding();
      String application = job.applicationId();
      hang(job.leaderProcess().containerId());
      job.run("--operation=kill").requireExitCode(0);
      awaitGone(application);
    }
  }

  /** Whoever leads at the end, YARN's AM or another. */
  @Test
  void aJobThatCompletesTakesItsStandbysWithIt() {
    for (boolean elsewhere : List.of(false, true)) {
      String name = cluster.uniqueName("completes");
      JobConfig config = EchoJob.config(cluster, name, 4, 2).with("keeper.am.standby.count", "1");
      cluster.topics().send(name + "-in", "0", "0", "0", "0");
      try (Job job = Job.start(cluster, config)) {
        job.awaitAllStanding();
        String application = job.applicationId();
        if (elsewhere) {
          keeper(0, "failover", name);
          job.awaitAllStanding();
        }
        cluster.topics().sendToAll(name + "-in", "end");
        await("the end is decided")
            .atMost(PATIENCE)
            .until(() -> job.application().state() == Application.State.SUCCEEDED);
        awaitGone(application);
        assertThat(cluster.resourceManager().application(application).path("finalStatus").asText())
            .isEqualTo("SUCCEEDED");
      }
    }
  }

  /** Row 37. YARN itself would wait for that AM until it expires. */
  @Tag("long")
  @Test
  void aJobThatCompletesWhileYarnsAmHangsIsGone() {
    String name = cluster.uniqueName("completes-while-hung");
    JobConfig config = EchoJob.config(cluster, name, 4, 2).with("keeper.am.standby.count", "1");
    try (Job job = Job.start(cluster, config)) {
      job.awaitAllStanding();
      String application = job.applicationId();
      int epoch = job.epoch();
      hang(job.leaderProcess().containerId());
      job.awaitNewLeader(epoch);
      cluster.topics().sendToAll(name + "-in", "end");
      await("the end is decided")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(100))
          .until(() -> job.application().state() == Application.State.SUCCEEDED);
      long decided = System.currentTimeMillis();
      awaitGone(application);
      long took = System.currentTimeMillis() - decided;
      System.out.println(application + " was gone " + took + " ms after its last task");
      assertThat(Duration.ofMillis(took)).isLessThan(GONE_ON_A_BUSY_MACHINE);
      assertThat(cluster.resourceManager().application(application).path("finalStatus").asText())
          .isEqualTo("SUCCEEDED");
    }
  }

  /** Row 39: the status shows who stands by and who leads, over a failover. */
  @Test
  @Tag("long")
  void statusShowsTheStandbysAndTheNewLeader() {
    try (EchoJob echo = start("status-follows", 1)) {
      Job job = echo.job();
      job.awaitAllStanding();
      String standby = job.standbyProcess().containerId();
      assertThat(job.run("--operation=status").requireExitCode(0).output())
          .contains("AM stands by: " + standby);
      JsonNode before = json(status(job));
      assertThat(before.path("standbysWanted").asInt()).isEqualTo(1);
      assertThat(before.at("/candidates/0/role").asText()).isEqualTo("LEADER");
      assertThat(before.at("/candidates/1/containerId").asText()).isEqualTo(standby);
      assertThat(before.at("/candidates/1/onLeadersNode").asBoolean()).isFalse();
      int epoch = job.epoch();
      job.leaderProcess().kill();
      job.awaitNewLeader(epoch);
      JsonNode after = json(status(job));
      assertThat(after.at("/leader/candidateId").asText()).startsWith(standby + "/");
      assertThat(after.path("epoch").asInt()).isGreaterThan(epoch);
    }
  }

  private EchoJob start(String name, int standbys) {
    return start(name, standbys, "6000");
  }

  private EchoJob start(String name, int standbys, String sessionMillis) {
    return EchoJob.start(
        cluster,
        name,
        4,
        2,
        config ->
            config
                .with("keeper.am.standby.count", Integer.toString(standbys))
                .with("keeper.zk.session.timeout.ms", sessionMillis));
  }

  private Command.Result keeper(int exitCode, String... arguments) {
    Map<String, String> environment =
        Map.of("KEEPER_ZK_CONNECT", cluster.grid().zooKeeperConnect());
    return cluster
        .product()
        .run("keeper", environment, List.of(arguments))
        .requireExitCode(exitCode);
  }

  private Command.Result status(Job job) {
    return keeper(0, "status", job.id().name(), "--json");
  }

  /** But for YARN's own shell around its processes, which YARN itself would wait for. */
  private static void hang(String containerId) {
    ContainerProcesses.in(containerId).stream()
        .filter(process -> process.kind() != ContainerProcess.Kind.OTHER)
        .forEach(ContainerProcess::pause);
  }

  /** Through the ResourceManager's proxy, as people come. */
  private void awaitPageOfLeader(Job job) {
    int epoch = job.epoch();
    await("the page shows epoch " + epoch)
        .atMost(FOLLOWS)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              ResourceManager.Page page =
                  cluster.resourceManager().get("/proxy/" + job.applicationId() + "/api/v1/status");
              return page.status() == 200
                  && JSON.readTree(page.body()).path("leading").asBoolean()
                  && JSON.readTree(page.body()).path("epoch").asInt() == epoch;
            });
  }

  /** Counted from when YARN regards the application as ended. */
  private void awaitGone(String application) {
    await("nothing of " + application + " runs any more")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> ContainerProcesses.of(application).isEmpty());
    long now = System.currentTimeMillis();
    long ended = cluster.resourceManager().application(application).path("finishedTime").asLong();
    assertThat(ended).isPositive();
    System.out.println(application + " was gone after " + (now - ended) + " ms");
    assertThat(Duration.ofMillis(now - ended)).isLessThan(GONE);
  }

  private int attempts(Job job) {
    return cluster.resourceManager().attempts(job.applicationId());
  }

  /** What a command wrote may begin with lines for people. */
  private static JsonNode json(Command.Result result) {
    try {
      return JSON.readTree(result.output().substring(result.output().indexOf('{')));
    } catch (IOException e) {
      throw new UncheckedIOException(result.output(), e);
    }
  }
}
