package io.samzakeeper.am.supervisor;

import io.samzakeeper.am.supervisor.Action.AskKey;
import io.samzakeeper.am.supervisor.Event.YarnContainer;
import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.ContainerRecord.Phase;
import java.time.Instant;

/**
 * What to do with a container that YARN has allocated: start what it was asked for, or give it
 * back. What is given back is recorded, too: the release may not have gone out yet when a successor
 * takes over, and YARN tells of the container only once.
 */
final class Offers {
  private final LiveSettings settings;
  private final AskLedger asks;
  private final Needs needs;
  private final Standbys standbys;
  private final Spares spares;
  private final Placement placement;
  private final Spreading spreading;

  Offers(
      LiveSettings settings,
      AskLedger asks,
      Needs needs,
      Standbys standbys,
      Spares spares,
      Placement placement) {
    this.placement = placement;
    this.spreading = new Spreading(settings);
    this.settings = settings;
    this.asks = asks;
    this.needs = needs;
    this.standbys = standbys;
    this.spares = spares;
  }

  void decide(JobState state, YarnContainer offer, Changes changes) {
    AskKey key = new AskKey(offer.priority(), offer.allocationRequestId());
    if (key.equals(AskLedger.STANDBY_KEY)) {
      standbys.decide(state, offer, changes);
      return;
    }
    if (key.equals(AskLedger.SPARE_KEY)) {
      spares.decide(state, offer, changes);
      return;
    }
    Processor processor = state.processor(key).orElse(null);
    if (processor == null) {
      refuse(state, offer, "nothing asks for it", changes);
    } else if (state.end().isPresent()) {
      refuse(state, offer, "the job ends", changes);
    } else if (!needs.needsContainer(state, processor, changes)) {
      asks.doubt(key);
      refuse(state, offer, "processor " + processor.id() + " needs none now", changes);
    } else if (!placement.suits(HeldContainer.hostOf(offer.node()), state, processor, changes)) {
      asks.doubt(key);
      refuse(state, offer, "processor " + processor.id() + " is to be on another host", changes);
    } else if (spreading.isTooMuch(HeldContainer.hostOf(offer.node()), state, processor, changes)) {
      asks.doubt(key);
      refuse(state, offer, "its host has its share of the job, and others have not", changes);
    } else if (processor.isStandby()
        && Promotions.isTooNear(
            offer, state, processor, settings.now().placement().rackAware(), changes)) {
      // YARN decides by what it was told last, which may be older than what it allocates.
      asks.doubt(key);
      refuse(state, offer, "it is too near to the same tasks", changes);
    } else if (offer.memoryMb() < settings.now().worker().memoryMb()
        || offer.cores() < settings.now().worker().cores()) {
      processor.startRefused(changes.now());
      refuse(
          state,
          offer,
          "too small with " + offer.memoryMb() + " MB and " + offer.cores() + " cores",
          changes);
    } else {
      accept(state, offer, processor, changes);
    }
  }

  private void accept(JobState state, YarnContainer offer, Processor processor, Changes changes) {
    boolean standsReady = processor.container() != null || !state.mayBeginWith(processor);
    HeldContainer container =
        new HeldContainer(
            record(offer, processor.id(), Phase.LAUNCHING, changes.now())
                .forWorker(state.launch(), standsReady),
            changes.now(),
            false);
    container.becomesStartable();
    state.hold(container);
    // The record comes first: of a write that is cut short, what a successor finds was not started.
    changes.put(new Mutation.PutContainer(container.record()));
    if (!standsReady) {
      processor.assign(container, state.planGeneration(), state.epoch(), changes);
    }
    container.start(changes);
    changes.wakeAt(changes.now().plus(settings.now().launchTimeout()));
    changes.tell(
        container.id(),
        "allocated on "
            + container.host()
            + ", launched for processor "
            + processor.id()
            + (standsReady ? ", to stand ready" : ""));
  }

  static void refuse(JobState state, YarnContainer offer, String why, Changes changes) {
    giveBack(state, offer, changes);
    changes.tell(offer.containerId(), "allocated, but " + why + ": given back");
  }

  /** Gives a container back that is not in the table. */
  static void giveBack(JobState state, YarnContainer container, Changes changes) {
    ContainerRecord record = record(container, "", Phase.RELEASING, changes.now());
    HeldContainer held = new HeldContainer(record, changes.now(), false);
    changes.put(new Mutation.PutContainer(record));
    state.hold(held);
    held.giveBack(changes);
  }

  static ContainerRecord record(
      YarnContainer container, String processor, Phase phase, Instant now) {
    return new ContainerRecord(
        container.containerId(),
        AskLedger.role(container.priority()),
        processor,
        container.node(),
        container.nodeHttpAddress(),
        container.rack(),
        container.memoryMb(),
        container.cores(),
        phase,
        now.toEpochMilli(),
        "",
        ContainerRecord.ANY_PLAN,
        false);
  }
}
