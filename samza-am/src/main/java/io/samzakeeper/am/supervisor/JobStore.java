package io.samzakeeper.am.supervisor;

import java.util.List;

/** The job's tree, as the leader's supervisor writes it. */
public interface JobStore {
  /**
   * Writes all or nothing, fenced by the leader's epoch; durable on return. Blocks while ZooKeeper
   * is away, for as long as the session lives.
   *
   * @throws LeadershipLostException when the epoch has moved on or the session is gone: nothing may
   *     be done any more
   */
  void commit(List<Mutation> mutations) throws LeadershipLostException;
}
