package io.samzakeeper.am.supervisor;

import io.samzakeeper.am.supervisor.Event.YarnContainer;
import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.ContainerRecord.Phase;
import io.samzakeeper.job.WorkerRegistration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Standby tasks, which keep copies of the stores of active ones, in processors of their own: where
 * an active processor has no container, the worker of its standby stops that, in the same JVM and
 * with the stores where they are, and runs the active one. The standby gets another container then.
 * Samza itself stops the standby's container and starts a new one on its host ({@code
 * StandbyContainerManager}).
 */
final class Promotions {
  /**
   * Another host than those of the same tasks is worth some heartbeats of the nodes, and another
   * rack is worth as many before.
   */
  static final Duration PATIENCE_WITH_SPREADING = Duration.ofSeconds(10);

  private final Needs needs;

  Promotions(Needs needs) {
    this.needs = needs;
  }

  void run(JobState state, Changes changes) {
    for (Processor active : state.processors()) {
      if (Needs.lacksContainer(state, active)) {
        // Who has been told already is not sent back for a pause that began meanwhile.
        standbyFor(state, active)
            .filter(
                standby -> isLeaving(standby.container()) || changes.isDue(needs.nextTry(active)))
            .ifPresent(standby -> promote(state, active, standby, changes));
      }
    }
  }

  /** A standby of the processor whose worker can take it over soon. */
  static Optional<Processor> standbyFor(JobState state, Processor active) {
    if (active.isStandby()) {
      return Optional.empty();
    }
    List<Processor> able =
        state.withTasksOf(active).stream()
            .filter(standby -> standby != active)
            .filter(standby -> isAble(state, standby))
            .toList();
    return able.stream()
        .filter(standby -> isLeaving(standby.container())) // begun before
        .findFirst()
        .or(() -> able.stream().findFirst());
  }

  private static boolean isAble(JobState state, Processor standby) {
    HeldContainer container = standby.container();
    return standby.isOpen()
        && container != null
        && container.is(Phase.RUNNING)
        && !state.isLaunchedOtherwise(container)
        && (state.hasHandedOver(standby) || runs(state, standby));
  }

  /** What has not begun with it has nothing to hand over, and would never say that it has. */
  private static boolean runs(JobState state, Processor standby) {
    return state
        .worker(standby.container())
        .filter(worker -> worker.state() == WorkerRegistration.State.RUNNING)
        .filter(worker -> worker.processor().equals(standby.id()))
        .isPresent();
  }

  private static boolean isLeaving(HeldContainer container) {
    return container.record().runsFrom() == ContainerRecord.NO_PLAN;
  }

  private static void promote(
      JobState state, Processor active, Processor standby, Changes changes) {
    HeldContainer container = standby.container();
    if (!isLeaving(container)) {
      container.runFrom(ContainerRecord.NO_PLAN, changes);
      changes.tell(
          container.id(),
          "standby " + standby.id() + " is to stop, to run processor " + active.id() + " instead");
    } else if (state.hasHandedOver(standby)) {
      // The row comes first: by it the worker knows that it is not just left without work.
      container.promote(active.id(), changes);
      standby.leaves(container);
      standby.assignToNobody(state.planGeneration(), state.epoch(), changes);
      active.standsReady(container);
      changes.tell(
          container.id(),
          "was standby "
              + standby.id()
              + " on "
              + container.host()
              + ", is for processor "
              + active.id()
              + " now");
    }
  }

  /**
   * Hosts and racks that YARN is not to put a standby on, which needs a container: the longer it
   * waits, the fewer.
   */
  static Set<String> placesToAvoid(
      JobState state, Processor standby, boolean rackAware, Changes changes) {
    Set<String> hosts = hostsOfSameTasks(state, standby);
    Set<String> racks = rackAware ? state.racks().of(hosts) : Set.of();
    Instant since = standby.waitsSince().orElse(changes.now());
    Instant untilAnyRack = racks.isEmpty() ? since : since.plus(PATIENCE_WITH_SPREADING);
    if (!changes.isDue(untilAnyRack)) {
      return union(hosts, racks);
    }
    return changes.isDue(untilAnyRack.plus(PATIENCE_WITH_SPREADING)) ? Set.of() : hosts;
  }

  private static Set<String> union(Set<String> some, Set<String> others) {
    Set<String> all = new TreeSet<>(some);
    all.addAll(others);
    return all;
  }

  /** Whether that container would be beside the same tasks, while another place is waited for. */
  static boolean isTooNear(
      YarnContainer offer, JobState state, Processor standby, boolean rackAware, Changes changes) {
    Set<String> avoided = placesToAvoid(state, standby, rackAware, changes);
    return avoided.contains(HeldContainer.hostOf(offer.node())) || avoided.contains(offer.rack());
  }

  /** Hosts where the same tasks are, will be, or stand by: one of them must survive. */
  static Set<String> hostsOfSameTasks(JobState state, Processor processor) {
    return state.withTasksOf(processor).stream()
        .filter(other -> other != processor)
        .flatMap(other -> Stream.of(other.container(), other.successor()))
        .filter(Objects::nonNull)
        .map(HeldContainer::host)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
