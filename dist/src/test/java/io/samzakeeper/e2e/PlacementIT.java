package io.samzakeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.job.Application;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

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

  /** With host affinity; the cluster has room elsewhere, and YARN would spread. */
  @Test
  @Order(2)
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
  @Order(3)
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

  @Test
  @Order(4)
  void aJobThatIsDrainedCompletes() {
    job.awaitAllRunning();
    int twice = echo.echoes().repeated();

    String said = job.keeper("drain").requireExitCode(0).output();

    assertThat(said).contains("is asked to drain", "2 of 2 processors completed");
    assertThat(echo.echoes().repeated()).as("records processed twice").isEqualTo(twice);
  }

  private static String otherThan(String host) {
    return HOSTS.stream().filter(other -> !other.equals(host)).findFirst().orElseThrow();
  }
}
