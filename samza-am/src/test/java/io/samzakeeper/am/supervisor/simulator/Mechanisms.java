package io.samzakeeper.am.supervisor.simulator;

import io.samzakeeper.am.supervisor.Action.Finish;
import io.samzakeeper.am.supervisor.Decision;
import io.samzakeeper.am.supervisor.Event;
import io.samzakeeper.am.supervisor.JobStore;
import io.samzakeeper.am.supervisor.LeadershipLostException;
import io.samzakeeper.am.supervisor.NodeManagerLink;
import io.samzakeeper.am.supervisor.PlanChanges;
import io.samzakeeper.am.supervisor.ResourceManagerLink;
import io.samzakeeper.am.supervisor.Restored;
import io.samzakeeper.am.supervisor.Succession;
import io.samzakeeper.am.supervisor.SupervisorSettings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a leader is made of. The real thing, or a variant with one mechanism switched off. */
public interface Mechanisms {

  /** What decides. */
  interface Brain {
    Decision decide(Event event, Instant now);
  }

  /** What carries decisions out, in the order that it holds to be right. */
  interface Carrier {
    Optional<Finish> carryOut(List<Decision> decisions, boolean acknowledge)
        throws LeadershipLostException;
  }

  /** What keeps those who were overtaken from doing harm. */
  default Fences fences() {
    return Fences.ALL;
  }

  Brain brain(SupervisorSettings settings, Restored restored);

  Carrier carrier(
      JobStore store,
      ResourceManagerLink rm,
      NodeManagerLink nm,
      Succession succession,
      PlanChanges plans);
}
