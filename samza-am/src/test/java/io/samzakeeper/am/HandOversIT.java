package io.samzakeeper.am;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.samzakeeper.job.CandidateId;
import io.samzakeeper.job.HandOver;
import io.samzakeeper.job.HandOver.Phase;
import io.samzakeeper.job.JobId;
import io.samzakeeper.job.LeaderRecord;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.Election;
import io.samzakeeper.tree.Fence;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.Versioned;
import io.samzakeeper.tree.ZooKeeperConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.leader.LeaderLatchListener;
import org.apache.curator.test.TestingServer;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The protocol of planned hand-overs, against a real ZooKeeper server. */
class HandOversIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private TestingServer server;
  private CuratorFramework client;
  private JobTree tree;
  private final List<Member> processes = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    server = new TestingServer();
    client = ZooKeeperConnection.forService(server.getConnectString(), Duration.ofSeconds(20));
    tree = new JobTree(client, JobPaths.of("/samza-keeper", new JobId("orders", "1")));
    tree.ensure(tree.paths().commands());
  }

  @AfterEach
  void stop() throws Exception {
    for (Member process : processes) {
      process.close();
    }
    client.close();
    server.close();
  }

  @Test
  void theNextInLineLeadsAndAnswersOnceYarnHasHeardIt() throws Exception {
    Member first = member("a");
    Member second = member("b");
    ask(first.epoch(), "");

    await().atMost(PATIENCE).until(second::leads);
    assertThat(answer().phase()).isEqualTo(Phase.ACCEPTED);
    second.handOvers.inSync();
    HandOver done = awaitPhase(Phase.DONE);
    assertThat(done.candidate()).isEqualTo(second.id.toString());
    assertThat(done.newEpoch()).isEqualTo(second.epoch());
    assertThat(first.gaveWayTo).containsExactly(second.id);
    assertThat(second.askers).containsExactly("tester");
  }

  /** Those before it in the line rejoin behind it. */
  @Test
  void theOneThatIsWantedLeadsThoughOthersAreBeforeIt() throws Exception {
    Member first = member("a");
    Member second = member("b");
    Member third = member("c");
    Member fourth = member("d");
    ask(first.epoch(), fourth.id.toString());

    await().atMost(PATIENCE).until(fourth::leads);
    fourth.handOvers.inSync();
    awaitPhase(Phase.DONE);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(Election.line(tree).stream().map(Election.Place::id))
                    .containsExactlyInAnyOrder(fourth.id, second.id, third.id)
                    .first()
                    .isEqualTo(fourth.id));
    assertThat(second.leads()).isFalse();
    assertThat(third.leads()).isFalse();
  }

  @Test
  void aCandidateThatHangsIsNotHandedOverTo() throws Exception {
    Member first = member("a");
    Member hangs = member("b");
    hangs.offers.close();
    ask(first.epoch(), hangs.id.toString());

    assertThat(awaitPhase(Phase.REFUSED).reason()).contains(hangs.id.toString(), "hangs");
    assertThat(first.leads()).isTrue();
    assertThat(first.gaveWayTo).isEmpty();
  }

  @Test
  void withoutAWishTheOneThatHangsIsPassedOver() throws Exception {
    Member first = member("a");
    member("b").offers.close();
    Member third = member("c");
    ask(first.epoch(), "");

    await().atMost(PATIENCE).until(third::leads);
  }

  @Test
  void withNobodyElseItIsRefused() throws Exception {
    Member only = member("a");
    ask(only.epoch(), "");

    assertThat(awaitPhase(Phase.REFUSED).reason()).isEqualTo("nobody else");
    assertThat(only.leads()).isTrue();
  }

  @Test
  void anObjectionOfTheLeaderRefuses() throws Exception {
    Member first = member("a");
    member("b");
    first.objection = Optional.of("the job ends");
    ask(first.epoch(), "");

    assertThat(awaitPhase(Phase.REFUSED).reason()).isEqualTo("the job ends");
  }

  @Test
  void nobodyOfThatName() throws Exception {
    Member first = member("a");
    Member second = member("b");
    ask(first.epoch(), "container_x/1@nowhere");

    assertThat(awaitPhase(Phase.REFUSED).reason())
        .contains("container_x/1@nowhere", second.id.toString());
  }

  /** The leader has died after the wish: who leads since is who was wanted, or it is told. */
  @Test
  void aNewLeaderAnswersForItsPredecessor() throws Exception {
    Member second = member("b");
    String path = ask(second.epoch() - 1, "");
    second.handOvers.inSync();
    assertThat(awaitPhase(Phase.DONE).candidate()).isEqualTo(second.id.toString());
    client.delete().forPath(path);

    ask(second.epoch() - 1, "container_c/1@c");
    assertThat(awaitPhase(Phase.REFUSED).reason())
        .contains(second.id.toString(), "not container_c/1@c");
    assertThat(second.leads()).isTrue();
  }

  /** It names another epoch: a zombie's, or one to come. */
  @Test
  void aWishForALaterLeaderIsNotForThisOne() throws Exception {
    Member first = member("a");
    member("b");
    first.handOvers.inSync();
    ask(first.epoch() + 1, "");
    ask2AndWait(first);

    assertThat(first.leads()).isTrue();
  }

  @Test
  void aLeaderHandsOverOfItsOwnAccord() throws Exception {
    Member first = member("a");
    member("b");
    Member third = member("c");
    first.handOvers.handOverTo(third.id.containerId());

    await().atMost(PATIENCE).until(third::leads);
    third.handOvers.inSync();
    awaitPhase(Phase.DONE);
    assertThat(first.gaveWayTo).containsExactly(third.id);
  }

  /** Or nobody else could ask for one. */
  @Test
  void whatTheLeaderAskedForInVainIsTakenBack() throws Exception {
    Member first = member("a");
    Member second = member("b");
    second.offers.close();
    first.handOvers.handOverTo(second.id.containerId());

    String path = tree.paths().handOver();
    await().atMost(PATIENCE).until(() -> client.checkExists().forPath(path) != null);
    await().atMost(PATIENCE).until(() -> client.checkExists().forPath(path) == null);
    assertThat(first.leads()).isTrue();
    assertThat(first.gaveWayTo).isEmpty();
  }

  private void ask2AndWait(Member leader) throws Exception {
    // What is asked afterwards is seen afterwards: its answer shows that the other was passed over.
    HandOver passed = answer();
    assertThat(passed.phase()).isEqualTo(Phase.ASKED);
    client.delete().forPath(tree.paths().handOver());
    leader.objection = Optional.of("seen");
    ask(leader.epoch(), "");
    assertThat(awaitPhase(Phase.REFUSED).reason()).isEqualTo("seen");
  }

  private String ask(int epoch, String to) throws Exception {
    return client
        .create()
        .withMode(CreateMode.EPHEMERAL)
        .forPath(tree.paths().handOver(), Znodes.encode(HandOver.asked("tester", 1, epoch, to)));
  }

  private HandOver answer() {
    return tree.read(tree.paths().handOver(), HandOver.class).map(Versioned::value).orElseThrow();
  }

  private HandOver awaitPhase(Phase phase) {
    return await().atMost(PATIENCE).until(this::answer, answer -> answer.phase() == phase);
  }

  private Member member(String name) throws Exception {
    Member process = new Member(name);
    processes.add(process);
    process.candidacy.stand(process);
    process.offers.start();
    await()
        .atMost(PATIENCE)
        .until(() -> Election.line(tree).stream().anyMatch(place -> place.id().equals(process.id)));
    if (processes.size() == 1) {
      await().atMost(PATIENCE).until(process::leads);
    }
    return process;
  }

  /** A candidate with a session of its own; it leads by words only. */
  private final class Member implements LeaderLatchListener, HandOvers.Leader, AutoCloseable {
    private final CuratorFramework session =
        ZooKeeperConnection.forService(server.getConnectString(), Duration.ofSeconds(20));
    private final JobTree own = new JobTree(session, tree.paths());
    private final CandidateId id;
    private final Candidacy candidacy;
    private final HandOverOffers offers;
    private final List<CandidateId> gaveWayTo = new CopyOnWriteArrayList<>();
    private final List<String> askers = new CopyOnWriteArrayList<>();
    private final List<String> refusals = new CopyOnWriteArrayList<>();
    private volatile Optional<String> objection = Optional.empty();
    private volatile Fence fence;
    private volatile HandOvers handOvers;
    private volatile boolean leads;

    Member(String name) {
      this.id = new CandidateId("container_" + name, 1, name);
      this.candidacy = new Candidacy(own, id);
      this.offers = new HandOverOffers(own, id);
    }

    boolean leads() {
      return leads;
    }

    int epoch() {
      return fence.version();
    }

    @Override
    public void isLeader() {
      new Thread(
              () -> {
                fence =
                    new EpochClaim(own).take(new LeaderRecord(id.toString(), "attempt", "", "", 1));
                handOvers = new HandOvers(own, fence, id, this);
                handOvers.start();
                leads = true;
              })
          .start();
    }

    @Override
    public void notLeader() {
      leads = false;
    }

    @Override
    public Optional<String> objection() {
      return objection;
    }

    @Override
    public String whyAlone() {
      return "nobody else";
    }

    @Override
    public void giveWay(CandidateId heir) {
      gaveWayTo.add(heir);
      leads = false;
      handOvers.close();
      new Thread(() -> candidacy.leaveTo(heir, fence)).start();
    }

    @Override
    public void tookOver(HandOver handOver) {
      askers.add(handOver.askedBy());
    }

    @Override
    public void refusedOwn(String reason) {
      refusals.add(reason);
    }

    @Override
    public void close() throws java.io.IOException {
      if (handOvers != null) {
        handOvers.close();
      }
      offers.close();
      candidacy.close();
      session.close();
    }
  }
}
