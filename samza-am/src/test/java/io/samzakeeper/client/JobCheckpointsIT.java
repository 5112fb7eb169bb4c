package io.samzakeeper.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.CheckpointRecord;
import io.samzakeeper.job.CheckpointRecord.Input;
import io.samzakeeper.job.CheckpointRecord.Snapshot;
import io.samzakeeper.job.InvalidConfigException;
import io.samzakeeper.job.JobId;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.Fence;
import io.samzakeeper.tree.FencedException;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.ZooKeeperConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes to the checkpoints of a job that does not run, on a real server. */
class JobCheckpointsIT {
  private TestingServer server;
  private CuratorFramework client;
  private JobTree tree;
  private JobCheckpoints checkpoints;

  @BeforeEach
  void start() throws Exception {
    server = new TestingServer();
    client = ZooKeeperConnection.forCommand(server.getConnectString(), Duration.ofSeconds(10));
    tree = new JobTree(client, JobPaths.of("/samza-keeper", new JobId("orders", "1")));
    checkpoints = new JobCheckpoints(tree);
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    server.close();
  }

  @Test
  void putAndRemove() throws Exception {
    checkpoints.put(List.of(record("a b", "1"), record("c", "2")), "me");
    checkpoints.put(List.of(record("c", "3")), "me");
    assertThat(checkpoints.all())
        .isEqualTo(Map.of("a b", record("a b", "1"), "c", record("c", "3")));
    checkpoints.remove(List.of("a b"), "me");
    assertThat(checkpoints.all()).containsOnlyKeys("c");
  }

  @Test
  void aTaskThatTheJobDoesNotHaveIsRefused() {
    assertThatThrownBy(() -> checkpoints.requireTasks(List.of("Partition 9")))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("TASK=Partition 9");
  }

  /** A worker of the last application, on a host that was cut off, say, must not write over it. */
  @Test
  void nobodyWhoHadTheTaskCanCommitAfterwards() throws Exception {
    String assignment = tree.paths().assignment("0");
    client
        .create()
        .creatingParentsIfNeeded()
        .forPath(assignment, Znodes.encode(new Assignment("0", "container_1", "host", 1, 1)));
    Fence fence = new Fence(assignment, tree.assignment("0").orElseThrow().version());
    fence.commit(client, List.of());

    checkpoints.put(List.of(record("c", "3")), "me");

    assertThatThrownBy(() -> fence.commit(client, List.of())).isInstanceOf(FencedException.class);
  }

  @Test
  void otherOffsetsInEveryVersionAndNothingElse() {
    Snapshot first =
        new Snapshot(
            "",
            List.of(new Input("kafka", "a.b", 0, -1, "1"), new Input("kafka", "a.b", 1, 2, "5")),
            new TreeMap<>());
    Snapshot second =
        new Snapshot(
            "id",
            first.inputs(),
            new TreeMap<>(Map.of("backend", new TreeMap<>(Map.of("store", "marker")))));
    CheckpointRecord before =
        new CheckpointRecord("t", "container_1", 3, 1, new TreeMap<>(Map.of(1, first, 2, second)));

    CheckpointRecord after = JobCheckpoints.with(before, Map.of("kafka.a.b/0", "9"), 77);

    assertThat(after.versions().get(1).inputs())
        .extracting(Input::offset)
        .containsExactly("9", "5");
    assertThat(after.versions().get(2).inputs())
        .extracting(Input::offset)
        .containsExactly("9", "5");
    assertThat(after.versions().get(2).state()).isEqualTo(second.state());
    assertThat(after.versions().get(2).id()).isEqualTo("id");
    assertThat(after.containerId()).isEmpty();
    assertThatThrownBy(() -> JobCheckpoints.with(before, Map.of("kafka.a.b/1", "9"), 77))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("INPUT=kafka.a.b/1")
        .hasMessageContaining("kafka.a.b/0, kafka.a.b/1/2");
  }

  private static CheckpointRecord record(String task, String offset) {
    Snapshot snapshot =
        new Snapshot("", List.of(new Input("kafka", "in", 0, -1, offset)), new TreeMap<>());
    return new CheckpointRecord(task, "", 0, 1, new TreeMap<>(Map.of(1, snapshot)));
  }
}
