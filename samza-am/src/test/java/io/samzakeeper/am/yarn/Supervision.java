package io.samzakeeper.am.yarn;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.am.supervisor.Event;
import io.samzakeeper.am.supervisor.LeadershipLostException;
import io.samzakeeper.am.supervisor.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Stands in for what surrounds the links: supervisor's queue, lease, proof of leadership, owner.
 */
final class Supervision implements Consumer<Event>, Lease, LeadershipProof, RmLinkOwner {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final AtomicBoolean leads = new AtomicBoolean(true);
  final AtomicBoolean failProofs = new AtomicBoolean();
  final AtomicInteger proofs = new AtomicInteger();
  final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
  final BlockingQueue<AttemptToken> rolled = new LinkedBlockingQueue<>();

  /** For each try that was not answered: whether there has ever been an answer. */
  final BlockingQueue<Boolean> silences = new LinkedBlockingQueue<>();

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

  @Override
  public void accept(Event event) {
    events.add(event);
  }

  @Override
  public void check() throws LeadershipLostException {
    if (!leads.get()) {
      throw new LeadershipLostException("the lease ran out", null);
    }
  }

  @Override
  public void prove() throws LeadershipLostException {
    proofs.incrementAndGet();
    if (failProofs.get()) {
      throw new LeadershipLostException("another one has the epoch", null);
    }
  }

  @Override
  public void attemptGone(String attemptId, String reason) {
    calls.add("gone " + attemptId);
  }

  @Override
  public void leadershipLost(LeadershipLostException cause) {
    calls.add("leadership lost");
  }

  @Override
  public void silent(Duration since, boolean everAnswered) {
    silences.add(everAnswered);
  }

  @Override
  public void tokenRolled(AttemptToken token) {
    rolled.add(token);
  }

  @Override
  public void asksRefused(String reason) {
    calls.add("refused");
  }

  @Override
  public void linkFailed(RuntimeException cause) {
    calls.add("failed " + cause);
  }

  /** The next event, which must be of this type. */
  <T extends Event> T next(Class<T> type) throws InterruptedException {
    Event event = events.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(event).as("next event").isInstanceOf(type);
    return type.cast(event);
  }

  String nextCall() throws InterruptedException {
    return calls.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Acknowledges answers until one has what is wanted; that one is left unacknowledged. */
  <T> T nextAnswered(RmLink link, java.util.function.Function<Event.RmAnswered, List<T>> what)
      throws InterruptedException {
    while (true) {
      Event.RmAnswered answer = next(Event.RmAnswered.class);
      List<T> found = what.apply(answer);
      if (!found.isEmpty()) {
        assertThat(found).hasSize(1);
        return found.get(0);
      }
      link.acknowledge();
    }
  }

  /** Acknowledges answers until the link is in sync. */
  Event.RmInSync untilInSync(RmLink link) throws InterruptedException {
    while (true) {
      Event event = events.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      assertThat(event).as("an event before the link is in sync").isNotNull();
      if (event instanceof Event.RmInSync inSync) {
        return inSync;
      }
      if (event instanceof Event.RmAnswered) {
        link.acknowledge();
      }
    }
  }

  /** What has come and was not asked for. */
  List<Event> rest() {
    List<Event> rest = new ArrayList<>();
    events.drainTo(rest);
    return rest;
  }
}
