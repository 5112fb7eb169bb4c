package io.samzakeeper.am.yarn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.samzakeeper.am.supervisor.Action.Ask;
import io.samzakeeper.am.supervisor.Action.AskKey;
import io.samzakeeper.am.supervisor.Action.FinalStatus;
import io.samzakeeper.am.supervisor.Action.Launch;
import io.samzakeeper.am.supervisor.Event;
import io.samzakeeper.am.supervisor.Event.RmAnswered;
import io.samzakeeper.am.supervisor.Event.RmInSync;
import io.samzakeeper.am.supervisor.Event.YarnContainer;
import io.samzakeeper.job.ContainerRecord.Role;
import io.samzakeeper.job.LaunchSpec;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.yarn.api.ApplicationMasterProtocol;
import org.apache.hadoop.yarn.api.protocolrecords.AllocateRequest;
import org.apache.hadoop.yarn.api.protocolrecords.AllocateResponse;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ResourceRequest;
import org.apache.hadoop.yarn.exceptions.InvalidApplicationMasterRequestException;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.AbstractYarnScheduler;
import org.apache.hadoop.yarn.server.resourcemanager.security.AMRMTokenSecretManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One attempt, several who speak for it; one application, several attempts; an RM that restarts.
 */
class TakeOverIT {
  private static final Duration HEARTBEAT = Duration.ofMillis(100);

  @TempDir static Path directory;
  private static MiniYarn yarn;

  private ApplicationId application;
  private AttemptToken token;

  @BeforeAll
  static void startYarn() throws Exception {
    yarn = new MiniYarn(directory, 1);
  }

  @AfterAll
  static void stopYarn() {
    yarn.close();
  }

  @BeforeEach
  void submit() throws Exception {
    application = yarn.submit();
    token = yarn.token(application, 1);
  }

  @AfterEach
  void kill() throws Exception {
    yarn.kill(application);
  }

  @Test
  void whatNobodyAcknowledgedIsToldToTheSuccessor() throws Exception {
    Supervision before = new Supervision();
    YarnContainer allocated;
    try (RmLink first = link(new YarnContainers(), before)) {
      first.takeOver();
      before.next(RmInSync.class);
      first.ask(ask(3, 1));
      allocated = before.next(RmAnswered.class).allocated().get(0);
    }
    Supervision after = new Supervision();
    YarnContainers containers = new YarnContainers();
    try (RmLink second = link(containers, after);
        NmLink nm = nmLink(containers, after)) {
      second.takeOver();
      RmAnswered replay = after.next(RmAnswered.class);
      assertThat(replay.allocated()).containsExactly(allocated);
      assertThat(replay.nmTokens()).containsOnlyKeys(allocated.node());
      // Nothing is said to the RM before the replay is acknowledged: a third one gets it, too.
      Supervision third = new Supervision();
      try (RmLink last = link(new YarnContainers(), third)) {
        last.takeOver();
        assertThat(third.next(RmAnswered.class).allocated()).containsExactly(allocated);
      }
      replay.nmTokens().forEach(nm::token);
      nm.launch(new Launch(allocated.containerId(), allocated.node(), Role.WORKER, "3", ""));
      after.next(Event.Launched.class);
      second.acknowledge();
      RmInSync inSync = after.untilInSync(second);
      assertThat(inSync.asksForgotten()).isFalse();
      await().atMost(MiniYarn.LONG).until(() -> yarn.runs(allocated.containerId()));
      second.finish(FinalStatus.SUCCEEDED, "");
    }
  }

  @Test
  void aZombieDoesNotComeBackWithoutProof() throws Exception {
    Supervision zombie = new Supervision();
    Supervision leader = new Supervision();
    try (RmLink first = link(new YarnContainers(), zombie);
        RmLink second = link(new YarnContainers(), leader)) {
      first.takeOver();
      zombie.next(RmInSync.class);
      int proofs = zombie.proofs.get();
      // It believes in its lease still, and has lost the epoch.
      zombie.failProofs.set(true);
      second.takeOver();
      leader.untilInSync(second);
      assertThat(zombie.nextCall()).isEqualTo("leadership lost");
      assertThat(zombie.proofs.get()).isGreaterThan(proofs);
      second.ask(ask(1, 1));
      assertThat(leader.nextAnswered(second, RmAnswered::allocated).allocationRequestId())
          .isEqualTo(1);
      assertThat(leader.calls).isEmpty();
      second.finish(FinalStatus.SUCCEEDED, "");
    }
  }

  @Test
  void whoIsProvedRightComesBack() throws Exception {
    Supervision supervision = new Supervision();
    try (RmLink link = link(new YarnContainers(), supervision)) {
      link.takeOver();
      supervision.next(RmInSync.class);
      // Once would not be noticed: the RM would take our next word for a repetition of it.
      speakTwice(token);
      assertThat(supervision.untilInSync(link).asksForgotten()).isFalse();
      link.ask(ask(2, 1));
      assertThat(supervision.nextAnswered(link, RmAnswered::allocated).allocationRequestId())
          .isEqualTo(2);
      link.finish(FinalStatus.SUCCEEDED, "");
    }
  }

  @Test
  void anAskInTheFirstExchangeAfterAZombiesLastOneIsDropped() throws Exception {
    register();
    try (RmConnector.Connection zombie = connector().connect(token);
        RmConnector.Connection leader = connector().connect(token)) {
      // More than is free: it stays an ask.
      List<ResourceRequest> ask =
          YarnRecords.requests(
              new Ask(new AskKey(1, 4), 1, 4096, 1, Optional.empty()), host -> "/no-rack");
      int expected = expected(leader.rm());
      zombie.rm().allocate(request(expected).build());
      AllocateResponse dropped = leader.rm().allocate(request(expected).askList(ask).build());
      assertThat(dropped.getResponseId()).isEqualTo(expected + 1);
      assertThat(asksThatTheRmKnows()).isEmpty();
      leader.rm().allocate(request(expected + 1).askList(ask).build());
      assertThat(asksThatTheRmKnows()).hasSize(1);
    }
  }

  @Test
  void twoEmptyExchangesMakeUpForAZombiesLastOne() throws Exception {
    register();
    AtomicInteger calls = new AtomicInteger();
    try (RmConnector.Connection zombie = connector().connect(token)) {
      int expected = expected(zombie.rm());
      UnaryOperator<AllocateRequest> interfere =
          request -> {
            // Probe, then the first empty exchange: the zombie's last word comes in before it.
            if (request.getResponseId() == expected && calls.getAndIncrement() == 0) {
              try {
                zombie.rm().allocate(request(expected).build());
              } catch (YarnException | IOException e) {
                throw new AssertionError(e);
              }
            }
            return request;
          };
      Supervision supervision = new Supervision();
      try (RmLink link =
          link(new YarnContainers(), supervision, new InterferingConnector(interfere))) {
        link.takeOver();
        supervision.untilInSync(link);
        assertThat(calls).hasPositiveValue();
        link.ask(ask(5, 1));
        assertThat(supervision.nextAnswered(link, RmAnswered::allocated).allocationRequestId())
            .isEqualTo(5);
        link.finish(FinalStatus.SUCCEEDED, "");
      }
    }
  }

  @Test
  void theNextAttemptGetsWhatRuns() throws Exception {
    Supervision supervision = new Supervision();
    YarnContainers containers = new YarnContainers();
    try (RmLink link = link(containers, supervision);
        NmLink nm = nmLink(containers, supervision)) {
      link.takeOver();
      supervision.next(RmInSync.class);
      YarnContainer worker = launch(link, nm, supervision, 6);
      yarn.client().failApplicationAttempt(token.attemptId());
      assertThat(supervision.nextCall()).isEqualTo("gone " + token.attemptId());
      link.newAttempt(yarn.token(application, 2));
      RmInSync inSync = supervision.untilInSync(link);
      assertThat(inSync.asksForgotten()).isTrue();
      // The container of the failed AM may be among them.
      assertThat(inSync.previous())
          .extracting(YarnContainer::containerId)
          .contains(worker.containerId());
      assertThat(yarn.runs(worker.containerId())).isTrue();
      // What an earlier attempt started can be given back.
      link.release(worker.containerId());
      assertThat(supervision.nextAnswered(link, RmAnswered::completed).containerId())
          .isEqualTo(worker.containerId());
      link.finish(FinalStatus.SUCCEEDED, "");
    }
  }

  @Test
  void theRmRestarts() throws Exception {
    Supervision supervision = new Supervision();
    YarnContainers containers = new YarnContainers();
    try (RmLink link = link(containers, supervision);
        NmLink nm = nmLink(containers, supervision)) {
      link.takeOver();
      supervision.next(RmInSync.class);
      YarnContainer worker = launch(link, nm, supervision, 7);
      yarn.stopResourceManager();
      supervision.next(Event.RmLost.class);
      // Said while the RM is away.
      link.ask(ask(8, 1));
      yarn.restartResourceManager();
      RmInSync inSync = supervision.untilInSync(link);
      assertThat(inSync.asksForgotten()).isTrue();
      assertThat(supervision.nextAnswered(link, RmAnswered::allocated).allocationRequestId())
          .isEqualTo(8);
      assertThat(yarn.runs(worker.containerId())).isTrue();
      assertThat(supervision.calls).isEmpty();
      link.finish(FinalStatus.SUCCEEDED, "");
    }
  }

  @Test
  void aRolledOverTokenIsPublishedOnceAndServesASuccessor() throws Exception {
    Supervision supervision = new Supervision();
    try (RmLink link = link(new YarnContainers(), supervision)) {
      link.takeOver();
      supervision.next(RmInSync.class);
      AMRMTokenSecretManager secrets =
          yarn.resourceManager().getRMContext().getAMRMTokenSecretManager();
      Method roll = AMRMTokenSecretManager.class.getDeclaredMethod("rollMasterKey");
      roll.setAccessible(true);
      roll.invoke(secrets);
      AttemptToken rolled = supervision.rolled.take();
      assertThat(rolled.keyId()).isNotEqualTo(token.keyId());
      secrets.activateNextMasterKey();
      // Comes with more answers until it is used; told once.
      link.ask(ask(9, 1));
      supervision.nextAnswered(link, RmAnswered::allocated);
      link.acknowledge();
      assertThat(supervision.rolled).isEmpty();
      Supervision successor = new Supervision();
      try (RmLink next =
          link(
              AttemptToken.decode(rolled.encode()), new YarnContainers(), successor, connector())) {
        next.takeOver();
        successor.untilInSync(next);
        next.finish(FinalStatus.SUCCEEDED, "");
      }
    }
  }

  private static YarnContainer launch(
      RmLink link, NmLink nm, Supervision supervision, int processor) throws Exception {
    link.ask(ask(processor, 1));
    RmAnswered answer = supervision.next(RmAnswered.class);
    YarnContainer container = answer.allocated().get(0);
    answer.nmTokens().forEach(nm::token);
    link.acknowledge();
    nm.launch(
        new Launch(container.containerId(), container.node(), Role.WORKER, "" + processor, ""));
    supervision.next(Event.Launched.class);
    await().atMost(MiniYarn.LONG).until(() -> yarn.runs(container.containerId()));
    // Only what the RM knows to run survives the attempt.
    await()
        .atMost(MiniYarn.LONG)
        .until(() -> yarn.isRunningInResourceManager(container.containerId()));
    return container;
  }

  private void register() throws InterruptedException {
    Supervision supervision = new Supervision();
    try (RmLink link = link(new YarnContainers(), supervision)) {
      link.takeOver();
      supervision.next(RmInSync.class);
    }
  }

  private static void speakTwice(AttemptToken token) throws Exception {
    try (RmConnector.Connection other = connector().connect(token)) {
      while (true) {
        try {
          int expected = expected(other.rm());
          other.rm().allocate(request(expected).build());
          other.rm().allocate(request(expected + 1).build());
          return;
        } catch (InvalidApplicationMasterRequestException e) {
          // The link was faster.
          assertThat(RmFailure.of(e)).isEqualTo(RmFailure.OUT_OF_STEP);
        }
      }
    }
  }

  private static int expected(ApplicationMasterProtocol rm) {
    return RmFailure.expectedResponseId(
        Assertions.assertThrows(YarnException.class, () -> rm.allocate(request(-2).build())));
  }

  private static AllocateRequest.AllocateRequestBuilder request(int responseId) {
    return AllocateRequest.newBuilder()
        .responseId(responseId)
        .askList(List.of())
        .releaseList(List.of());
  }

  private List<ResourceRequest> asksThatTheRmKnows() {
    return ((AbstractYarnScheduler<?, ?>) yarn.resourceManager().getResourceScheduler())
        .getApplicationAttempt(token.attemptId())
        .getAppSchedulingInfo()
        .getAllResourceRequests();
  }

  private static Ask ask(int processor, int count) {
    return new Ask(new AskKey(1, processor), count, 128, 1, Optional.empty());
  }

  private RmLink link(YarnContainers containers, Supervision supervision) {
    return link(containers, supervision, connector());
  }

  private RmLink link(YarnContainers containers, Supervision supervision, RmConnector connector) {
    return link(token, containers, supervision, connector);
  }

  private static RmLink link(
      AttemptToken token,
      YarnContainers containers,
      Supervision supervision,
      RmConnector connector) {
    return new RmLink(
        RmLinkSettings.of("here", 1, "http://127.0.0.1:1/", HEARTBEAT),
        token,
        connector,
        containers,
        supervision,
        supervision,
        supervision,
        supervision);
  }

  private static NmLink nmLink(YarnContainers containers, Supervision supervision) {
    LaunchSpec sleeps = new LaunchSpec(List.of(), new TreeMap<>(), "exec sleep 600");
    return new NmLink(
        yarn.configuration(),
        containers,
        new ContainerLaunches(sleeps, sleeps, Map.of(), new Credentials(), new Text("secret"), 5),
        supervision,
        supervision,
        NmLinkSettings.DEFAULT);
  }

  private static RmConnector connector() {
    return new YarnRmConnector(yarn.configuration());
  }

  /** Lets a test do something before a request goes out. */
  private record InterferingConnector(UnaryOperator<AllocateRequest> before)
      implements RmConnector {
    @Override
    public Connection connect(AttemptToken token) throws IOException {
      Connection real = connector().connect(token);
      ApplicationMasterProtocol rm =
          (ApplicationMasterProtocol)
              Proxy.newProxyInstance(
                  getClass().getClassLoader(),
                  new Class<?>[] {ApplicationMasterProtocol.class},
                  (proxy, method, arguments) -> {
                    if (arguments[0] instanceof AllocateRequest request) {
                      return real.rm().allocate(before.apply(request));
                    }
                    return method.invoke(real.rm(), arguments);
                  });
      return new Connection() {
        @Override
        public ApplicationMasterProtocol rm() {
          return rm;
        }

        @Override
        public Map<String, String> racksOf(Collection<String> hosts) {
          return real.racksOf(hosts);
        }

        @Override
        public void replaceToken(AttemptToken newer) {
          real.replaceToken(newer);
        }

        @Override
        public void close() {
          real.close();
        }
      };
    }
  }
}
