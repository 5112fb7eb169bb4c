package io.samzakeeper.am.yarn;

import io.samzakeeper.am.supervisor.LeadershipLostException;

/**
 * Certainty about who leads. The lease is only a belief; before the link makes the RM accept it
 * again, after the RM's answer has shown that somebody else may have spoken for the attempt, it
 * wants to know. Two candidates that both come back on such an answer would do so for ever.
 */
@FunctionalInterface
public interface LeadershipProof {
  /**
   * Reads the epoch after a {@code sync} with ZooKeeper's leader; blocks. Called from the link's
   * thread.
   *
   * @throws LeadershipLostException when the epoch is not ours any more, or cannot be read while
   *     the session lives
   */
  void prove() throws LeadershipLostException, InterruptedException;
}
