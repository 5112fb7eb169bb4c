package io.samzakeeper.am.supervisor;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What follows from one event: first the mutations become durable, in one fenced write, then the
 * actions are taken, in order.
 *
 * @param wakeAt when a {@link Event.Tick} is due at the latest, if nothing else happens
 */
public record Decision(List<Mutation> mutations, List<Action> actions, Optional<Instant> wakeAt) {
  public Decision {
    mutations = List.copyOf(mutations);
    actions = List.copyOf(actions);
  }
}
