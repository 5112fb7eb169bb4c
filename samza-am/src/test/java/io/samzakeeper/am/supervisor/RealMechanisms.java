package io.samzakeeper.am.supervisor;

import io.samzakeeper.am.supervisor.simulator.Mechanisms;

/** What leads in production. */
class RealMechanisms implements Mechanisms {
  @Override
  public Brain brain(SupervisorSettings settings, Restored restored) {
    return new Supervisor(settings, restored)::decide;
  }

  @Override
  public Carrier carrier(
      JobStore store,
      ResourceManagerLink rm,
      NodeManagerLink nm,
      Succession succession,
      PlanChanges plans) {
    return new Turn(store, rm, nm, succession, plans)::carryOut;
  }
}
