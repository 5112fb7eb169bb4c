package io.samzakeeper.am;

import io.samzakeeper.am.web.JobActions.Operation;
import io.samzakeeper.am.web.JobActions.State;
import io.samzakeeper.am.web.ProblemException;
import io.samzakeeper.change.ChangeException;
import io.samzakeeper.change.EndOfJob;
import io.samzakeeper.job.Application;
import io.samzakeeper.job.EndRequest;
import io.samzakeeper.job.JobId;
import io.samzakeeper.tree.JobTree;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Ends of the job that are asked for through the pages, as by {@code keeper stop} and {@code keeper
 * drain}. What was asked stands in the tree, so every leader knows of it. Safe for any thread.
 */
final class LeadersEnds {
  private static final int CONFLICT = 409;
  private static final String PREFIX = "end-";

  private final JobTree tree;
  private final EndOfJob end;
  private final String applicationId;
  private final Supplier<Optional<Application>> application;
  private final BoundedReads reads;

  /**
   * @param application as the leader knows it; nothing before its first turn
   */
  LeadersEnds(
      JobTree tree,
      JobId job,
      String applicationId,
      Supplier<Optional<Application>> application,
      BoundedReads reads) {
    this.tree = tree;
    this.end = new EndOfJob(tree, job);
    this.applicationId = applicationId;
    this.application = application;
    this.reads = reads;
  }

  /**
   * Asks for it, once.
   *
   * @throws ProblemException when the job ends already
   */
  Operation begin(EndRequest.How how, String user) {
    return reads.read(() -> ask(how, user));
  }

  private Operation ask(EndRequest.How how, String user) {
    Optional<EndRequest> before = end.asked(applicationId);
    if (how == EndRequest.How.DRAIN
        && before.filter(asked -> asked.how() == EndRequest.How.STOP).isPresent()) {
      throw new ProblemException(
          CONFLICT, "it stops already, asked for by " + before.get().askedBy());
    }
    try {
      end.ask(how, user + " through the web");
    } catch (ChangeException e) {
      throw new ProblemException(CONFLICT, e.getMessage(), e);
    }
    return operation(end.asked(applicationId).orElseThrow());
  }

  /** What was asked of this leader, of an earlier one, or by a command. */
  Optional<Operation> find(String id) {
    return id.equals(PREFIX + applicationId)
        ? reads.read(() -> end.asked(applicationId).map(this::operation))
        : Optional.empty();
  }

  private Operation operation(EndRequest asked) {
    String how = asked.how().name().toLowerCase(Locale.ROOT);
    String what = how + " " + applicationId + ", asked for by " + asked.askedBy();
    Application now = application.get().orElseGet(() -> tree.application().orElseThrow().value());
    State state =
        switch (now.state()) {
          case RUNNING -> State.RUNNING;
          case SUCCEEDED -> State.DONE;
          case FAILED, KILLED -> State.FAILED;
        };
    String result =
        state == State.RUNNING ? "" : "it has ended as " + now.state() + ": " + now.diagnostics();
    return new Operation(PREFIX + applicationId, what, state, List.of(), result);
  }
}
