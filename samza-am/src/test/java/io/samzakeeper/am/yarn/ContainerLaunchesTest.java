package io.samzakeeper.am.yarn;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.am.supervisor.Action.Launch;
import io.samzakeeper.job.ContainerRecord.Role;
import io.samzakeeper.job.LaunchSpec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.yarn.api.records.LocalResource;
import org.junit.jupiter.api.Test;

class ContainerLaunchesTest {
  private static final LaunchSpec WORKER =
      launch("run-worker", resource("__keeper", "worker.tar"), resource("__package", "job.tgz"));
  private static final LaunchSpec STANDBY = launch("run-am", resource("__keeper", "am.tar"));

  private final ContainerLaunches launches =
      new ContainerLaunches(
          WORKER, STANDBY, Map.of(), new Credentials(), new Text("candidates"), 5);

  @Test
  void aStandbysNodeFetchesWhatWorkersNeedBesideItsOwn() {
    Map<String, LocalResource> files = resources(Role.STANDBY);
    assertThat(files)
        .containsOnlyKeys("__keeper", "__for-workers-__keeper", "__for-workers-__package");
    assertThat(files.get("__keeper").getResource().getFile()).isEqualTo("/am.tar");
    // The same in all but the name, or the node would fetch it twice.
    assertThat(files.get("__for-workers-__package"))
        .isEqualTo(resources(Role.WORKER).get("__package"));
  }

  @Test
  void aWorkerGetsItsOwnOnly() {
    assertThat(resources(Role.WORKER)).containsOnlyKeys("__keeper", "__package");
  }

  private Map<String, LocalResource> resources(Role role) {
    return launches.context(new Launch("container", "node", role, "0", "")).getLocalResources();
  }

  private static LaunchSpec launch(String command, LaunchSpec.Resource... resources) {
    return new LaunchSpec(List.of(resources), new TreeMap<>(), command);
  }

  private static LaunchSpec.Resource resource(String name, String file) {
    return new LaunchSpec.Resource(name, "hdfs://nn/" + file, "ARCHIVE", "PRIVATE", 10, 20);
  }
}
