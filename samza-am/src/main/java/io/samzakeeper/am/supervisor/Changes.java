package io.samzakeeper.am.supervisor;

import io.samzakeeper.job.JobEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects what follows from one event. */
final class Changes {
  private final long epoch;
  private final Instant now;
  private final List<Mutation> mutations = new ArrayList<>();
  private final List<Action> actions = new ArrayList<>();
  private Instant wakeAt;

  Changes(long epoch, Instant now) {
    this.epoch = epoch;
    this.now = now;
  }

  Instant now() {
    return now;
  }

  void put(Mutation mutation) {
    mutations.add(mutation);
  }

  void act(Action action) {
    actions.add(action);
  }

  /**
   * Before all that is not first: an ask may go out to YARN as soon as it is carried out, and what
   * it is bound to has to be known there by then.
   */
  void actFirst(Action action) {
    actions.add(0, action);
  }

  /**
   * A line for people.
   *
   * @param subject a container id, a processor, or "job"
   */
  void tell(String subject, String text) {
    mutations.add(new Mutation.AppendEvent(new JobEvent(now.toEpochMilli(), epoch, subject, text)));
  }

  /**
   * @return whether that time has come; if not, there will be a tick then
   */
  boolean isDue(Instant at) {
    if (!at.isAfter(now)) {
      return true;
    }
    wakeAt(at);
    return false;
  }

  /** There will be a tick then, at the latest. */
  void wakeAt(Instant at) {
    if (wakeAt == null || at.isBefore(wakeAt)) {
      wakeAt = at;
    }
  }

  Decision decision() {
    return new Decision(mutations, actions, Optional.ofNullable(wakeAt));
  }
}
