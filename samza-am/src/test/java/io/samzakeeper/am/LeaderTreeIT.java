package io.samzakeeper.am;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.samzakeeper.am.supervisor.Event.OpaqueToken;
import io.samzakeeper.am.supervisor.LeadershipLostException;
import io.samzakeeper.am.supervisor.Mutation;
import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.CandidateId;
import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.ContainerRecord.Role;
import io.samzakeeper.job.JobEvent;
import io.samzakeeper.job.JobId;
import io.samzakeeper.job.LeaderRecord;
import io.samzakeeper.tree.Fence;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.ZooKeeperConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.curator.test.TestingServer;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.server.EphemeralType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The leader's claim to the epoch and its fenced writes, against a real ZooKeeper server. */
class LeaderTreeIT {
  private static final String APPLICATION = "application_1_0001";

  private TestingServer server;
  private CuratorFramework client;
  private JobTree tree;

  @BeforeEach
  void start() throws Exception {
    server = new TestingServer();
    client =
        CuratorFrameworkFactory.builder()
            .connectString(server.getConnectString())
            .retryPolicy(new RetryOneTime(100))
            .authorization("digest", "keeper:secret".getBytes(StandardCharsets.UTF_8))
            .build();
    client.start();
    tree = new JobTree(client, JobPaths.of("/samza-keeper", new JobId("orders", "1")));
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    server.close();
  }

  @Test
  void eachLeaderGetsAHigherEpoch() {
    Fence first = new EpochClaim(tree).take(leader("a"));
    Fence second = new EpochClaim(tree).take(leader("b"));

    assertThat(second.version()).isGreaterThan(first.version());
    assertThat(tree.leader().orElseThrow().value().candidateId()).isEqualTo("b");
    assertThat(tree.leader().orElseThrow().version()).isEqualTo(second.version());
  }

  @Test
  void candidatesThatClaimAtOnceGetDifferentEpochs() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Fence>> claims = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String candidate = "candidate-" + i;
        claims.add(threads.submit(() -> new EpochClaim(tree).take(leader(candidate))));
      }
      List<Integer> epochs = new ArrayList<>();
      for (Future<Fence> claim : claims) {
        epochs.add(claim.get().version());
      }
      assertThat(epochs).doesNotHaveDuplicates();
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aLeaderThatWasOvertakenWritesNothing() throws Exception {
    TreeJobStore zombie = store(new EpochClaim(tree).take(leader("zombie")));
    TreeJobStore leader = store(new EpochClaim(tree).take(leader("leader")));
    leader.commit(List.of(new Mutation.PutAssignment(assignment("c1", 2))));

    assertThatThrownBy(
            () ->
                zombie.commit(
                    List.of(
                        new Mutation.PutContainer(container("c0")),
                        new Mutation.PutAssignment(assignment("c0", 1)))))
        .isInstanceOf(LeadershipLostException.class);

    assertThat(tree.assignment("0").orElseThrow().value().containerId()).isEqualTo("c1");
    assertThat(tree.children(tree.paths().containers())).isEmpty();
  }

  @Test
  void recordsArePutReplacedAndRemoved() throws Exception {
    TreeJobStore store = store(new EpochClaim(tree).take(leader("a")));

    store.commit(List.of(new Mutation.PutContainer(container("c0"))));
    ContainerRecord running = container("c0").in(ContainerRecord.Phase.RUNNING, 7);
    store.commit(List.of(new Mutation.PutContainer(running)));
    assertThat(tree.read(tree.paths().container("c0"), ContainerRecord.class).orElseThrow().value())
        .isEqualTo(running);

    store.commit(List.of(new Mutation.RemoveContainer("c0"), new Mutation.RemoveContainer("c9")));
    assertThat(tree.children(tree.paths().containers())).isEmpty();
  }

  @Test
  void aSuccessorWritesOverWhatItsPredecessorLeft() throws Exception {
    store(new EpochClaim(tree).take(leader("a")))
        .commit(List.of(new Mutation.PutAssignment(assignment("c0", 1))));
    int before = tree.assignment("0").orElseThrow().version();

    store(new EpochClaim(tree).take(leader("b")))
        .commit(List.of(new Mutation.PutAssignment(assignment("c1", 2))));

    assertThat(tree.assignment("0").orElseThrow().version()).isGreaterThan(before);
  }

  /** ZooKeeper takes a container znode away about a minute after its last child; ours stay. */
  @Test
  void parentsAreNoContainersThatZooKeeperWouldTakeAway() throws Exception {
    store(new EpochClaim(tree).take(leader("a")));
    for (String parent : List.of(tree.paths().containers(), tree.paths().processors())) {
      long owner = client.checkExists().forPath(parent).getEphemeralOwner();
      assertThat(EphemeralType.get(owner)).isEqualTo(EphemeralType.VOID);
    }
  }

  @Test
  void historyIsBounded() throws Exception {
    TreeJobStore store = store(new EpochClaim(tree).take(leader("a")));
    for (int block = 0; block < 7; block++) {
      store.commit(
          IntStream.range(0, 100)
              .mapToObj(i -> new Mutation.AppendEvent(new JobEvent(i, 1, "job", "line " + i)))
              .map(Mutation.class::cast)
              .toList());
    }
    assertThat(tree.children(tree.paths().events())).hasSize(500);
    assertThat(tree.children(tree.paths().events())).contains("000000000699");
  }

  @Test
  void nodeManagerTokensAreForTheApplicationsCandidatesOnly() throws Exception {
    store(new EpochClaim(tree).take(leader("a")))
        .commit(
            List.of(new Mutation.PutNmToken("nm1:8041", new OpaqueToken(new byte[] {1, 2, 3}))));

    String path = tree.paths().nmToken(APPLICATION, "nm1:8041");
    assertThat(client.getData().forPath(path)).containsExactly(1, 2, 3);
    try (CuratorFramework stranger =
        ZooKeeperConnection.forCommand(server.getConnectString(), Duration.ofSeconds(10))) {
      assertThatThrownBy(() -> stranger.getData().forPath(path))
          .isInstanceOf(KeeperException.NoAuthException.class);
    }
  }

  @Test
  void aCandidateTakesItsDeadPredecessorOutOfTheElection() throws Exception {
    String path = tree.paths().candidates();
    tree.ensure(path);
    String dead = path + "/_c_0-latch-0000000000";
    client.create().forPath(dead, "container_1/17@nm1".getBytes(StandardCharsets.UTF_8));
    String other = path + "/_c_1-latch-0000000001";
    client.create().forPath(other, "container_2/18@nm2".getBytes(StandardCharsets.UTF_8));

    try (Candidacy candidacy = new Candidacy(tree, new CandidateId("container_1", 19, "nm1"))) {
      candidacy.stand(
          new org.apache.curator.framework.recipes.leader.LeaderLatchListener() {
            @Override
            public void isLeader() {}

            @Override
            public void notLeader() {}
          });
      assertThat(client.checkExists().forPath(dead)).isNull();
      assertThat(client.checkExists().forPath(other)).isNotNull();
    }
  }

  private TreeJobStore store(Fence fence) {
    return new TreeJobStore(tree, tree, fence, APPLICATION, ZooDefs.Ids.CREATOR_ALL_ACL);
  }

  private static LeaderRecord leader(String candidate) {
    return new LeaderRecord(candidate, "appattempt_1_0001_000001", "", "", 1);
  }

  private static Assignment assignment(String containerId, long epoch) {
    return new Assignment("0", containerId, "nm1", 1, epoch);
  }

  private static ContainerRecord container(String containerId) {
    return new ContainerRecord(
        containerId,
        Role.WORKER,
        "0",
        "nm1:8041",
        "nm1:8042",
        "",
        512,
        1,
        ContainerRecord.Phase.LAUNCHING,
        1,
        "",
        ContainerRecord.ANY_PLAN,
        false);
  }
}
