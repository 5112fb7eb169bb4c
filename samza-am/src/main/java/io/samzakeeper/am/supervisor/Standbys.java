package io.samzakeeper.am.supervisor;

import io.samzakeeper.am.supervisor.Event.Completion;
import io.samzakeeper.am.supervisor.Event.YarnContainer;
import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.ContainerRecord.Phase;
import io.samzakeeper.job.ContainerRecord.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Sees to it that there are as many candidates as there should be, each alive. */
final class Standbys {
  /** For a candidate's launcher to start the next: it pauses for 2 s at most. */
  static final Duration PATIENCE_WITH_GONE_CANDIDATE = Duration.ofSeconds(10);

  /**
   * At the end of the job YARN waits for its AM container to end, which only its candidate does by
   * itself. Another attempt costs seconds, as a candidate that was only started again does.
   */
  static final Duration PATIENCE_AT_THE_END = Duration.ofSeconds(2);

  /** A place on a node of its own is worth a short wait: no longer, as another node may fail. */
  static final Duration PATIENCE_WITH_SPREADING = Duration.ofSeconds(10);

  /**
   * A starting JVM takes a core for a second or more, which a worker on the same host needs more. A
   * worker that never runs does not hold standbys up for longer than this.
   */
  static final Duration PATIENCE_WITH_STARTING_WORKERS = Duration.ofSeconds(10);

  private final LiveSettings settings;
  private final AskLedger asks;
  private final HostLedger hosts;
  private final Crowding crowding = new Crowding();
  private final FailureStreak failures = new FailureStreak();

  /** Since when there are too few; null while there are enough. */
  private Instant missingSince;

  /** Until when another host than the other candidates' is waited for; null while none is. */
  private Instant spreadUntil;

  Standbys(LiveSettings settings, AskLedger asks, HostLedger hosts) {
    this.hosts = hosts;
    this.settings = settings;
    this.asks = asks;
  }

  /** A container that YARN has allocated for a standby. */
  void decide(JobState state, YarnContainer offer, Changes changes) {
    if (state.end().isPresent()) {
      Offers.refuse(state, offer, "the job ends", changes);
    } else if (missing(state) == 0) {
      asks.doubt(AskLedger.STANDBY_KEY);
      Offers.refuse(state, offer, "no standby AM is missing", changes);
    } else if (isSpreading(changes)
        && candidateHosts(state).contains(HeldContainer.hostOf(offer.node()))) {
      asks.doubt(AskLedger.STANDBY_KEY);
      Offers.refuse(state, offer, "another candidate is on its host", changes);
    } else {
      ContainerRecord record = Offers.record(offer, "", Phase.LAUNCHING, changes.now());
      HeldContainer container = new HeldContainer(record, changes.now(), false);
      container.becomesStartable();
      state.hold(container);
      changes.put(new Mutation.PutContainer(record));
      container.start(changes);
      changes.wakeAt(changes.now().plus(settings.now().launchTimeout()));
      changes.tell(
          container.id(), "allocated on " + container.host() + ", launched as a standby AM");
    }
  }

  /** A container of the table that is not given back yet. */
  void settle(JobState state, HeldContainer container, Changes changes) {
    if (state.candidates().stands(container.id())) {
      if (!container.is(Phase.RUNNING)) {
        container.enter(Phase.RUNNING, changes);
        changes.tell(container.id(), "standby AM stands by on " + container.host());
      }
      if (isOneTooMany(state, container, changes)) {
        String why =
            state.candidates().sharesHost(container.id())
                ? "shares its host with another candidate, and there is one elsewhere now"
                : "one standby AM more than there should be";
        state.giveBack(container, changes);
        changes.tell(container.id(), why + ": given back");
      }
      return;
    }
    if (container.is(Phase.LAUNCHING) && container.isStartable()) {
      container.start(changes);
    }
    Duration patience =
        container.is(Phase.RUNNING) ? PATIENCE_WITH_GONE_CANDIDATE : settings.now().launchTimeout();
    if (state.isOver(container.graceFrom(), patience, changes)) {
      state.giveBack(container, changes);
      failed(container, "no sign of its candidate for " + patience.toSeconds() + " s", changes);
    }
  }

  /** Its launcher has ended, which it never does by itself, or YARN has ended it. */
  void completed(HeldContainer container, Completion completion, Changes changes) {
    String how = "ended with " + ContainerExit.describe(completion.exitStatus());
    if (ContainerExit.of(completion.exitStatus()) == ContainerExit.FAILED) {
      failed(container, how, changes);
    } else {
      changes.tell(
          container.id(),
          "standby AM on " + container.host() + " " + how + "; another is asked for");
    }
  }

  void launchRefused(JobState state, HeldContainer container, String reason, Changes changes) {
    state.giveBack(container, changes);
    failed(container, "was not started: " + reason.strip(), changes);
  }

  /** YARN says that it runs since an earlier attempt, and the table does not have it. */
  void found(JobState state, YarnContainer container, Changes changes) {
    String id = container.containerId();
    if (state.candidates().stands(id)) {
      ContainerRecord record = Offers.record(container, "", Phase.RUNNING, changes.now());
      changes.put(new Mutation.PutContainer(record));
      state.hold(new HeldContainer(record, changes.now(), false));
      changes.tell(id, "is a standby AM: taken back into the table");
    } else {
      Offers.giveBack(state, container, changes);
      changes.tell(id, "runs and nobody knows it: given back");
    }
  }

  /**
   * Says how many are wanted. Workers go first: a standby must not take the last free place.
   *
   * @param allServed no container is asked for, for a worker
   * @param allRun nor is one of them still starting
   * @param otherwise hosts to be avoided while no host is to be avoided for standbys
   * @param excluded hosts to be avoided besides, whatever is asked for
   */
  void ask(
      JobState state,
      boolean allServed,
      boolean allRun,
      Set<String> otherwise,
      Set<String> excluded,
      Changes changes) {
    boolean wanted = state.end().isEmpty() && allServed && changes.isDue(failures.nextTry());
    boolean complete = wanted && held(state) == settings.now().standbys() && allStand(state);
    crowding.look(state, complete && settings.now().standbys() > 0, changes);
    int missing = missing(state);
    int count = isTheirTurn(missing, allRun, changes) && wanted ? missing : 0;
    spread(count > 0, changes);
    Set<String> avoided = new TreeSet<>(isSpreading(changes) ? candidateHosts(state) : otherwise);
    avoided.addAll(excluded);
    hosts.avoid(avoided, changes);
    asks.want(AskLedger.STANDBY_KEY, count, settings.now().candidate(), changes);
  }

  private boolean isTheirTurn(int missing, boolean workersRun, Changes changes) {
    if (missing == 0) {
      missingSince = null;
      return false;
    }
    if (missingSince == null) {
      missingSince = changes.now();
    }
    return workersRun || changes.isDue(missingSince.plus(PATIENCE_WITH_STARTING_WORKERS));
  }

  /**
   * Keeps candidates on hosts of their own, where there is one in time. YARN's blacklist is for all
   * asks, so it is used only while nothing but standbys is asked for; or else nothing but spares.
   */
  private void spread(boolean asking, Changes changes) {
    if (!asking) {
      spreadUntil = null;
    } else if (spreadUntil == null) {
      spreadUntil = changes.now().plus(PATIENCE_WITH_SPREADING);
    }
  }

  private boolean isSpreading(Changes changes) {
    return spreadUntil != null && !changes.isDue(spreadUntil);
  }

  /** Of those that stand, and of those that are on their way. */
  private static Set<String> candidateHosts(JobState state) {
    Set<String> used = new TreeSet<>(state.candidates().hosts());
    state.containers().stream()
        .filter(Standbys::isHeld)
        .map(HeldContainer::host)
        .forEach(used::add);
    return used;
  }

  /**
   * An AM container without a candidate hangs, or its host does: it is given back, which YARN
   * answers with the next attempt and does not count (tried out on 3.5.0: the attempt fails with
   * -100).
   */
  void replaceHungAm(JobState state, Changes changes) {
    Candidates candidates = state.candidates();
    String am = candidates.am();
    if (candidates.isOwn(am) || candidates.stands(am) || candidates.amGivenBack()) {
      return;
    }
    // It is known by its own word, so its process has been there.
    Duration patience =
        state.end().isPresent() ? PATIENCE_AT_THE_END : PATIENCE_WITH_GONE_CANDIDATE;
    if (state.isOver(candidates.amGraceFrom(), patience, changes)) {
      candidates.giveAmBack(changes);
      changes.tell(
          am,
          "YARN's AM container: no sign of its candidate for "
              + patience.toSeconds()
              + " s; given back, so that YARN starts the next attempt; not counted");
    }
  }

  /** Whether there are fewer than there should be. */
  boolean isOneMissing(JobState state) {
    return missing(state) > 0;
  }

  private int missing(JobState state) {
    return (int)
        Math.max(0, settings.now().standbys() + (crowding.isSearching() ? 1 : 0) - held(state));
  }

  private static boolean allStand(JobState state) {
    Candidates candidates = state.candidates();
    return candidates.stands(candidates.am())
        && state.containers().stream()
            .filter(Standbys::isHeld)
            .allMatch(container -> candidates.stands(container.id()));
  }

  private static long held(JobState state) {
    return state.containers().stream().filter(Standbys::isHeld).count();
  }

  private static boolean isHeld(HeldContainer container) {
    return container.record().role() == Role.STANDBY && !container.is(Phase.RELEASING);
  }

  /**
   * Only of those that stand: another may be on its way out, which nobody has told us yet. The
   * leader's own container stays, whatever the number. Who shares its host goes first.
   */
  private boolean isOneTooMany(JobState state, HeldContainer container, Changes changes) {
    Candidates candidates = state.candidates();
    List<String> standing =
        state.containers().stream()
            .filter(Standbys::isHeld)
            .map(HeldContainer::id)
            .filter(candidates::stands)
            .toList();
    if (standing.size() <= settings.now().standbys() || candidates.isOwn(container.id())) {
      return false;
    }
    List<String> sharing =
        standing.stream()
            .filter(id -> !candidates.isOwn(id))
            .filter(candidates::sharesHost)
            .toList();
    return sharing.isEmpty()
        ? !standing.contains(candidates.own()) || !crowding.handsOver(state, changes)
        : sharing.contains(container.id());
  }

  private void failed(HeldContainer container, String how, Changes changes) {
    changes.tell(
        container.id(),
        "standby AM on "
            + container.host()
            + " "
            + how
            + "; another is asked for "
            + failures.add(changes.now()));
  }
}
