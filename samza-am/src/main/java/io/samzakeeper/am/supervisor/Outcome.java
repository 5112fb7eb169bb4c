package io.samzakeeper.am.supervisor;

import io.samzakeeper.am.supervisor.Action.FinalStatus;

/** Why a leader's supervisor ended. Whatever the reason, it takes no further action. */
public sealed interface Outcome {

  /**
   * The job has ended, and the tree says so.
   *
   * @param confirmed whether YARN has confirmed that the application is unregistered; if not, the
   *     next leader has to say it again
   */
  record Finished(FinalStatus status, String diagnostics, boolean confirmed) implements Outcome {}

  /** Another candidate leads, or may lead. The job goes on without us. */
  record LeadershipLost(LeadershipLostException cause) implements Outcome {}

  /** A fault of ours. What was decided last was not carried out to its end. */
  record Failed(Throwable cause) implements Outcome {}

  /** It was closed; the job goes on. */
  record Closed() implements Outcome {}
}
