package io.samzakeeper.am;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.samzakeeper.am.supervisor.LeadershipLostException;
import io.samzakeeper.job.JobId;
import io.samzakeeper.job.LeaderRecord;
import io.samzakeeper.tree.Fence;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.ZooKeeperConnection;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The lease against a real ZooKeeper server, with a clock of our own. */
class SessionLeaseIT {
  private static final Duration SESSION = Duration.ofSeconds(3);

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final AtomicLong now = new AtomicLong();
  private TestingServer server;
  private CuratorFramework client;
  private JobTree tree;

  @BeforeEach
  void start() throws Exception {
    server = new TestingServer();
    client = ZooKeeperConnection.forService(server.getConnectString(), SESSION);
    tree = new JobTree(client, JobPaths.of("/samza-keeper", new JobId("orders", "1")));
  }

  @AfterEach
  void stop() throws Exception {
    timer.shutdownNow();
    client.close();
    server.close();
  }

  @Test
  void answersOfZooKeeperRenewIt() {
    try (SessionLease lease = lease(new CountDownLatch(1))) {
      now.addAndGet(SESSION.toNanos());
      await().untilAsserted(() -> assertThatCode(lease::check).doesNotThrowAnyException());
    }
  }

  @Test
  void itRunsOutBeforeTheSessionWhenNobodyAnswers() throws Exception {
    try (SessionLease lease = lease(new CountDownLatch(1))) {
      server.stop();
      now.addAndGet(SESSION.toNanos() * 8 / 10);
      assertThatThrownBy(lease::check).isInstanceOf(LeadershipLostException.class);
    }
  }

  @Test
  void aNewerEpochIsNoticed() throws Exception {
    CountDownLatch overtaken = new CountDownLatch(1);
    try (SessionLease lease = lease(overtaken)) {
      new EpochClaim(tree).take(new LeaderRecord("other", "attempt", "", "", 2));
      assertThat(overtaken.await(30, TimeUnit.SECONDS)).isTrue();
      now.addAndGet(SESSION.toNanos());
      assertThatThrownBy(lease::check).isInstanceOf(LeadershipLostException.class);
    }
  }

  private SessionLease lease(CountDownLatch overtaken) {
    Fence fence = new EpochClaim(tree).take(new LeaderRecord("me", "attempt", "", "", 1));
    return new SessionLease(
        client, fence, SESSION, now.get(), now::get, timer, overtaken::countDown);
  }
}
