package io.samzakeeper.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.samzakeeper.job.InvalidConfigException;
import io.samzakeeper.job.JobConfig;
import java.nio.file.Path;
import java.util.Map;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Addresses with a chroot, against a real ZooKeeper server. */
class ZooKeeperOfCommandsIT {
  /** Where a submission keeps its user's secret. */
  @TempDir private Path staging;

  private TestingServer server;

  @BeforeEach
  void start() throws Exception {
    server = new TestingServer();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void aChrootThatIsNotThereIsMadeByASubmissionOnly() throws Exception {
    JobConfig config = config("/samza/jobs");
    assertThatThrownBy(() -> ZooKeeperOfCommands.connect(config))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContainingAll("keeper.zk.connect", "/samza/jobs");

    try (CuratorFramework client = ZooKeeperOfCommands.connectToSubmit(config)) {
      client.create().forPath("/a");
    }
    try (CuratorFramework client = ZooKeeperOfCommands.connect(config);
        CuratorFramework whole = ZooKeeperOfCommands.connect(config(""))) {
      assertThat(client.getChildren().forPath("/")).containsExactly("a");
      assertThat(whole.checkExists().forPath("/samza/jobs/a")).isNotNull();
    }
  }

  private JobConfig config(String chroot) {
    return new JobConfig(
        Map.of(
            "job.name",
            "orders",
            "keeper.zk.connect",
            server.getConnectString() + chroot,
            "keeper.staging.dir",
            staging.toUri().toString()));
  }
}
