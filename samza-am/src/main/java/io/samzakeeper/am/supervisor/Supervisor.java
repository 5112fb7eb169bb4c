package io.samzakeeper.am.supervisor;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/**
 * Decides for one leader, from its first event to its last. Pure: it looks at no clock, calls
 * nobody and keeps nothing but its own state, so the same events at the same times give the same
 * decisions. Not safe for threads.
 *
 * <p>What it decides counts only if all of it is done, in order: {@link Turn}.
 */
public final class Supervisor {
  /** While somebody's patience runs: so that a stop is noticed before it is over. */
  private static final Duration AWAKE_EVERY = Duration.ofSeconds(2);

  private static final Instant NEVER = Instant.ofEpochSecond(1L << 40);

  /** A timer that is later than that was not late by chance: the process was stopped, or hung. */
  private static final Duration LATE = Duration.ofSeconds(1);

  private final JobState state;
  private final Intake intake;
  private final Reconciliation reconciliation;
  private final Needs needs;
  private Instant wakeAt = NEVER;

  /**
   * @param restored what the job's tree holds when this leader begins
   */
  public Supervisor(SupervisorSettings settings, Restored restored) {
    this(settings, restored, ContainerEndings::new);
  }

  Supervisor(
      SupervisorSettings initial,
      Restored restored,
      Function<LiveSettings, ContainerEndings> endingsOf) {
    LiveSettings settings = new LiveSettings(initial);
    AskLedger asks = new AskLedger();
    ContainerEndings endings = endingsOf.apply(settings);
    this.needs = new Needs(settings);
    this.state = new JobState(restored);
    HostLedger hosts = new HostLedger(restored.avoidedHosts());
    Standbys standbys = new Standbys(settings, asks, hosts);
    Placement placement = new Placement(settings);
    Spares spares = new Spares(settings, asks, needs, placement);
    this.intake = new Intake(settings, asks, hosts, endings, standbys, spares);
    this.reconciliation =
        new Reconciliation(
            settings,
            asks,
            endings,
            new Offers(settings, asks, needs, standbys, spares, placement),
            needs,
            standbys,
            spares,
            new RollOuts(settings),
            placement);
  }

  /** What follows from an event that reached us at the given time. */
  public Decision decide(Event event, Instant now) {
    Changes changes = new Changes(state.epoch(), now);
    if (Duration.between(wakeAt, now).compareTo(LATE) > 0) {
      // What happened meanwhile is still on its way to us: nobody's patience has run out by that.
      state.grantNewGrace(now);
      changes.tell("job", "the leader was not awake for a while: everybody gets a new grace");
    }
    intake.take(state, event, changes);
    reconciliation.run(state, changes);
    if (changes.decision().wakeAt().isPresent()) {
      changes.wakeAt(now.plus(AWAKE_EVERY));
    }
    Decision decision = changes.decision();
    wakeAt = decision.wakeAt().orElse(NEVER);
    return decision;
  }

  /** The job as this leader knows it, after the last decision. */
  public JobView view(Instant now) {
    return Views.of(state, needs, now);
  }
}
