package io.samzakeeper.worker;

import io.samzakeeper.job.EndRequest;
import io.samzakeeper.tree.EndRequests;
import io.samzakeeper.tree.JobTree;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notices that somebody wants the job to be drained. */
final class DrainWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DrainWatch.class);

  private final JobTree tree;
  private final Runnable onDrain;
  private final EndRequests requests;

  /**
   * @param onDrain told as often as somebody says so; must not block
   */
  DrainWatch(JobTree tree, Runnable onDrain) {
    this.tree = tree;
    this.onDrain = onDrain;
    this.requests = new EndRequests(tree, this::consider);
  }

  /** What was said before counts on return. Blocks. */
  void start() {
    tree.read(tree.paths().end(), EndRequest.class).ifPresent(now -> consider(now.value()));
    requests.start();
  }

  @Override
  public void close() {
    requests.close();
  }

  /** It is about this application: a submission removes what was asked of an earlier one. */
  private void consider(EndRequest request) {
    if (request.how() == EndRequest.How.DRAIN) {
      LOG.info("The job is drained, asked for by {}", request.askedBy());
      onDrain.run();
    }
  }
}
