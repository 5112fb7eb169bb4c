package io.samzakeeper.am.yarn;

import static java.util.stream.Collectors.toSet;

import io.samzakeeper.am.supervisor.Event;
import io.samzakeeper.am.supervisor.Event.RmAnswered;
import io.samzakeeper.am.supervisor.LeadershipLostException;
import io.samzakeeper.am.supervisor.Lease;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.hadoop.yarn.api.ApplicationMasterProtocol;
import org.apache.hadoop.yarn.api.protocolrecords.AllocateRequest;
import org.apache.hadoop.yarn.api.protocolrecords.AllocateResponse;
import org.apache.hadoop.yarn.api.protocolrecords.FinishApplicationMasterRequest;
import org.apache.hadoop.yarn.api.protocolrecords.RegisterApplicationMasterRequest;
import org.apache.hadoop.yarn.api.protocolrecords.RegisterApplicationMasterResponse;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt's conversation with the RM: single exchanges, each after a look at the lease, each
 * answer delivered and its acknowledgement awaited before the next. Used by the link's thread.
 */
final class AttemptTalk implements AutoCloseable {
  /** No RM expects it: a request with it has no effect, and the refusal tells what is expected. */
  static final int IMPOSSIBLE_ID = -2;

  private static final int NODES_NOT_KNOWN = 0;

  private static final Logger LOG = LoggerFactory.getLogger(AttemptTalk.class);

  private final RmLinkSettings settings;
  private final RmConnector.Connection connection;
  private final ApplicationMasterProtocol rm;
  private final Mailbox mailbox;
  private final YarnContainers containers;
  private final Lease lease;
  private final RmLinkOwner owner;
  private final Consumer<Event> events;

  private AttemptToken token;
  private int nextResponseId;

  /** What was sent without an answer: the RM may have heard it, or may not. */
  private AskTable.Message unanswered;

  AttemptTalk(
      RmLinkSettings settings,
      RmConnector.Connection connection,
      AttemptToken token,
      Mailbox mailbox,
      YarnContainers containers,
      Lease lease,
      RmLinkOwner owner,
      Consumer<Event> events) {
    this.settings = settings;
    this.connection = connection;
    this.rm = connection.rm();
    this.token = token;
    this.mailbox = mailbox;
    this.containers = containers;
    this.lease = lease;
    this.owner = owner;
    this.events = events;
  }

  /** The next exchange carries this id; nothing is under way. */
  void continueFrom(int responseId) {
    nextResponseId = responseId;
    if (unanswered != null) {
      mailbox.unsaid(unanswered);
      unanswered = null;
    }
  }

  int nextResponseId() {
    return nextResponseId;
  }

  /**
   * Says what is to be said. A request without an answer is repeated as it was: if the RM had heard
   * it, it answers a repetition with the same answer and does not look at what is in it, so that
   * anything new in it would be lost.
   */
  void exchange() throws YarnException, IOException, LeadershipLostException, InterruptedException {
    if (unanswered == null) {
      unanswered = mailbox.next();
    }
    AllocateResponse response = allocate(request(unanswered));
    unanswered = null;
    take(response);
  }

  /** An exchange that asks for nothing and tells where the AM's page is. */
  void exchangeEmpty()
      throws YarnException, IOException, LeadershipLostException, InterruptedException {
    AllocateRequest request = request(AskTable.Message.EMPTY);
    request.setTrackingUrl(settings.trackingUrl());
    take(allocate(request));
  }

  /** Has the last answer given once more, as if we were the one who got it. */
  void replayLast()
      throws YarnException, IOException, LeadershipLostException, InterruptedException {
    nextResponseId--;
    take(allocate(request(AskTable.Message.EMPTY)));
  }

  /** Asks with an id that no RM expects; fails always, and the failure tells what it expects. */
  YarnException probe() throws IOException, LeadershipLostException {
    lease.check();
    try {
      rm.allocate(
          AllocateRequest.newBuilder().responseId(IMPOSSIBLE_ID).progress(progress()).build());
    } catch (YarnException e) {
      return e;
    }
    throw new IOException("the ResourceManager answers to a response id that cannot be");
  }

  RegisterApplicationMasterResponse register()
      throws YarnException, IOException, LeadershipLostException, InterruptedException {
    lease.check();
    RegisterApplicationMasterResponse response =
        rm.registerApplicationMaster(
            RegisterApplicationMasterRequest.newInstance(
                settings.host(), settings.rpcPort(), settings.trackingUrl()));
    // Whatever was under way is forgotten with the rest; the table as a whole is said again.
    unanswered = null;
    nextResponseId = 0;
    mailbox.forgotten();
    List<Container> previous = response.getContainersFromPreviousAttempts();
    previous.forEach(containers::add);
    deliver(
        new RmAnswered(
            List.of(),
            containers(previous),
            List.of(),
            YarnRecords.nmTokens(response.getNMTokensFromPreviousAttempts()),
            NODES_NOT_KNOWN));
    return response;
  }

  /**
   * @return whether the RM has made it durable; to be asked again if not
   */
  boolean unregister(FinishOrder order) throws YarnException, IOException, LeadershipLostException {
    lease.check();
    // Nobody will answer at our pages any more: with no address YARN leads to its own page instead.
    return rm.finishApplicationMaster(
            FinishApplicationMasterRequest.newInstance(
                YarnRecords.finalStatus(order.status()), order.diagnostics(), ""))
        .getIsUnregistered();
  }

  /** Gives up what was sent last, which the RM refused as a whole. */
  void dropRefused() {
    if (unanswered != null) {
      mailbox.refused(unanswered);
      unanswered = null;
    }
  }

  @Override
  public void close() {
    if (unanswered != null) {
      mailbox.unsaid(unanswered);
      unanswered = null;
    }
    connection.close();
  }

  private AllocateResponse allocate(AllocateRequest request)
      throws YarnException, IOException, LeadershipLostException {
    lease.check();
    return rm.allocate(request);
  }

  private AllocateRequest request(AskTable.Message message) {
    Map<String, String> racks =
        connection.racksOf(
            message.asks().stream().flatMap(ask -> ask.host().stream()).collect(toSet()));
    return AllocateRequest.newBuilder()
        .responseId(nextResponseId)
        .progress(progress())
        .askList(
            message.asks().stream()
                .flatMap(ask -> YarnRecords.requests(ask, racks::get).stream())
                .toList())
        .resourceBlacklistRequest(message.avoid().map(YarnRecords::blacklist).orElse(null))
        .releaseList(message.releases().stream().map(ContainerId::fromString).toList())
        .build();
  }

  /** With the racks of their nodes, as the supervisor has them. */
  List<Event.YarnContainer> containers(List<Container> which) {
    Map<String, String> racks =
        connection.racksOf(which.stream().map(each -> each.getNodeId().getHost()).collect(toSet()));
    return which.stream()
        .map(each -> YarnRecords.container(each, racks.get(each.getNodeId().getHost())))
        .toList();
  }

  private float progress() {
    return Math.max(0f, Math.min(1f, mailbox.progress()));
  }

  private void take(AllocateResponse response) throws InterruptedException {
    nextResponseId = response.getResponseId();
    for (Container container : response.getAllocatedContainers()) {
      if (containers.add(container)) {
        mailbox.allocated(YarnRecords.askKey(container));
      }
    }
    response.getContainersFromPreviousAttempts().forEach(containers::add);
    RmAnswered answer =
        YarnRecords.answer(
            response,
            containers(response.getAllocatedContainers()),
            containers(response.getContainersFromPreviousAttempts()));
    answer
        .completed()
        .forEach(
            completion -> {
              mailbox.completed(completion.containerId());
              containers.remove(completion.containerId());
            });
    keepRolledToken(response);
    deliver(answer);
  }

  private void keepRolledToken(AllocateResponse response) {
    if (response.getAMRMToken() == null) {
      return;
    }
    try {
      AttemptToken newer = AttemptToken.of(response.getAMRMToken());
      if (newer.keyId() != token.keyId()) {
        LOG.info("{}: the RM rolled over to {}", token.attemptId(), newer);
        token = newer;
        connection.replaceToken(newer);
        owner.tokenRolled(newer);
      }
    } catch (IOException e) {
      // Comes again with every answer until we connect with it.
      LOG.error("{}: cannot read the rolled-over AMRM token", token.attemptId(), e);
    }
  }

  private void deliver(RmAnswered answer) throws InterruptedException {
    if (answer.allocated().isEmpty()
        && answer.previous().isEmpty()
        && answer.completed().isEmpty()
        && answer.nmTokens().isEmpty()) {
      return; // nothing that could be lost
    }
    mailbox.delivering();
    events.accept(answer);
    mailbox.awaitAcknowledged();
  }
}
