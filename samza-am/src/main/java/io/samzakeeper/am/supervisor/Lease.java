package io.samzakeeper.am.supervisor;

/**
 * The leader's own knowledge that it may still act: shorter than its ZooKeeper session, on the
 * monotonic clock. YARN does not fence a zombie's calls, so it is checked before each of them. Safe
 * for any thread.
 */
public interface Lease {
  /**
   * @throws LeadershipLostException when the lease has run out
   */
  void check() throws LeadershipLostException;
}
