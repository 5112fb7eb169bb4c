package io.samzakeeper.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.samzakeeper.job.WorkerRegistration;
import io.samzakeeper.job.WorkerRegistration.State;
import io.samzakeeper.samza.TestJob;
import io.samzakeeper.tree.TreeException;
import io.samzakeeper.tree.ZooKeeperConnection;
import java.time.Duration;
import java.util.Optional;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A worker's znode and its session, against a real ZooKeeper server. */
@Timeout(60)
class RegistrationIT {
  private static final String PATH = TestJob.paths().worker("container_1");

  private TestJob job;
  private CuratorFramework client;
  private Registration registration;

  @BeforeEach
  void start() throws Exception {
    job = new TestJob();
    client = ZooKeeperConnection.forService(job.server().getConnectString(), Duration.ofSeconds(6));
    registration =
        new Registration(
            client,
            PATH,
            new WorkerRegistration(
                "container_1", "0", "host", 1, State.STARTING, 0, 1, 0, "", "", ""));
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    job.close();
  }

  @Test
  void saysWhatTheWorkerIsDoing() {
    registration.enter(State.STARTING, "");
    registration.enter(State.RUNNING, "");

    assertThat(inTheTree().map(WorkerRegistration::state)).contains(State.RUNNING);
  }

  @Test
  void takesThePlaceOfAnEarlierProcessInTheContainer() throws Exception {
    CuratorFramework earlier = job.tree().client();
    earlier.create().creatingParentsIfNeeded().withMode(CreateMode.EPHEMERAL).forPath(PATH);

    registration.enter(State.STARTING, "");

    assertThat(earlier.checkExists().forPath(PATH).getEphemeralOwner())
        .isEqualTo(client.getZookeeperClient().getZooKeeper().getSessionId());
  }

  /** The leader regards the worker as gone, and so does the fence of its commits. */
  @Test
  void isNotMadeAgainInAnotherSession() throws Exception {
    registration.enter(State.RUNNING, "");
    long session = client.getZookeeperClient().getZooKeeper().getSessionId();

    client.getZookeeperClient().getZooKeeper().getTestable().injectSessionExpiration();
    await().until(() -> inTheTree().isEmpty());
    await().until(() -> client.getZookeeperClient().getZooKeeper().getSessionId() != session);

    assertThatThrownBy(() -> registration.enter(State.RUNNING, ""))
        .isInstanceOf(TreeException.class)
        .hasMessageContaining(PATH);
    assertThat(inTheTree()).isEmpty();
  }

  private Optional<WorkerRegistration> inTheTree() {
    return job.tree().read(PATH, WorkerRegistration.class).map(found -> found.value());
  }
}
