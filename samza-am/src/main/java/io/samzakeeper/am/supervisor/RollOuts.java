package io.samzakeeper.am.supervisor;

import io.samzakeeper.job.AppliedPlan.State;
import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.ContainerRecord.Phase;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.RollOut;
import io.samzakeeper.job.WorkerRegistration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Brings the processors from the plan that they run by to the current one, a few at a time: a
 * worker is told to hand over, which commits its tasks; when it says that it has, it is assigned
 * the new plan and goes on in its process. Where the process itself has to be another, that one is
 * started first and stands ready. A task that moves begins at its new processor when it has stopped
 * at the old one, never before. Whatever a leader finds half done it goes on with.
 */
final class RollOuts {
  /** For YARN to give a second container, before the first one is given up for it. */
  static final Duration PATIENCE_WITH_ROOM = Duration.ofSeconds(10);

  private final LiveSettings settings;
  private Instant movesWaitFrom;
  private Instant steadySince;
  private long takenBack;

  RollOuts(LiveSettings settings) {
    this.settings = settings;
  }

  void run(JobState state, Changes changes) {
    state.retired().forEach(processor -> retire(state, processor, changes));
    state.processors().stream()
        .filter(Processor::isOpen)
        .forEach(processor -> goOn(state, processor, changes));
    restart(state, changes);
    takeOver(state, changes); // last: what becomes free may be what it waits for
    if (!state.isRollingOut()) {
      return;
    }
    Optional<Processor> failed = failed(state);
    if (failed.isPresent()) {
      takeBack(state, failed.get(), changes);
      return;
    }
    tell(state, changes);
    orderMoves(state, changes);
    order(state, changes);
    settle(state, changes);
  }

  /** Whether a processor that is served wants a second container, to stand ready. */
  static boolean wantsSuccessor(JobState state, Processor processor, int maxUnavailable) {
    if (isToldToEnd(processor.container())) {
      return false;
    }
    boolean isNextOfRollOut =
        state.isLaunchedOtherwise(processor.container())
            && first(state, p -> p.container() != null && state.isLaunchedOtherwise(p.container()))
                .limit(atOnce(state, maxUnavailable))
                .anyMatch(p -> p == processor)
            && failed(state).isEmpty();
    return isNextOfRollOut || state.isToRestart(processor);
  }

  private static Stream<Processor> first(JobState state, Predicate<Processor> which) {
    return state.processors().stream().filter(Processor::isOpen).filter(which);
  }

  /** Who is to leave its container does when another stands ready, or none can be had. */
  private static void restart(JobState state, Changes changes) {
    for (Processor processor : state.processors()) {
      HeldContainer ready = processor.successor();
      if (processor.isOpen()
          && state.isToRestart(processor)
          && !isBusy(state, processor)
          && (ready != null
              ? isReady(state, ready)
              : state.hostToMoveTo(processor).isEmpty() && noRoomFor(processor, changes))) {
        order(state, processor, ContainerRecord.NO_PLAN, changes);
      }
    }
  }

  /** What stands ready gets the processor as soon as nobody runs it. */
  private void takeOver(JobState state, Changes changes) {
    for (Processor processor : state.processors()) {
      HeldContainer ready = processor.successor();
      HeldContainer serving = processor.container();
      boolean isFree = serving == null || (isToldToEnd(serving) && state.hasHandedOver(processor));
      if (processor.isOpen()
          && ready != null
          && isFree
          && isReady(state, ready)
          && state.mayBeginWith(processor)) {
        if (serving != null) {
          state.giveBack(serving, changes);
        }
        processor.leaves(ready);
        processor.servedBy(ready);
        processor.assign(ready, state.planGeneration(), state.epoch(), changes);
        changes.tell(
            ready.id(), "processor " + processor.id() + " goes on here, on " + ready.host());
      }
    }
  }

  /**
   * What stands ready is of no use if it was started for an earlier plan, or nothing calls for it,
   * or not there.
   */
  private static void dropUseless(JobState state, Processor processor, Changes changes) {
    HeldContainer ready = processor.successor();
    HeldContainer serving = processor.container();
    boolean isCalledFor = serving == null || isToldToEnd(serving) || state.isToMove(processor);
    if (ready != null
        && (!isCalledFor
            || state.isLaunchedOtherwise(ready)
            || state.hostToMoveTo(processor).filter(to -> !to.equals(ready.host())).isPresent())) {
      state.giveBack(ready, changes);
      changes.tell(ready.id(), "is not needed for processor " + processor.id() + ": given back");
    }
  }

  /** A processor of the plan whose worker has handed over, or that has none. */
  private void goOn(JobState state, Processor processor, Changes changes) {
    dropUseless(state, processor, changes);
    HeldContainer container = processor.container();
    boolean isUnchanged = state.plans().isUnchanged(processor.id(), processor.planGeneration());
    if (container == null) {
      if (processor.isOwned() && !isUnchanged) {
        processor.assignToNobody(state.planGeneration(), state.epoch(), changes);
      }
    } else if (state.hasHandedOver(processor)) {
      if (isToldToEnd(container) && state.isToMove(processor)) {
        if (processor.successor() == null) {
          processor.assignToNobody(state.planGeneration(), state.epoch(), changes);
          state.giveBack(container, changes);
          changes.tell(
              container.id(),
              "processor "
                  + processor.id()
                  + " has handed over, and nothing stands ready for it yet");
        }
      } else if (state.mayBeginWith(processor)) {
        processor.reassign(container, state.planGeneration(), state.epoch(), changes);
        container.runFrom(state.planGeneration(), changes);
        changes.tell(
            container.id(),
            "processor "
                + processor.id()
                + " has handed over and goes on with plan "
                + state.planGeneration());
      }
    }
  }

  /** A processor that the plan does not have: its tasks move to others. */
  private static void retire(JobState state, Processor processor, Changes changes) {
    if (processor.successor() != null) {
      state.giveBack(processor.successor(), changes);
    }
    HeldContainer container = processor.container();
    if (container != null && state.hasHandedOver(processor)) {
      state.giveBack(container, changes);
      changes.tell(
          container.id(), "processor " + processor.id() + " is not in the plan any more: ended");
    }
    if (processor.container() == null) {
      if (processor.isOwned()) {
        processor.assignToNobody(state.planGeneration(), state.epoch(), changes);
      }
      state.forget(processor);
    }
  }

  private static void tell(JobState state, Changes changes) {
    if (state.appliedPlan().filter(a -> a.generation() == state.planGeneration()).isEmpty()) {
      state.apply(State.ROLLING_OUT, changes);
      changes.tell("job", "plan " + state.planGeneration() + " is rolled out");
    }
  }

  /** Who gives tasks away or gets some hands over together: each needs what the others have. */
  private void orderMoves(JobState state, Changes changes) {
    List<Processor> moving =
        state.processors().stream().filter(p -> p.isOpen() && moves(state, p)).toList();
    if (moving.isEmpty() && state.retired().isEmpty()) {
      movesWaitFrom = null;
      return;
    }
    if (movesWaitFrom == null) {
      movesWaitFrom = changes.now();
    }
    boolean allReady =
        state.processors().stream()
            .filter(p -> p.isOpen() && p.container() == null)
            .allMatch(p -> p.successor() != null && isReady(state, p.successor()));
    if (allReady || changes.isDue(movesWaitFrom.plus(PATIENCE_WITH_ROOM))) {
      moving.forEach(p -> order(state, p, state.planGeneration(), changes));
      state.retired().forEach(p -> order(state, p, ContainerRecord.NO_PLAN, changes));
    }
  }

  private static boolean moves(JobState state, Processor processor) {
    return processor.container() != null
        && state.plans().movesTasksOf(processor.id(), processor.planGeneration());
  }

  /** As many as may be down at once. */
  private void order(JobState state, Changes changes) {
    long room =
        atOnce(state, settings.now().maxUnavailable())
            - state.processors().stream().filter(p -> p.isOpen() && isBusy(state, p)).count();
    for (Processor processor : state.processors()) {
      HeldContainer container = processor.container();
      if (room <= 0) {
        return;
      }
      if (!processor.isOpen() || container == null || isBusy(state, processor)) {
        continue;
      }
      if (state.isLaunchedOtherwise(container)) {
        HeldContainer ready = processor.successor();
        if (ready != null ? isReady(state, ready) : noRoomFor(processor, changes)) {
          order(state, processor, ContainerRecord.NO_PLAN, changes);
          room--;
        }
      } else if (!state.plans().isUnchanged(processor.id(), processor.planGeneration())) {
        order(state, processor, state.planGeneration(), changes);
        room--;
      }
    }
  }

  private static boolean noRoomFor(Processor processor, Changes changes) {
    return processor.waitsSince().isPresent()
        && changes.isDue(processor.waitsSince().get().plus(PATIENCE_WITH_ROOM));
  }

  /** Down, or about to be. */
  private static boolean isBusy(JobState state, Processor processor) {
    return !state.runs(processor)
        || processor.container().record().runsFrom() > processor.planGeneration();
  }

  /** Only of a worker that has begun: one that starts has read its orders before. */
  private static void order(JobState state, Processor processor, long runsFrom, Changes changes) {
    HeldContainer container = processor.container();
    if (container == null
        || !container.is(Phase.RUNNING)
        || container.record().runsFrom() >= runsFrom
        || container.record().runsFrom() > processor.planGeneration()) {
      return;
    }
    boolean hasBegun =
        state
            .worker(container)
            .filter(w -> w.planGeneration() == processor.planGeneration())
            .filter(
                w ->
                    w.state() == WorkerRegistration.State.RUNNING
                        || w.state() == WorkerRegistration.State.STARTING)
            .isPresent();
    if (hasBegun) {
      container.runFrom(runsFrom, changes);
      changes.tell(
          container.id(),
          "processor "
              + processor.id()
              + (runsFrom == ContainerRecord.NO_PLAN
                  ? " is to commit and stop"
                  : " is to commit, and to go on with plan " + runsFrom));
    }
  }

  private void settle(JobState state, Changes changes) {
    boolean isEverywhere =
        state.retired().isEmpty()
            && state.processors().stream()
                .filter(Processor::isOpen)
                .allMatch(
                    p ->
                        state.runs(p)
                            && p.successor() == null
                            && !isBusy(state, p)
                            && !state.isLaunchedOtherwise(p.container())
                            && state.plans().isUnchanged(p.id(), p.planGeneration()));
    if (!isEverywhere) {
      steadySince = null;
      return;
    }
    if (steadySince == null) {
      steadySince = changes.now();
      if (state.appliedPlan().filter(a -> a.state() == State.WATCHED).isEmpty()) {
        state.apply(State.WATCHED, changes);
        changes.tell("job", "plan " + state.planGeneration() + " is everywhere");
      }
    }
    if (changes.isDue(steadySince.plus(settings.now().rollOutWatch()))) {
      steadySince = null;
      state.apply(State.DONE, changes);
      state.forgetOldPlans();
    }
  }

  private static Optional<Processor> failed(JobState state) {
    Plan plan = state.plans().current();
    return plan.rollOut().hasWayBack() && state.isRollingOut()
        ? state.processors().stream()
            .filter(p -> p.record().failedPlan() == plan.generation())
            .findFirst()
        : Optional.empty();
  }

  private void takeBack(JobState state, Processor failed, Changes changes) {
    if (takenBack == state.planGeneration()) {
      return;
    }
    takenBack = state.planGeneration();
    RollOut rollOut = state.plans().current().rollOut();
    String why = failed.record().lastError();
    changes.tell("job", "plan " + state.planGeneration() + " is taken back, as with it " + why);
    changes.act(new Action.TakeBack(state.planGeneration(), rollOut, why));
  }

  private static int atOnce(JobState state, int otherwise) {
    int wanted = state.plans().current().rollOut().maxUnavailable();
    return wanted > 0 ? wanted : otherwise;
  }

  private static boolean isReady(JobState state, HeldContainer container) {
    return state
        .worker(container)
        .filter(worker -> worker.state() == WorkerRegistration.State.WAITING)
        .isPresent();
  }

  private static boolean isToldToEnd(HeldContainer container) {
    return container.record().runsFrom() == ContainerRecord.NO_PLAN;
  }
}
