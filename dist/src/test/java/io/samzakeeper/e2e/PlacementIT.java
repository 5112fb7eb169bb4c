package io.samzakeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.samzakeeper.job.Application;
import io.samzakeeper.tree.Versioned;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** Processors on the hosts where somebody, or their stores, want them; and the end of it all. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PlacementIT extends SharedEchoJob {
  private static final List<String> HOSTS = List.of("127.0.0.2", "127.0.0.3", "127.0.0.4");

  @Override
  EchoJob start() {
    UnaryOperator<JobConfig> adjustment =
        config ->
            config
                .with("cluster-manager.container.retry.count", "-1")
                .with("job.host-affinity.enabled", "true")
                // Longer than anything here takes on a busy machine: it is the host that counts.
                .with("cluster-manager.container.request.timeout.ms", "60000")
                .with("keeper.am.standby.count", "1");
    return EchoJob.start(cluster, "placement", 4, 2, adjustment);
  }

  @Test
  @Order(1)
  void aProcessorIsMovedToAHostAndNothingIsProcessedTwice() {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    job.awaitAllStanding();
    int twice = echo.echoes().repeated();
    String host = otherThan(ContainerProcesses.host(before.get("0")));

    String said = job.keeper("move", "0", "--to", host).requireExitCode(0).output();

    assertThat(said).contains("processor 0 runs in", " on " + host + ", no more in");
    assertThat(ContainerProcesses.host(job.workers().get("0"))).isEqualTo(host);
    echo.checkInvariants(before, Set.of("0"));
    assertThat(echo.echoes().repeated()).as("records processed twice").isEqualTo(twice);

    assertThat(job.keeper("move", "0", "--to", host).requireExitCode(0).output())
        .contains("runs on " + host + " already");
    assertThat(job.keeper("move", "0", "--to", "nowhere").requireExitCode(2).output())
        .contains("--to=nowhere", HOSTS.toString());
  }

  /**
   * The leader dies when it has been told of the wish, and once more when another container is on
   * its way: the next one finds the wish, and what its predecessor has left, and does it once.
   */
  @Test
  @Tag("long")
  @Order(2)
  void aMoveIsDoneOnceOrNotAtAllWhereTheLeaderDiesInTheMiddle() throws Exception {
    dieInTheMiddleOfAMove(serving -> !job.tree().children(job.tree().paths().restarts()).isEmpty());
    dieInTheMiddleOfAMove(
        serving ->
            job.containers().values().stream()
                .map(Versioned::value)
                .filter(row -> !row.containerId().equals(serving.containerId()))
                .anyMatch(row -> row.processor().equals("0") && row.standsReady()));
  }

  private void dieInTheMiddleOfAMove(Predicate<ContainerProcess> moment) throws Exception {
    SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
    ContainerProcess leader = job.leaderProcess();
    int epoch = job.epoch();
    int version = job.assignments().get("0").version();
    int twice = echo.echoes().repeated();
    String host = otherThan(ContainerProcesses.host(before.get("0")));
    CompletableFuture<Command.Result> move =
        CompletableFuture.supplyAsync(() -> job.keeper("move", "0", "--to", host));
    await("the moment")
        .pollInterval(Duration.ofMillis(5))
        .atMost(PATIENCE)
        .until(() -> moment.test(before.get("0")));
    leader.kill();
    job.awaitNewLeader(epoch);

    Command.Result result = move.get(3, TimeUnit.MINUTES);

    echo.checkInvariants(before, Set.of("0"));
    boolean isDone = ContainerProcesses.host(job.workers().get("0")).equals(host);
    assertThat(result.exitCode()).as(result.output()).isEqualTo(isDone ? 0 : 7);
    assertThat(job.assignments().get("0").version())
        .as("once or not at all")
        .isEqualTo(isDone ? version + 1 : version);
    assertThat(echo.echoes().repeated()).as("records processed twice").isEqualTo(twice);
  }

  /** With host affinity; the cluster has room elsewhere, and YARN would spread. */
  @Test
  @Tag("long")
  @Order(3)
  void aWorkerThatIsKilledComesBackToItsHost() {
    for (String processor : List.of("0", "1")) {
      SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
      String host = ContainerProcesses.host(before.get(processor));
      before.get(processor).kill();
      ContainerProcess after = job.awaitReplaced(processor, before.get(processor));

      assertThat(ContainerProcesses.host(after)).isEqualTo(host);
      echo.checkInvariants(before, Set.of(processor));
    }
  }

  /** Last: every record that was processed is committed, so that the next run repeats none. */
  @Test
  @Order(4)
  void aJobThatIsStoppedHasCommittedAllAndGoesOnWhereItWas() {
    job.awaitAllRunning();
    job.awaitAllStanding();
    String application = job.applicationId();
    int twice = echo.echoes().repeated();

    String said = job.keeper("stop").requireExitCode(0).output();

    assertThat(said).contains("is asked to stop", "SUCCEEDED", "all tasks have committed");
    assertThat(job.application().state()).isEqualTo(Application.State.SUCCEEDED);
    Job.awaitGone(application);
    assertThat(job.keeper("stop").requireExitCode(6).output()).contains("does not run");

    job.run("--operation=run").requireExitCode(0);
    job.awaitAllRunning();
    echo.checkNothingLost();
    assertThat(echo.echoes().repeated()).as("records processed twice").isEqualTo(twice);
  }

  /** As by the command, by the page's button; the drained one is in WebIT and ApisIT. */
  @Test
  @Order(5)
  @ExtendWith(BrowserExtension.class)
  void aJobIsStoppedByThePagesButton() {
    job.awaitAllRunning();
    int twice = echo.echoes().repeated();
    String application = job.applicationId();
    try (Browser browser = Browser.start()) {
      browser.open(
          cluster.grid().resourceManagerUi() + "/proxy/" + application + "/?user.name=operator");
      browser.click("#stop");
      browser.awaitText("Stop the job?");
      assertThat(job.application().state())
          .as("not confirmed")
          .isEqualTo(Application.State.RUNNING);
      browser.click("#confirm");
      await("the job has ended")
          .atMost(PATIENCE)
          .until(() -> job.application().state() == Application.State.SUCCEEDED);
      Job.awaitGone(application);
    }
    assertThat(echo.echoes().repeated()).as("records processed twice").isEqualTo(twice);
  }

  private static String otherThan(String host) {
    return HOSTS.stream().filter(other -> !other.equals(host)).findFirst().orElseThrow();
  }
}
