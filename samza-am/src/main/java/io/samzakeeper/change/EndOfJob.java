package io.samzakeeper.change;

import io.samzakeeper.job.Application;
import io.samzakeeper.job.EndRequest;
import io.samzakeeper.job.JobId;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeException;
import io.samzakeeper.tree.Versioned;
import java.util.Optional;

/** Asks a job's leader to end the job. What was asked stands until the job is submitted again. */
public final class EndOfJob {
  private final JobTree tree;
  private final JobId job;

  public EndOfJob(JobTree tree, JobId job) {
    this.tree = tree;
    this.job = job;
  }

  /**
   * Asks, once: where the same was asked of this application before, that stands.
   *
   * @param askedBy for people
   * @return the application that is to end
   * @throws ChangeException when the job does not run
   */
  public Application ask(EndRequest.How how, String askedBy) {
    tree.sync();
    Application running =
        tree.application()
            .map(Versioned::value)
            .filter(application -> !application.state().ended())
            .orElseThrow(
                () ->
                    new ChangeException(
                        ChangeException.Kind.NOT_RUNNING,
                        job + " does not run: it has ended or was never submitted"));
    if (asked(running.applicationId()).filter(asked -> asked.how() == how).isEmpty()) {
      write(new EndRequest(how, running.applicationId(), askedBy));
    }
    return running;
  }

  /** What was asked of an application. */
  public Optional<EndRequest> asked(String applicationId) {
    return tree.read(tree.paths().end(), EndRequest.class)
        .map(Versioned::value)
        .filter(request -> request.applicationId().equals(applicationId));
  }

  private void write(EndRequest request) {
    try {
      tree.ensure(tree.paths().commands());
      tree.client().create().orSetData().forPath(tree.paths().end(), Znodes.encode(request));
    } catch (Exception e) {
      throw TreeException.of("write " + tree.paths().end(), e);
    }
  }
}
