package io.samzakeeper.am.supervisor;

import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.ContainerRecord.Phase;
import java.time.Instant;

/** A container of the leader's table, and what this leader has seen of it. */
final class HeldContainer {
  private ContainerRecord record;
  private final boolean perhapsStarted;
  private Instant graceFrom;
  private boolean startable;
  private boolean startAsked;
  private boolean releaseAsked;
  private boolean saidCompleted;
  private boolean saidEnd;
  private boolean vanished;
  private boolean begun;
  private String lastError = "";

  /**
   * @param graceFrom from when patience with it is counted, by this leader
   * @param perhapsStarted whether an earlier leader was about to start it: nobody knows if it did
   */
  HeldContainer(ContainerRecord record, Instant graceFrom, boolean perhapsStarted) {
    this.record = record;
    this.perhapsStarted = perhapsStarted;
    this.graceFrom = graceFrom;
  }

  ContainerRecord record() {
    return record;
  }

  String id() {
    return record.containerId();
  }

  String host() {
    return hostOf(record.node());
  }

  boolean is(Phase phase) {
    return record.phase() == phase;
  }

  void enter(Phase phase, Changes changes) {
    record = record.in(phase, changes.now().toEpochMilli());
    graceFrom = changes.now();
    changes.put(new Mutation.PutContainer(record));
  }

  /** A spare serves a processor from here on; its worker is told by the row itself. */
  void serve(String processor, Changes changes) {
    record = record.serving(processor);
    changes.put(new Mutation.PutContainer(record));
  }

  /** The worker of a standby runs its active processor from here on, as soon as that is free. */
  void promote(String processor, Changes changes) {
    record =
        record
            .serving(processor)
            .runningFrom(ContainerRecord.ANY_PLAN)
            .forWorker(record.launch(), true);
    begun = false;
    changes.put(new Mutation.PutContainer(record));
  }

  /** What its worker may run from here on; it is told by the row itself. */
  void runFrom(long generation, Changes changes) {
    if (record.runsFrom() != generation) {
      record = record.runningFrom(generation);
      changes.put(new Mutation.PutContainer(record));
    }
  }

  Instant graceFrom() {
    return graceFrom;
  }

  void newGrace(Instant from) {
    graceFrom = from;
  }

  /** YARN has told this leader of it with all that a start needs. */
  void becomesStartable() {
    startable = true;
  }

  boolean isStartable() {
    return startable;
  }

  /** Asks the NodeManager, once by each leader: a start that was done already is harmless. */
  void start(Changes changes) {
    if (!startAsked) {
      startAsked = true;
      changes.act(
          new Action.Launch(
              id(), record.node(), record.role(), record.processor(), record.launch()));
    }
  }

  boolean isPerhapsStarted() {
    return perhapsStarted;
  }

  /** Tells YARN once by each leader; the link repeats it. */
  void giveBack(Changes changes) {
    if (!is(Phase.RELEASING)) {
      enter(Phase.RELEASING, changes);
    }
    if (!releaseAsked) {
      releaseAsked = true;
      changes.act(new Action.Release(id()));
      changes.wakeAt(changes.now().plus(Reconciliation.PATIENCE_WITH_RELEASE));
    }
  }

  /** Its worker has begun with what it is assigned; until then it only waited, if it was there. */
  void begins() {
    begun = true;
  }

  /** Whether it was started to wait, and has not begun with anything, as far as is known. */
  boolean hasOnlyWaited() {
    return record.standsReady() && !begun;
  }

  void workerCompleted() {
    saidCompleted = true;
    saidEnd = true;
  }

  /** Its worker said that nothing is left to do. */
  boolean saidCompleted() {
    return saidCompleted;
  }

  void workerFailed(String error) {
    lastError = error;
    saidEnd = true;
  }

  /** Its worker said how it ends: YARN is about to say the same. */
  boolean saidEnd() {
    return saidEnd;
  }

  /** Its worker is gone without a word: another container may serve the processor from here on. */
  void vanishes() {
    vanished = true;
  }

  void isBack() {
    vanished = false;
  }

  /** All that is left of it is YARN's word on how it ended, or none. */
  boolean hasVanished() {
    return vanished;
  }

  /** What its worker said on its way out; empty if nothing. */
  String lastError() {
    return lastError;
  }

  static String hostOf(String node) {
    int colon = node.lastIndexOf(':');
    return colon < 0 ? node : node.substring(0, colon);
  }
}
