package io.samzakeeper.am.web;

import io.samzakeeper.job.EndRequest;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What people may ask of a job that runs. The methods return at once, but for a look at ZooKeeper.
 */
public interface JobActions {
  /**
   * Has another candidate lead.
   *
   * @param to candidate, its container or its host; any other candidate if not given
   * @param user who asks
   * @return the operation, to be looked at again
   * @throws ProblemException when it cannot be done
   */
  Operation failOver(Optional<String> to, String user);

  /**
   * Makes another config the current one.
   *
   * @throws ProblemException when it cannot be begun
   */
  Operation change(ConfigRequest request, String user);

  /**
   * Has a processor go on in another container.
   *
   * @throws ProblemException when it cannot be begun
   */
  Operation restart(RestartOrder order, String user);

  /**
   * Ends the job.
   *
   * @throws ProblemException when it ends already, in another way
   */
  Operation end(EndRequest.How how, String user);

  /**
   * An operation that this leader or an earlier one was asked for; nothing where nobody knows it.
   */
  Optional<Operation> operation(String id);

  /**
   * A change of the config.
   *
   * @param from the generation that it changes: refused when another one is current
   * @param set keys and their new values
   * @param unset keys to take away
   * @param dryRun whether only to plan and tell what would be done
   * @param maxUnavailable processors that may be down at once; 0 for what the config says
   */
  record ConfigRequest(
      long from,
      SortedMap<String, String> set,
      List<String> unset,
      String reason,
      boolean dryRun,
      int maxUnavailable) {}

  /**
   * A processor that is to leave its container.
   *
   * @param from the container: nothing is done where another one serves the processor by now
   * @param to host where it is to go on; anywhere if not given
   */
  record RestartOrder(String processor, String from, Optional<String> to) {}

  /**
   * Something that takes its time.
   *
   * @param id in its address
   * @param what for people
   * @param lines what has happened so far, for people
   * @param result what came of it, in one line; empty while it runs
   */
  record Operation(String id, String what, State state, List<String> lines, String result) {
    public Operation {
      lines = List.copyOf(lines);
    }
  }

  /** How far an operation is. */
  enum State {
    RUNNING,
    DONE,
    /** Nothing was changed, or what was changed was taken back: the result says which. */
    FAILED
  }
}
