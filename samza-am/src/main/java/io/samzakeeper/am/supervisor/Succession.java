package io.samzakeeper.am.supervisor;

/** Who leads next, as far as the supervisor has a say in it. */
public interface Succession {

  /**
   * Hands the lead over to the candidate in a container, if it stands and accepts; otherwise
   * nothing happens. Returns at once.
   */
  void handOverTo(String containerId);
}
