package io.samzakeeper.am.supervisor;

/** How the supervisor has another plan made the current one. */
public interface PlanChanges {

  /**
   * Makes what was current before the current config and plan again; returns at once. The
   * supervisor hears of it as of any change. Repeated until it is done, or somebody else has
   * changed the plan.
   */
  void takeBack(Action.TakeBack takeBack);
}
