package io.samzakeeper.am.supervisor;

import io.samzakeeper.am.supervisor.Action.Finish;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that decides: takes events from its queue, has the {@link Supervisor} decide and
 * carries the decisions out ({@link Turn}). Events that wait together are decided one by one and
 * made durable in one write.
 */
public final class SupervisorLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SupervisorLoop.class);

  /** Events that share one write. */
  private static final int MOST_EVENTS_AT_ONCE = 100;

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final Duration PATIENCE_WITH_CLOSING = Duration.ofSeconds(5);

  private final Supervisor supervisor;
  private final InstantSource clock;
  private final BlockingQueue<Event> queue = new LinkedBlockingQueue<>();
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
  private final AtomicBoolean started = new AtomicBoolean();
  private volatile boolean closing;
  private volatile JobView view;
  private volatile Thread thread;

  /** Reckons time by the monotonic clock, so that a step of the wall clock ends no patience. */
  public SupervisorLoop(Supervisor supervisor) {
    this(supervisor, new SteadyClock());
  }

  SupervisorLoop(Supervisor supervisor, InstantSource clock) {
    this.supervisor = supervisor;
    this.clock = clock;
    this.view = supervisor.view(clock.instant());
  }

  /** Takes an event, from any thread, before or after {@link #start}; never blocks. */
  public void accept(Event event) {
    queue.add(event);
  }

  /**
   * Starts the thread, which begins with {@link ResourceManagerLink#takeOver}. The links stay the
   * caller's, to close after {@link #outcome}.
   *
   * @param nm knows the NodeManager tokens in the job's tree already
   */
  public void start(
      JobStore store,
      ResourceManagerLink rm,
      NodeManagerLink nm,
      Succession succession,
      PlanChanges plans) {
    if (!started.compareAndSet(false, true)) {
      throw new IllegalStateException("the supervisor has been started before");
    }
    Turn turn = new Turn(store, rm, nm, succession, plans);
    Thread newThread = new Thread(() -> run(turn, rm), "supervisor");
    newThread.setDaemon(true);
    thread = newThread;
    newThread.start();
  }

  /**
   * How it ended; completed once, by the supervisor's thread, after its last action. Never
   * completed exceptionally.
   */
  public CompletableFuture<Outcome> outcome() {
    return outcome;
  }

  /** The job after the last decision that is durable. */
  public JobView view() {
    return view;
  }

  /** Ends the thread; the job goes on. Waits a few seconds for an action under way. */
  @Override
  public void close() {
    closing = true;
    Thread running = thread;
    if (running == null) {
      outcome.complete(new Outcome.Closed());
      return;
    }
    if (running == Thread.currentThread()) {
      return; // called by who waits for the outcome
    }
    running.interrupt();
    try {
      running.join(PATIENCE_WITH_CLOSING.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (running.isAlive()) {
      LOG.warn("The supervisor is still at work; left behind, it will do nothing new");
    }
  }

  private void run(Turn turn, ResourceManagerLink rm) {
    outcome.complete(supervise(turn, rm));
  }

  private Outcome supervise(Turn turn, ResourceManagerLink rm) {
    try {
      Optional<Instant> wakeAt = decide(turn, List.of(new Event.Tick())).wakeAt();
      rm.takeOver();
      while (true) {
        Turned turned = decide(turn, next(wakeAt));
        if (turned.finish().isPresent()) {
          return finish(rm, turned.finish().get());
        }
        wakeAt = turned.wakeAt();
      }
    } catch (LeadershipLostException e) {
      if (closing) {
        return new Outcome.Closed();
      }
      LOG.warn("No leader any more, the job goes on without us: {}", e.getMessage());
      return new Outcome.LeadershipLost(e);
    } catch (InterruptedException e) {
      LOG.info("The supervisor is closed, the job goes on");
      return new Outcome.Closed();
    } catch (RuntimeException | Error e) {
      LOG.error("The supervisor failed; it must not lead any further", e);
      return new Outcome.Failed(e);
    }
  }

  private record Turned(Optional<Finish> finish, Optional<Instant> wakeAt) {}

  private Turned decide(Turn turn, List<Event> events)
      throws LeadershipLostException, InterruptedException {
    boolean acknowledge = false;
    List<Decision> decisions = new ArrayList<>(events.size());
    for (Event event : events) {
      LOG.debug("{}", event);
      decisions.add(supervisor.decide(event, clock.instant()));
      acknowledge |= event instanceof Event.RmAnswered;
    }
    if (closing) {
      throw new InterruptedException("closed before the decision was carried out");
    }
    Optional<Finish> finish = turn.carryOut(decisions, acknowledge);
    view = supervisor.view(clock.instant());
    decisions.forEach(this::log);
    return new Turned(finish, decisions.get(decisions.size() - 1).wakeAt());
  }

  /** All that is in the queue, or a tick if nothing comes until it is due. */
  private List<Event> next(Optional<Instant> wakeAt) throws InterruptedException {
    Duration wait = wakeAt.map(at -> Duration.between(clock.instant(), at)).orElse(LONGEST_WAIT);
    // Up to the next millisecond: earlier than the timer would be too early.
    Event first = queue.poll(Math.max(0, wait.toMillis() + 1), TimeUnit.MILLISECONDS);
    List<Event> events = new ArrayList<>();
    events.add(first == null ? new Event.Tick() : first);
    queue.drainTo(events, MOST_EVENTS_AT_ONCE - 1);
    return events;
  }

  private Outcome finish(ResourceManagerLink rm, Finish finish) {
    LOG.info("The application ends as {}: {}", finish.status(), finish.diagnostics());
    boolean confirmed = rm.finish(finish.status(), finish.diagnostics());
    if (!confirmed) {
      LOG.warn("The ResourceManager has not confirmed the end; the next leader says it again");
    }
    return new Outcome.Finished(finish.status(), finish.diagnostics(), confirmed);
  }

  private void log(Decision decision) {
    for (Mutation mutation : decision.mutations()) {
      if (mutation instanceof Mutation.AppendEvent append) {
        LOG.info(
            "{} epoch {} {}: {}",
            view.attemptId(),
            append.event().epoch(),
            append.event().subject(),
            append.event().text());
      }
    }
  }
}
