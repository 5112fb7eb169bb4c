package io.samzakeeper.am.supervisor;

import io.samzakeeper.am.supervisor.Action.FinalStatus;
import io.samzakeeper.job.ContainerRecord.Phase;
import io.samzakeeper.job.ContainerRecord.Role;
import io.samzakeeper.job.ProcessorRecord.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Compares what should be (each open processor has exactly one container with a live worker) with
 * what is, and says what to do. It does not matter how things came to be as they are, so a leader
 * that has just taken over does the same as one that was there all along.
 */
final class Reconciliation {
  /** For YARN to confirm what a worker has said of its end. */
  static final Duration PATIENCE_WITH_ENDED_WORKER = Duration.ofSeconds(5);

  /**
   * For YARN to tell how a worker ended that is gone without a word: a heartbeat of its node (1 s),
   * one of ours (0.5 s) and a bit. Its processor does not wait for it.
   */
  static final Duration PATIENCE_WITH_VANISHED_WORKER = Duration.ofSeconds(2);

  /** YARN tells of a release with its next answer, unless it has forgotten the container. */
  static final Duration PATIENCE_WITH_RELEASE = Duration.ofMinutes(10);

  /** For containers to end before the application is unregistered and YARN ends the rest. */
  static final Duration PATIENCE_AT_THE_END = Duration.ofSeconds(5);

  /**
   * For YARN's AM container to have a candidate again, that ends with the application: YARN shows
   * the job as ending, and keeps the container, until then.
   */
  static final Duration PATIENCE_WITH_AM_AT_THE_END = Duration.ofSeconds(30);

  private final LiveSettings settings;
  private final WorkerAsks workerAsks;
  private final ContainerEndings endings;
  private final Offers offers;
  private final Standbys standbys;
  private final Spares spares;
  private final RollOuts rollOuts;
  private final Placement placement;
  private final Spreading spreading;
  private final Stops stops = new Stops();
  private final Promotions promotions;
  private float toldProgress = -1;
  private boolean finished;

  Reconciliation(
      LiveSettings settings,
      AskLedger asks,
      ContainerEndings endings,
      Offers offers,
      Needs needs,
      Standbys standbys,
      Spares spares,
      RollOuts rollOuts,
      Placement placement) {
    this.placement = placement;
    this.spreading = new Spreading(settings);
    this.promotions = new Promotions(needs);
    this.rollOuts = rollOuts;
    this.standbys = standbys;
    this.spares = spares;
    this.settings = settings;
    this.workerAsks = new WorkerAsks(settings, asks, needs, placement);
    this.endings = endings;
    this.offers = offers;
  }

  void run(JobState state, Changes changes) {
    if (state.end().isEmpty()) {
      state.containers().forEach(container -> settle(state, container, changes));
      if (state.stopAskedBy().isPresent()) {
        stops.run(state, changes);
      } else {
        promotions.run(state, changes); // first: who handed over for that goes on with nothing else
        rollOuts.run(state, changes);
      }
    }
    if (state.end().isEmpty()) {
      endIfNothingIsLeft(state, changes);
    }
    placement.look(state, changes);
    if (state.end().isEmpty()) {
      spares.serve(state, changes);
    }
    state.offered().forEach(offer -> offers.decide(state, offer, changes));
    state.offered().clear();
    state.end().ifPresent(end -> giveAllBack(state, changes));
    standbys.replaceHungAm(state, changes);
    ask(state, changes);
    tellProgress(state, changes);
    state.end().ifPresent(end -> finish(state, end, changes));
  }

  /** One container of the table: goes on, is started, or is given back. */
  private void settle(JobState state, HeldContainer container, Changes changes) {
    Processor processor = state.processor(container.record().processor()).orElse(null);
    if (container.is(Phase.RELEASING) && state.candidates().isOwn(container.id())) {
      // A predecessor gave up on us too early. If YARN has heard of that, we end; not by ourselves.
      container.enter(Phase.RUNNING, changes);
      changes.tell(container.id(), "was to be given back, but leads now: kept");
    } else if (container.is(Phase.RELEASING)) {
      awaitEnd(state, container, changes);
    } else if (container.record().role() == Role.STANDBY) {
      standbys.settle(state, container, changes);
    } else if (container.record().role() == Role.SPARE) {
      spares.settle(state, container, changes);
    } else if (processor != null && processor.isOpen() && processor.container() == container) {
      settleServing(state, processor, container, changes);
    } else if (processor != null && processor.isOpen() && processor.successor() == container) {
      settleReady(state, container, changes);
    } else if (processor != null && processor.isOpen() && container.hasVanished()) {
      settleVanished(state, processor, container, changes);
    } else {
      state.giveBack(container, changes);
      changes.tell(container.id(), "serves no processor: given back");
    }
  }

  private void settleServing(
      JobState state, Processor processor, HeldContainer container, Changes changes) {
    if (state.worker(container).isEmpty()) {
      settleWithoutWorker(state, processor, container, changes);
      return;
    }
    if (!container.is(Phase.RUNNING)) {
      container.enter(Phase.RUNNING, changes);
    }
    if (!container.hasOnlyWaited()) {
      processor.startWorked();
    }
  }

  /** A second container of a processor: until it is needed it only has to be there. */
  private void settleReady(JobState state, HeldContainer container, Changes changes) {
    boolean isThere = state.worker(container).isPresent();
    if (container.is(Phase.RUNNING)) {
      if (!isThere) {
        state.giveBack(container, changes);
        changes.tell(container.id(), "stood ready and its worker is gone: given back");
      }
    } else if (isThere) {
      container.enter(Phase.RUNNING, changes);
    } else {
      if (container.isStartable()) {
        container.start(changes);
      }
      if (state.isOver(container.graceFrom(), settings.now().launchTimeout(), changes)) {
        endings.launchTimedOut(state, container, changes);
      }
    }
  }

  private void settleWithoutWorker(
      JobState state, Processor processor, HeldContainer container, Changes changes) {
    switch (container.record().phase()) {
      case ALLOCATED -> startOrGiveBack(state, processor, container, changes);
      case LAUNCHING -> {
        if (!processor.isAssignedTo(container.id())) {
          startOrGiveBack(state, processor, container, changes);
        } else if (container.isStartable()) {
          container.start(changes);
        }
        if (container.is(Phase.LAUNCHING)
            && state.isOver(container.graceFrom(), settings.now().launchTimeout(), changes)) {
          endings.launchTimedOut(state, container, changes);
        }
      }
      case RUNNING -> {
        if (!container.saidEnd()) {
          vanishes(state, processor, container, changes);
        } else if (state.isOver(container.graceFrom(), PATIENCE_WITH_ENDED_WORKER, changes)) {
          endings.workerLost(state, container, PATIENCE_WITH_ENDED_WORKER, changes);
        }
      }
      case RELEASING -> throw new IllegalStateException(container.id() + " serves nobody");
    }
  }

  /**
   * A worker whose registration is gone does not come back: without its session it may not commit.
   * So the processor gets another container at once, and the old one is kept only to hear from YARN
   * how it ended, which may count.
   */
  private static void vanishes(
      JobState state, Processor processor, HeldContainer container, Changes changes) {
    container.vanishes();
    processor.leaves(container);
    changes.tell(
        container.id(),
        "processor "
            + processor.id()
            + " lost its worker on "
            + container.host()
            + " without a word");
    state.isOver(container.graceFrom(), PATIENCE_WITH_VANISHED_WORKER, changes); // wakes us then
  }

  private void settleVanished(
      JobState state, Processor processor, HeldContainer container, Changes changes) {
    boolean isBack = state.worker(container).isPresent();
    if (isBack && processor.container() == null && processor.isAssignedTo(container.id())) {
      container.isBack();
      processor.servedBy(container);
      changes.tell(
          container.id(), "processor " + processor.id() + " has its worker back; goes on with it");
    } else if (isBack
        || state.isOver(container.graceFrom(), PATIENCE_WITH_VANISHED_WORKER, changes)) {
      endings.vanishedForGood(state, container, PATIENCE_WITH_VANISHED_WORKER, changes);
    }
  }

  /** A predecessor had it and has surely not started it: starts follow their assignment. */
  private void startOrGiveBack(
      JobState state, Processor processor, HeldContainer container, Changes changes) {
    if (container.isStartable() && state.mayBeginWith(processor)) {
      container.enter(Phase.LAUNCHING, changes);
      processor.assign(container, state.planGeneration(), state.epoch(), changes);
      container.start(changes);
      changes.tell(
          container.id(),
          "allocated to an earlier leader, launched for processor " + processor.id());
    } else if (state.yarn().isInSync()) {
      state.giveBack(container, changes);
      changes.tell(container.id(), "allocated to an earlier leader, never started: given back");
    }
  }

  private void awaitEnd(JobState state, HeldContainer container, Changes changes) {
    container.giveBack(changes);
    if (state.isOver(container.graceFrom(), PATIENCE_WITH_RELEASE, changes)) {
      state.forget(container, changes);
      changes.tell(container.id(), "YARN knows nothing of its end: forgotten");
    }
  }

  private static void endIfNothingIsLeft(JobState state, Changes changes) {
    // Standby tasks have no end of their own.
    List<Processor> active = state.processors().stream().filter(p -> !p.isStandby()).toList();
    if (active.stream().anyMatch(Processor::isOpen)) {
      return;
    }
    long all = active.size();
    long completed = active.stream().filter(p -> p.record().outcome() == Outcome.COMPLETED).count();
    String summary = completed + " of " + all + " processors completed";
    if (completed == 0) {
      String error =
          active.stream()
              .map(p -> p.record().lastError())
              .filter(lastError -> !lastError.isEmpty())
              .findFirst()
              .orElse("");
      state.endWith(
          FinalStatus.FAILED, "all " + all + " processors were given up: " + error, changes);
    } else {
      state.endWith(FinalStatus.SUCCEEDED, summary, changes);
    }
  }

  /** All but our own: with it, who is to unregister the application would end. */
  private static void giveAllBack(JobState state, Changes changes) {
    others(state).forEach(container -> state.giveBack(container, changes));
  }

  private static List<HeldContainer> others(JobState state) {
    return state.containers().stream()
        .filter(container -> !state.candidates().isOwn(container.id()))
        .toList();
  }

  private void ask(JobState state, Changes changes) {
    if (!state.yarn().isInSync()) {
      return;
    }
    WorkerAsks.Said said = workerAsks.ask(state, changes);
    boolean isSparesTurn = said.allServed() && said.allRun() && !standbys.isOneMissing(state);
    Set<String> ofSpares = spares.avoided(state, isSparesTurn, changes);
    standbys.ask(
        state,
        said.allServed(),
        said.allRun(),
        said.allServed() ? ofSpares : said.avoided(),
        avoided(state, changes),
        changes);
    spares.ask(state, isSparesTurn, changes);
  }

  private Set<String> avoided(JobState state, Changes changes) {
    Set<String> avoided = new HashSet<>(placement.excluded());
    avoided.addAll(spreading.avoided(state, changes));
    return avoided;
  }

  private void tellProgress(JobState state, Changes changes) {
    long done = state.processors().stream().filter(p -> isDoneOrRuns(state, p)).count();
    float progress = state.processors().isEmpty() ? 0 : (float) done / state.processors().size();
    if (progress != toldProgress) {
      toldProgress = progress;
      changes.act(new Action.ReportProgress(progress));
    }
  }

  private static boolean isDoneOrRuns(JobState state, Processor processor) {
    return switch (processor.record().outcome()) {
      case COMPLETED -> true;
      case GIVEN_UP -> false;
      case OPEN -> state.runs(processor);
    };
  }

  private void finish(JobState state, JobEnd end, Changes changes) {
    if (finished || !state.yarn().isInSync()) {
      return;
    }
    Instant since = later(end.since(), state.yarn().since());
    boolean othersEnded = others(state).isEmpty() || changes.isDue(since.plus(PATIENCE_AT_THE_END));
    boolean amCanEnd =
        state.candidates().stands(state.candidates().am())
            || changes.isDue(since.plus(PATIENCE_WITH_AM_AT_THE_END));
    if (othersEnded && amCanEnd) {
      finished = true;
      changes.act(new Action.Finish(end.status(), end.diagnostics()));
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
