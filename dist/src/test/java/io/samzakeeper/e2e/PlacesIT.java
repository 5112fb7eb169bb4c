package io.samzakeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.e2e.ContainerProcess.Kind;
import io.samzakeeper.grid.GridOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.client.cli.RMAdminCLI;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Racks and node labels, on a grid whose ResourceManager has both: nm1 and nm2 share a rack. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlacesIT {
  private static final String FIRST = "127.0.0.2";
  private static final String SECOND = "127.0.0.3";
  private static final String OTHER_RACK = "127.0.0.4";
  private static final String LABEL = "fast";

  private Cluster cluster;

  @BeforeAll
  void startCluster() throws IOException {
    Path work = Files.createDirectories(BuildOutput.work().resolve("places"));
    Path racks = work.resolve("racks");
    Files.writeString(racks, FIRST + " /rack1\n" + SECOND + " /rack1\n" + OTHER_RACK + " /rack2\n");
    String queue = "yarn.scheduler.capacity.root.default.accessible-node-labels";
    Map<String, String> yarn =
        Map.of(
            "net.topology.node.switch.mapping.impl",
            "org.apache.hadoop.net.TableMapping",
            "net.topology.table.file.name",
            racks.toString(),
            "yarn.node-labels.enabled",
            "true",
            "yarn.node-labels.fs-store.root-dir",
            work.resolve("labels").toUri().toString(),
            "yarn.scheduler.capacity.root.accessible-node-labels",
            "*",
            "yarn.scheduler.capacity.root.accessible-node-labels." + LABEL + ".capacity",
            "100",
            queue,
            "*",
            queue + "." + LABEL + ".capacity",
            "100");
    cluster = Cluster.start(work, GridOptions.DEFAULT.withYarnProperties(yarn));
  }

  @AfterAll
  void stopCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  /** Of three nodes one is in the other rack: that is no chance in both directions. */
  @Test
  void standbyTasksAreInAnotherRackThanTheActiveOnes() {
    String name = cluster.uniqueName("racks");
    JobConfig config =
        ApisIT.wordCount(cluster, name)
            .with("job.standbytasks.replication.factor", "2")
            .with("cluster-manager.fault-domain-aware.standby.enabled", "true")
            .with("cluster-manager.container.retry.count", "-1");
    try (Job job = Job.start(cluster, config)) {
      for (String host : new String[] {FIRST, OTHER_RACK, SECOND}) {
        job.keeper("move", "0", "--to", host).requireExitCode(0);
        ContainerProcess standby = job.awaitAllRunning().get("0-0");
        standby.kill();

        assertThat(rack(job.awaitReplaced("0-0", standby)))
            .as("rack of the copy of what runs on %s", host)
            .isNotEqualTo(rack(job.awaitAllRunning().get("0")));
      }
    }
  }

  /** Without a label nothing gets onto a node that has one of its own. */
  @Test
  void workersAreOnNodesWithTheirLabelAndComeBackThere() throws Exception {
    admin("-addToClusterNodeLabels", LABEL + "(exclusive=true)");
    admin("-replaceLabelsOnNode", OTHER_RACK + "=" + LABEL);
    try (EchoJob echo =
        EchoJob.start(
            cluster,
            "labels",
            2,
            2,
            config ->
                config
                    .with("yarn.container.label", LABEL)
                    .with("job.host-affinity.enabled", "true")
                    .with("cluster-manager.container.retry.count", "-1"))) {
      Job job = echo.job();
      SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
      before.get("0").kill();
      job.awaitReplaced("0", before.get("0"));

      assertThat(job.awaitAllRunning().values())
          .extracting(ContainerProcesses::host)
          .containsOnly(OTHER_RACK);
      assertThat(job.processes())
          .filteredOn(process -> process.kind() == Kind.CANDIDATE)
          .extracting(ContainerProcesses::host)
          .isNotEmpty()
          .doesNotContain(OTHER_RACK);
    } finally {
      admin("-replaceLabelsOnNode", OTHER_RACK + "=");
      admin("-removeFromClusterNodeLabels", LABEL);
    }
  }

  private static String rack(ContainerProcess process) {
    return ContainerProcesses.host(process).equals(OTHER_RACK) ? "/rack2" : "/rack1";
  }

  private void admin(String... command) throws Exception {
    Configuration configuration = new YarnConfiguration(cluster.hadoopConfiguration());
    assertThat(new RMAdminCLI(configuration).run(command)).isZero();
  }
}
