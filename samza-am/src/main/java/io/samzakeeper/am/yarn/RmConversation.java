package io.samzakeeper.am.yarn;

import io.samzakeeper.am.supervisor.Event;
import io.samzakeeper.am.supervisor.LeadershipLostException;
import io.samzakeeper.am.supervisor.Lease;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.yarn.api.records.ApplicationAttemptId;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a link: take over, exchange, and what to do about each failure. Used by the link's
 * thread.
 */
final class RmConversation {
  private static final Logger LOG = LoggerFactory.getLogger(RmConversation.class);

  /** Take-overs in a row without a pause. More of them mean a duel, though we were proved right. */
  private static final int TAKEOVERS_AT_ONCE = 3;

  /** The RM has to write the end of the application to its store first. */
  private static final Duration UNREGISTER_POLL = Duration.ofMillis(100);

  private final RmLinkSettings settings;
  private final RmConnector connector;
  private final Mailbox mailbox;
  private final YarnContainers containers;
  private final Lease lease;
  private final LeadershipProof proof;
  private final RmLinkOwner owner;
  private final Consumer<Event> events;

  /** Whether the supervisor has been told that the RM is away. */
  private boolean lost;

  private boolean inSync;
  private int takeOversInARow;
  private boolean everAnswered;

  /** Written by the link's thread, read by any. */
  private volatile long answeredAtNanos = System.nanoTime();

  RmConversation(
      RmLinkSettings settings,
      RmConnector connector,
      Mailbox mailbox,
      YarnContainers containers,
      Lease lease,
      LeadershipProof proof,
      RmLinkOwner owner,
      Consumer<Event> events) {
    this.settings = settings;
    this.connector = connector;
    this.mailbox = mailbox;
    this.containers = containers;
    this.lease = lease;
    this.proof = proof;
    this.owner = owner;
    this.events = events;
  }

  /** Since the RM's last answer, or since this link was made; from any thread. */
  Duration silence() {
    return Duration.ofNanos(System.nanoTime() - answeredAtNanos);
  }

  /** Returns when the application is unregistered. */
  void run() throws LeadershipLostException, InterruptedException {
    while (true) {
      AttemptToken token = mailbox.token();
      try (AttemptTalk talk = connect(token)) {
        if (talkWhileItLives(token.attemptId(), talk)) {
          return;
        }
      }
      mailbox.awaitNewerToken(token);
      FinishOrder order = mailbox.finishOrder();
      if (order != null) {
        order.confirmed().complete(false);
        return;
      }
    }
  }

  private AttemptTalk connect(AttemptToken token) throws InterruptedException {
    while (true) {
      try {
        return new AttemptTalk(
            settings, connector.connect(token), token, mailbox, containers, lease, owner, events);
      } catch (IOException e) {
        noAnswer(token.attemptId(), e);
      }
    }
  }

  /**
   * @return true when the application is unregistered or cannot be, false when the attempt is gone
   */
  private boolean talkWhileItLives(ApplicationAttemptId attemptId, AttemptTalk talk)
      throws LeadershipLostException, InterruptedException {
    inSync = false;
    TakeOver takeOver = new TakeOver(attemptId, talk, proof);
    while (true) {
      try {
        FinishOrder order = mailbox.finishOrder();
        if (order != null && order.isDue(System.nanoTime())) {
          order.confirmed().complete(false);
          return true;
        }
        if (!inSync) {
          events.accept(takeOver.run());
          inSync = true;
          lost = false;
          LOG.info("{}: in step with the ResourceManager", attemptId);
          answered();
        } else if (order == null) {
          exchange(attemptId, talk);
        } else if (talk.unregister(order)) {
          order.confirmed().complete(true);
          return true;
        } else {
          mailbox.pause(UNREGISTER_POLL);
        }
      } catch (YarnException | IOException e) {
        if (!survive(attemptId, talk, e)) {
          return false;
        }
      }
    }
  }

  private void exchange(ApplicationAttemptId attemptId, AttemptTalk talk)
      throws YarnException, IOException, LeadershipLostException, InterruptedException {
    talk.exchange();
    answered();
    takeOversInARow = 0;
    if (lost) {
      LOG.info("{}: the ResourceManager answers again", attemptId);
      lost = false;
      events.accept(new Event.RmInSync(attemptId.toString(), List.of(), 0, 0, false));
    }
    mailbox.awaitNextExchange(settings.heartbeat());
  }

  private void answered() {
    everAnswered = true;
    answeredAtNanos = System.nanoTime();
  }

  /**
   * @return whether there is sense in going on with this attempt
   */
  private boolean survive(ApplicationAttemptId attemptId, AttemptTalk talk, Exception failure)
      throws LeadershipLostException, InterruptedException {
    mailbox.endIfClosed();
    String reason = firstLine(failure);
    RmFailure meaning = RmFailure.of(failure);
    if (meaning != RmFailure.NO_ANSWER) {
      answered();
    }
    switch (meaning) {
      case OUT_OF_STEP, ALREADY_REGISTERED, NOT_REGISTERED -> {
        LOG.warn(
            "{}: out of step with the ResourceManager; proving leadership, then taking over again:"
                + " {}",
            attemptId,
            reason);
        proof.prove();
        inSync = false;
        if (++takeOversInARow > TAKEOVERS_AT_ONCE) {
          mailbox.pause(settings.retryInterval());
        }
      }
      case ASKS_REFUSED -> {
        LOG.error("{}: asks refused and dropped: {}", attemptId, reason);
        talk.dropRefused();
        owner.asksRefused(reason);
      }
      case ATTEMPT_GONE -> {
        LOG.warn("{}: the ResourceManager does not know it: {}", attemptId, reason);
        lost = true;
        events.accept(new Event.RmLost(attemptId + " is over, the next one is awaited"));
        owner.attemptGone(attemptId.toString(), reason);
        return false;
      }
      case NO_ANSWER -> noAnswer(attemptId, failure);
    }
    return true;
  }

  /** The RM's messages carry its stack trace. */
  private static String firstLine(Exception failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }

  private void noAnswer(ApplicationAttemptId attemptId, Exception failure)
      throws InterruptedException {
    if (!lost) {
      lost = true;
      LOG.warn("{}: the ResourceManager does not answer; trying on", attemptId, failure);
      events.accept(new Event.RmLost(firstLine(failure)));
    } else {
      LOG.info("{}: still no ResourceManager: {}", attemptId, failure.getMessage());
    }
    owner.silent(Duration.ofNanos(System.nanoTime() - answeredAtNanos), everAnswered);
    mailbox.pause(settings.retryInterval());
  }
}
