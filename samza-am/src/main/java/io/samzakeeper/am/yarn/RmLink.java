package io.samzakeeper.am.yarn;

import io.samzakeeper.am.supervisor.Action;
import io.samzakeeper.am.supervisor.Event;
import io.samzakeeper.am.supervisor.LeadershipLostException;
import io.samzakeeper.am.supervisor.Lease;
import io.samzakeeper.am.supervisor.ResourceManagerLink;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link to the RM, on a thread of its own. A thin client over YARN's protocol for application
 * masters: YARN's own client acknowledges an answer before its effects are durable, and registers
 * again without a look at who leads.
 *
 * <p>What it delivers: {@code RmAnswered} for each answer that holds something, to be acknowledged;
 * {@code RmInSync} at the end of a take-over and after an outage, not to be acknowledged; {@code
 * RmLost} once for an outage. Answers may be repeated: a container that was allocated comes again
 * if nobody has acknowledged it.
 */
public final class RmLink implements ResourceManagerLink {
  private static final Logger LOG = LoggerFactory.getLogger(RmLink.class);

  private final RmLinkSettings settings;
  private final Mailbox mailbox;
  private final RmConversation conversation;
  private final RmLinkOwner owner;
  private final Thread thread;
  private final AtomicBoolean started = new AtomicBoolean();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  /**
   * @param token of the attempt to speak for
   * @param containers shared with the {@link NmLink}
   * @param events the supervisor's queue; must not block
   */
  public RmLink(
      RmLinkSettings settings,
      AttemptToken token,
      RmConnector connector,
      YarnContainers containers,
      Lease lease,
      LeadershipProof proof,
      RmLinkOwner owner,
      Consumer<Event> events) {
    this.settings = settings;
    this.owner = owner;
    this.mailbox = new Mailbox(token);
    this.conversation =
        new RmConversation(settings, connector, mailbox, containers, lease, proof, owner, events);
    this.thread = new Thread(this::run, "rm-link");
    this.thread.setDaemon(true);
  }

  @Override
  public void takeOver() {
    if (started.compareAndSet(false, true)) {
      thread.start();
    }
  }

  @Override
  public void ask(Action.Ask ask) {
    mailbox.ask(ask);
  }

  @Override
  public void avoid(Action.Avoid avoid) {
    mailbox.avoid(avoid);
  }

  @Override
  public void release(String containerId) {
    mailbox.release(containerId);
  }

  @Override
  public void progress(float progress) {
    mailbox.progress(progress);
  }

  @Override
  public void acknowledge() {
    mailbox.acknowledge();
  }

  /** Since the RM's last answer, or since this link was made; from any thread. */
  public Duration silence() {
    return conversation.silence();
  }

  /** A newer attempt of the application, or a newer token of the same one. */
  public void newAttempt(AttemptToken token) {
    mailbox.newAttempt(token);
  }

  /** A container that has ended, and that the RM will not tell of: releases are said no more. */
  public void gone(String containerId) {
    mailbox.completed(containerId);
  }

  @Override
  public boolean finish(Action.FinalStatus status, String diagnostics) {
    FinishOrder order =
        new FinishOrder(
            status,
            diagnostics,
            System.nanoTime() + settings.finishTimeout().toNanos(),
            new CompletableFuture<>());
    if (!started.get()) {
      return false;
    }
    mailbox.finish(order);
    try {
      // The thread keeps to the deadline; a call to the RM under way may take a little longer. A
      // thread that has ended, or ends now, answers for it.
      CompletableFuture<Boolean> unconfirmed = ended.thenApply(nothing -> false);
      return (boolean)
          CompletableFuture.anyOf(order.confirmed(), unconfirmed)
              .get(2 * settings.finishTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (TimeoutException | ExecutionException e) {
      LOG.warn("The ResourceManager has not confirmed the end of the application", e);
      return false;
    }
  }

  @Override
  public void close() {
    mailbox.close();
    thread.interrupt();
    if (!started.get() || Thread.currentThread() == thread) {
      return;
    }
    try {
      ended.get(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | ExecutionException e) {
      LOG.warn("The link's thread is still in a call to the ResourceManager; left behind", e);
    }
  }

  private void run() {
    try {
      conversation.run();
    } catch (LeadershipLostException e) {
      LOG.warn("The link to the ResourceManager ends: {}", e.getMessage());
      owner.leadershipLost(e);
    } catch (InterruptedException e) {
      LOG.info("The link to the ResourceManager is closed");
    } catch (RuntimeException e) {
      LOG.error("The link to the ResourceManager ends", e);
      owner.linkFailed(e);
    } finally {
      ended.complete(null);
    }
  }
}
