package io.samzakeeper.am.yarn;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.am.supervisor.Action.Ask;
import io.samzakeeper.am.supervisor.Action.AskKey;
import io.samzakeeper.am.supervisor.Action.FinalStatus;
import io.samzakeeper.am.supervisor.Event;
import io.samzakeeper.am.supervisor.Event.RmAnswered;
import io.samzakeeper.am.supervisor.Event.RmInSync;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.security.token.Token;
import org.apache.hadoop.yarn.api.protocolrecords.AllocateRequest;
import org.apache.hadoop.yarn.api.records.ApplicationAttemptId;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.ContainerState;
import org.apache.hadoop.yarn.api.records.ContainerStatus;
import org.apache.hadoop.yarn.api.records.ResourceRequest;
import org.apache.hadoop.yarn.exceptions.InvalidResourceRequestException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a link does when things go wrong, against an RM by hand. */
class RmLinkTest {
  private static final ApplicationAttemptId ATTEMPT =
      ApplicationAttemptId.newInstance(ApplicationId.newInstance(1, 1), 1);
  private static final AttemptToken TOKEN = new AttemptToken(ATTEMPT, 1, new Token<>());

  private final FakeRm rm = new FakeRm(TOKEN);
  private final Supervision supervision = new Supervision();

  /** A heartbeat that no test lives to see: whatever is sent is sent for a reason. */
  private RmLink link = link(Duration.ofHours(1));

  @AfterEach
  void close() {
    link.close();
  }

  @Test
  void anAskDoesNotWaitForTheHeartbeat() throws Exception {
    inSync();
    link.ask(ask(1));
    assertThat(nextAsks()).containsExactly(request(1));
  }

  @Test
  void nothingIsSaidBeforeTheLastAnswerIsDurable() throws Exception {
    inSync();
    rm.completions.add(completed(2));
    link.ask(ask(1));
    assertThat(supervision.next(RmAnswered.class).completed()).hasSize(1);
    assertThat(nextAsks()).hasSize(1);
    link.ask(ask(2));
    assertThat(rm.processed.poll(200, TimeUnit.MILLISECONDS)).isNull();
    link.acknowledge();
    assertThat(nextAsks()).containsExactly(request(2));
  }

  @Test
  void whatCameUpAfterALostAnswerIsNotLostWithIt() throws Exception {
    inSync();
    rm.loseAnswers(1);
    link.ask(ask(1));
    assertThat(nextAsks()).containsExactly(request(1));
    supervision.next(Event.RmLost.class);
    // The repetition must not carry it: the RM does not look at it.
    link.ask(ask(2));
    assertThat(supervision.next(RmInSync.class).asksForgotten()).isFalse();
    assertThat(nextAsks()).containsExactly(request(2));
  }

  @Test
  void anOutageIsToldOnce() throws Exception {
    inSync();
    rm.failWith(new IOException("1"), new IOException("2"), new IOException("3"));
    link.ask(ask(1));
    supervision.next(Event.RmLost.class);
    assertThat(nextAsks()).containsExactly(request(1));
    assertThat(supervision.next(RmInSync.class).asksForgotten()).isFalse();
    assertThat(supervision.rest()).isEmpty();
  }

  @Test
  void silenceIsToldWithEachTryAndARefusalIsNoSilence() throws Exception {
    inSync();
    assertThat(supervision.silences).isEmpty();
    rm.failWith(
        new IOException("1"), new IOException("2"), new InvalidResourceRequestException("3"));
    link.ask(ask(1));
    assertThat(supervision.nextCall()).isEqualTo("refused");
    assertThat(supervision.silences).containsExactly(true, true);
  }

  @Test
  void silenceFromTheBeginningIsToldAsSuch() throws Exception {
    rm.failWith(new IOException("1"));
    link.takeOver();
    supervision.next(Event.RmLost.class);
    supervision.next(RmInSync.class);
    assertThat(supervision.silences).containsExactly(false);
  }

  @Test
  void aRestartedRmHearsAllAsksAgain() throws Exception {
    inSync();
    link.ask(ask(1));
    nextAsks();
    rm.restart();
    int proofs = supervision.proofs.get();
    link.ask(ask(2));
    assertThat(supervision.next(RmInSync.class).asksForgotten()).isTrue();
    assertThat(supervision.proofs.get()).isGreaterThan(proofs);
    assertThat(nextAsks()).as("the exchange that ends the take-over").isEmpty();
    assertThat(nextAsks()).containsExactlyInAnyOrder(request(1), request(2));
  }

  @Test
  void whatTheRmRefusesIsDropped() throws Exception {
    inSync();
    rm.failWith(new InvalidResourceRequestException("too large"));
    link.ask(ask(1));
    assertThat(supervision.nextCall()).isEqualTo("refused");
    link.ask(ask(2));
    // The exchange that was refused may be repeated, empty now, before the new ask is there.
    List<ResourceRequest> asks = nextAsks();
    while (asks.isEmpty()) {
      asks = nextAsks();
    }
    assertThat(asks).containsExactly(request(2));
  }

  @Test
  void nothingIsSaidOnceTheLeaseHasRunOut() throws Exception {
    inSync();
    supervision.leads.set(false);
    link.ask(ask(1));
    assertThat(supervision.nextCall()).isEqualTo("leadership lost");
    assertThat(rm.processed).isEmpty();
    assertThat(link.finish(FinalStatus.SUCCEEDED, "")).isFalse();
    assertThat(rm.finishes()).isZero();
  }

  @Test
  void finishesWhenTheRmHasWrittenItDown() throws Exception {
    inSync();
    assertThat(link.finish(FinalStatus.SUCCEEDED, "done")).isTrue();
    assertThat(rm.finishes()).isEqualTo(3);
  }

  @Test
  void aHeartbeatIsSentWithNothingToSay() throws Exception {
    link = link(Duration.ofMillis(20));
    inSync();
    assertThat(rm.processed.poll(30, TimeUnit.SECONDS)).isNotNull();
    assertThat(rm.processed.poll(30, TimeUnit.SECONDS)).isNotNull();
  }

  private void inSync() throws InterruptedException {
    link.takeOver();
    RmInSync inSync = supervision.next(RmInSync.class);
    assertThat(inSync.asksForgotten()).isTrue();
    assertThat(inSync.largestMemoryMb()).isEqualTo(1000);
    // The empty one that ends the take-over, and the first of the steady loop.
    assertThat(rm.processed.poll(30, TimeUnit.SECONDS)).isNotNull();
    assertThat(rm.processed.poll(30, TimeUnit.SECONDS)).isNotNull();
  }

  private List<ResourceRequest> nextAsks() throws InterruptedException {
    AllocateRequest request = rm.processed.poll(30, TimeUnit.SECONDS);
    assertThat(request).as("an exchange").isNotNull();
    return request.getAskList();
  }

  private RmLink link(Duration heartbeat) {
    return new RmLink(
        new RmLinkSettings(
            "here", 1, "http://here/", heartbeat, Duration.ofMillis(10), Duration.ofSeconds(30)),
        TOKEN,
        rm,
        new YarnContainers(),
        supervision,
        supervision,
        supervision,
        supervision);
  }

  private static ContainerStatus completed(int number) {
    return ContainerStatus.newInstance(
        ContainerId.newContainerId(ATTEMPT, number), ContainerState.COMPLETE, "", 0);
  }

  private static ResourceRequest request(int processor) {
    return YarnRecords.requests(ask(processor), host -> "/no-rack").get(0);
  }

  private static Ask ask(int processor) {
    return new Ask(new AskKey(0, processor), 1, 64, 1, Optional.empty());
  }
}
