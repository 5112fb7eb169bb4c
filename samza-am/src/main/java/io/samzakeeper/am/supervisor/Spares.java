package io.samzakeeper.am.supervisor;

import io.samzakeeper.am.supervisor.Event.Completion;
import io.samzakeeper.am.supervisor.Event.YarnContainer;
import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.ContainerRecord.Phase;
import io.samzakeeper.job.ContainerRecord.Role;
import io.samzakeeper.job.WorkerRegistration;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Sees to it that as many workers wait, without a processor, as there should be, and gives them to
 * processors that have no container, or are to have another.
 */
final class Spares {
  /** A rack of its own is worth a heartbeat or two of the nodes, and then a host of its own. */
  static final Duration PATIENCE_WITH_SPREADING = Duration.ofSeconds(3);

  private final LiveSettings settings;
  private final AskLedger asks;
  private final Needs needs;
  private final Placement placement;
  private final FailureStreak failures = new FailureStreak();

  /** Since when another rack or host than those of workers is waited for; null while none is. */
  private Instant spreadFrom;

  Spares(LiveSettings settings, AskLedger asks, Needs needs, Placement placement) {
    this.settings = settings;
    this.asks = asks;
    this.needs = needs;
    this.placement = placement;
  }

  /** A container that YARN has allocated for a spare. */
  void decide(JobState state, YarnContainer offer, Changes changes) {
    if (state.end().isPresent()) {
      Offers.refuse(state, offer, "the job ends", changes);
    } else if (missing(state) == 0) {
      asks.doubt(AskLedger.SPARE_KEY);
      Offers.refuse(state, offer, "no spare is missing", changes);
    } else {
      ContainerRecord record =
          Offers.record(offer, "", Phase.LAUNCHING, changes.now()).forWorker(state.launch(), true);
      HeldContainer container = new HeldContainer(record, changes.now(), false);
      container.becomesStartable();
      state.hold(container);
      changes.put(new Mutation.PutContainer(record));
      container.start(changes);
      changes.wakeAt(changes.now().plus(settings.now().launchTimeout()));
      changes.tell(container.id(), "allocated on " + container.host() + ", launched as a spare");
    }
  }

  /** A spare of the table that is not given back yet. */
  void settle(JobState state, HeldContainer container, Changes changes) {
    if (state.isLaunchedOtherwise(container)) {
      state.giveBack(container, changes);
      changes.tell(container.id(), "spare started for an earlier plan: given back");
    } else if (state.worker(container).isPresent()) {
      settleThere(state, container, changes);
    } else if (container.is(Phase.RUNNING)) {
      state.giveBack(container, changes);
      failed(state, container, "is gone without a word", changes);
    } else {
      if (container.isStartable()) {
        container.start(changes);
      }
      Duration patience = settings.now().launchTimeout();
      if (state.isOver(container.graceFrom(), patience, changes)) {
        state.giveBack(container, changes);
        failed(state, container, "gave no sign for " + patience.toSeconds() + " s", changes);
      }
    }
  }

  private void settleThere(JobState state, HeldContainer container, Changes changes) {
    if (!container.is(Phase.RUNNING)) {
      container.enter(Phase.RUNNING, changes);
      changes.tell(container.id(), "spare waits on " + container.host());
    }
    if (state.containers(Role.SPARE).size() > settings.now().spares()) {
      state.giveBack(container, changes);
      changes.tell(container.id(), "one spare more than there should be: given back");
    }
  }

  /** Gives what waits to processors that need a container now. */
  void serve(JobState state, Changes changes) {
    List<HeldContainer> waiting = new ArrayList<>(waiting(state));
    for (Processor processor : waiting.isEmpty() ? List.<Processor>of() : state.processors()) {
      if (!waiting.isEmpty() && needs.needsContainer(state, processor, changes)) {
        HeldContainer spare = best(waiting, state, processor, changes).orElse(null);
        if (spare == null) {
          continue;
        }
        waiting.remove(spare);
        if (processor.container() == null && state.mayBeginWith(processor)) {
          give(state, spare, processor, changes);
        } else {
          standReady(spare, processor, changes);
        }
      }
    }
  }

  /** For a processor that another container still has. */
  private static void standReady(HeldContainer spare, Processor processor, Changes changes) {
    spare.serve(processor.id(), changes);
    processor.standsReady(spare);
    changes.tell(spare.id(), "spare is for processor " + processor.id() + " now, and stands ready");
  }

  private static void give(
      JobState state, HeldContainer spare, Processor processor, Changes changes) {
    spare.serve(processor.id(), changes);
    processor.servedBy(spare);
    processor.assign(spare, state.planGeneration(), state.epoch(), changes);
    changes.tell(
        spare.id(), "spare takes over processor " + processor.id() + " on " + spare.host());
  }

  private static List<HeldContainer> waiting(JobState state) {
    return state.containers(Role.SPARE).stream()
        .filter(spare -> spare.is(Phase.RUNNING))
        .filter(spare -> !state.isLaunchedOtherwise(spare))
        .filter(
            spare ->
                state
                    .worker(spare)
                    .filter(worker -> worker.state() == WorkerRegistration.State.WAITING)
                    .isPresent())
        .toList();
  }

  /** Another rack or host than the last worker's, which may be about to fail as a whole. */
  private Optional<HeldContainer> best(
      List<HeldContainer> waiting, JobState state, Processor processor, Changes changes) {
    return waiting.stream()
        .filter(spare -> placement.suits(spare.host(), state, processor, changes))
        .min(
            Comparator.comparing(
                spare -> state.racks().shared(processor.lastHost(), spare.host())));
  }

  /** It has ended, which a spare never does by itself. */
  void completed(JobState state, HeldContainer container, Completion completion, Changes changes) {
    String how = "ended with " + ContainerExit.describe(completion.exitStatus());
    if (ContainerExit.of(completion.exitStatus()) == ContainerExit.FAILED) {
      failed(state, container, how, changes);
    } else {
      changes.tell(
          container.id(), "spare on " + container.host() + " " + how + "; another is asked for");
    }
  }

  void launchRefused(JobState state, HeldContainer container, String reason, Changes changes) {
    state.giveBack(container, changes);
    failed(state, container, "was not started: " + reason.strip(), changes);
  }

  /**
   * Hosts and racks that YARN should avoid for what {@link #ask} asks for.
   *
   * @param isTheirTurn whether nothing else is asked for, and every worker runs
   */
  Set<String> avoided(JobState state, boolean isTheirTurn, Changes changes) {
    if (wanted(state, isTheirTurn, changes) == 0) {
      spreadFrom = null;
      return Set.of();
    }
    if (spreadFrom == null) {
      spreadFrom = changes.now();
    }
    Set<String> hosts = workersHosts(state);
    Set<String> racks = state.racks().of(hosts);
    Instant untilAnyRack = racks.isEmpty() ? spreadFrom : spreadFrom.plus(PATIENCE_WITH_SPREADING);
    if (!changes.isDue(untilAnyRack)) {
      hosts.addAll(racks);
      return hosts;
    }
    return changes.isDue(untilAnyRack.plus(PATIENCE_WITH_SPREADING)) ? Set.of() : hosts;
  }

  /** Says how many are wanted. Workers and standbys go first: one must not take the last place. */
  void ask(JobState state, boolean isTheirTurn, Changes changes) {
    int count = wanted(state, isTheirTurn, changes);
    asks.want(AskLedger.SPARE_KEY, count, settings.now().worker(), changes);
  }

  private int wanted(JobState state, boolean isTheirTurn, Changes changes) {
    boolean wanted =
        state.end().isEmpty()
            && state.stopAskedBy().isEmpty()
            && isTheirTurn
            && changes.isDue(failures.nextTry());
    return wanted ? missing(state) : 0;
  }

  private int missing(JobState state) {
    return Math.max(0, settings.now().spares() - state.containers(Role.SPARE).size());
  }

  private static Set<String> workersHosts(JobState state) {
    Set<String> hosts = new TreeSet<>();
    state.containers().stream()
        .filter(container -> container.record().role() != Role.STANDBY)
        .filter(container -> !container.is(Phase.RELEASING))
        .forEach(container -> hosts.add(container.host()));
    return hosts;
  }

  private void failed(JobState state, HeldContainer container, String how, Changes changes) {
    state.hostFailures().add(container.host(), "", changes.now());
    changes.tell(
        container.id(),
        "spare on "
            + container.host()
            + " "
            + how
            + "; another is asked for "
            + failures.add(changes.now()));
  }
}
