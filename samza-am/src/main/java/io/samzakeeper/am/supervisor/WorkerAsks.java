package io.samzakeeper.am.supervisor;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Asks YARN for the containers of processors: for those that need one, and for no others. */
final class WorkerAsks {
  /** Of processors, in a line for people. */
  private static final int MOST_NAMED = 10;

  private final LiveSettings settings;
  private final AskLedger asks;
  private final Needs needs;
  private final Placement placement;

  WorkerAsks(LiveSettings settings, AskLedger asks, Needs needs, Placement placement) {
    this.settings = settings;
    this.asks = asks;
    this.needs = needs;
    this.placement = placement;
  }

  /**
   * What it came to.
   *
   * @param allServed no processor needs a container
   * @param allRun nor is a worker of one still starting
   * @param avoided hosts and racks that are no good for what is asked for
   */
  record Said(boolean allServed, boolean allRun, Set<String> avoided) {}

  Said ask(JobState state, Changes changes) {
    Set<Processor> needy = needy(state, changes);
    StandbyTurns turns =
        new StandbyTurns(
            needy.stream().allMatch(Processor::isStandby), settings.now().placement().rackAware());
    boolean allRun = true;
    List<String> askedNow = new ArrayList<>();
    for (Processor processor : state.processors()) {
      boolean asked =
          needy.contains(processor)
              && (!processor.isStandby() || turns.isTurnOf(state, processor, changes));
      boolean isNews = asked && processor.waitsSince().isEmpty();
      processor.waits(asked, changes.now());
      Optional<String> host =
          asked ? placement.hostFor(state, processor, changes) : Optional.empty();
      asks.want(processor.key(), asked ? 1 : 0, settings.now().worker(), host, changes);
      if (isNews) {
        askedNow.add(processor.id() + host.map(only -> " on " + only).orElse(""));
      }
      allRun &= !processor.isOpen() || state.runs(processor);
    }
    tell(askedNow, changes);
    return new Said(needy.isEmpty(), allRun, turns.avoided());
  }

  private Set<Processor> needy(JobState state, Changes changes) {
    Set<Processor> needy = new HashSet<>();
    if (state.end().isEmpty()) {
      for (Processor processor : state.processors()) {
        if (needs.needsContainer(state, processor, changes)) {
          needy.add(processor);
        }
      }
    }
    return needy;
  }

  private static void tell(List<String> processors, Changes changes) {
    if (processors.isEmpty()) {
      return;
    }
    int rest = processors.size() - MOST_NAMED;
    changes.tell(
        "job",
        (processors.size() == 1
                ? "a container is asked for, for processor "
                : processors.size() + " containers are asked for, for processors ")
            + String.join(", ", processors.subList(0, Math.min(processors.size(), MOST_NAMED)))
            + (rest > 0 ? " and " + rest + " more" : ""));
  }
}
