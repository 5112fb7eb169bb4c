package io.samzakeeper.am;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.samzakeeper.am.supervisor.Event;
import io.samzakeeper.am.web.Reports;
import io.samzakeeper.job.JobId;
import io.samzakeeper.job.WorkerRegistration;
import io.samzakeeper.job.WorkerRegistration.State;
import io.samzakeeper.job.WorkerReport;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.liveness.LivenessPort;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.ZooKeeperConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.test.TestingServer;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The leader learns of a worker's death while the session of that one lives on. */
class WorkerLinesIT {
  private static final String CONTAINER = "container_1_0001_01_000002";

  private TestingServer server;
  private CuratorFramework leader;
  private CuratorFramework worker;
  private JobTree tree;
  private LivenessPort port;
  private WorkerWatch watch;
  private final Reports reports = new Reports(Clock.systemUTC());
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

  @BeforeEach
  void start() throws Exception {
    server = new TestingServer();
    leader = ZooKeeperConnection.forService(server.getConnectString(), Duration.ofSeconds(20));
    worker = ZooKeeperConnection.forService(server.getConnectString(), Duration.ofSeconds(20));
    tree = new JobTree(leader, JobPaths.of("/samza-keeper", new JobId("orders", "1")));
    port = new LivenessPort("127.0.0.1", WorkerRegistration.livenessId(CONTAINER, 42));
    watch = new WorkerWatch(tree, List.of(), events::add, reports);
    watch.start();
  }

  @AfterEach
  void stop() throws Exception {
    watch.close();
    reports.close();
    port.close();
    worker.close();
    leader.close();
    server.close();
  }

  @Test
  void registrationOfAProcessThatIsDeadIsTakenAwayBeforeItsSessionEnds() throws Exception {
    worker
        .create()
        .creatingParentsIfNeeded()
        .withMode(CreateMode.EPHEMERAL)
        .forPath(path(), registration(State.STARTING, port.address()));
    assertThat(next()).isInstanceOf(Event.WorkerReported.class);
    worker.setData().forPath(path(), registration(State.RUNNING, port.address()));
    assertThat(next()).isInstanceOf(Event.WorkerReported.class);

    port.close();

    assertThat(next()).isEqualTo(new Event.WorkerGone(CONTAINER));
    assertThat(leader.checkExists().forPath(path())).isNull();
  }

  /** Whoever has nobody at its address is judged by its session alone. */
  @Test
  void registrationWithoutAnAddressStays() throws Exception {
    port.close();
    worker
        .create()
        .creatingParentsIfNeeded()
        .withMode(CreateMode.EPHEMERAL)
        .forPath(path(), registration(State.RUNNING, ""));
    assertThat(next()).isInstanceOf(Event.WorkerReported.class);
    worker.close();

    assertThat(next()).isEqualTo(new Event.WorkerGone(CONTAINER));
  }

  @Test
  void whatAWorkerTellsOfItselfIsKnownUntilItIsGone() throws Exception {
    port.tell(new WorkerReport("0", 1, 2, 300, 4, 5, "", null).encode());
    worker
        .create()
        .creatingParentsIfNeeded()
        .withMode(CreateMode.EPHEMERAL)
        .forPath(path(), registration(State.RUNNING, port.address()));
    await().until(() -> reports.of(CONTAINER).isPresent());
    assertThat(reports.of(CONTAINER).orElseThrow().report().memoryBytes()).isEqualTo(300);

    port.close();

    await().until(() -> reports.of(CONTAINER).isEmpty());
  }

  private String path() {
    return tree.paths().worker(CONTAINER);
  }

  private Event next() throws InterruptedException {
    Event event = events.poll(15, TimeUnit.SECONDS);
    assertThat(event).as("an event, well before the session of 20 s ends").isNotNull();
    return event;
  }

  private static byte[] registration(State state, String address) {
    return Znodes.encode(
        new WorkerRegistration(CONTAINER, "0", "127.0.0.1", 42, state, 1, 1, 0, "", address, ""));
  }
}
