package io.samzakeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.job.WorkerRegistration;
import java.util.SortedMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Standby tasks, which keep a copy of the store on another host, and are promoted in place. */
@ExtendWith(ClusterExtension.class)
class StandbyTasksIT {
  private final Cluster cluster;

  StandbyTasksIT(Cluster cluster) {
    this.cluster = cluster;
  }

  /** In the same process, with the store where it is; and twice, as the next standby has to be. */
  @Test
  void theStandbyGoesOnWithTheStoreInTheSameProcess() {
    String name = cluster.uniqueName("standby-tasks");
    JobConfig config =
        ApisIT.wordCount(cluster, name)
            .with("job.standbytasks.replication.factor", "2")
            .with("cluster-manager.container.retry.count", "-1");
    cluster.topics().send(name + "-in", Topics.repeat("to be or not to be", 50));
    try (Job job = Job.start(cluster, config);
        Output output = new Output(cluster.topics(), name + "-out", 1)) {
      ApisIT.awaitContains(output.lines(), "be 100");
      for (int round = 1; round <= 2; round++) {
        SortedMap<String, ContainerProcess> before = job.awaitAllRunning();
        assertThat(before).containsOnlyKeys("0", "0-0");
        ContainerProcess standby = before.get("0-0");
        String host = ContainerProcesses.host(standby);
        assertThat(host)
            .as("host of the copy")
            .isNotEqualTo(ContainerProcesses.host(before.get("0")));

        before.get("0").kill();
        Awaitility.await("the standby's process runs processor 0")
            .atMost(SharedEchoJob.PATIENCE)
            .until(() -> standby.equals(job.workers().get("0")));

        cluster.topics().send(name + "-in", "to be");
        ApisIT.awaitContains(output.lines(), "be " + (100 + round));
        ContainerProcess next = job.awaitReplaced("0-0", standby);
        assertThat(next.containerId()).isNotEqualTo(standby.containerId());
        assertThat(job.registrations().get(standby.containerId()).value())
            .extracting(WorkerRegistration::processor, WorkerRegistration::host)
            .containsExactly("0", host);
      }
      assertThat(job.keeper("stop").requireExitCode(0).output())
          .contains("all tasks have committed");
    }
  }
}
