package io.samzakeeper.client;

import io.samzakeeper.change.SubmissionClaim;
import io.samzakeeper.job.JobId;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeException;
import java.io.IOException;
import java.util.Map;

/** A change of a job's checkpoints by a command: while nobody runs the job, or starts to. */
interface CheckpointChange {

  /**
   * Called under the claim of the job.
   *
   * @param author this command, for people
   */
  void make(JobCheckpoints checkpoints, String author) throws Exception;

  /**
   * Makes it; durable on return.
   *
   * @throws ClientException when the job runs, or is being submitted: nothing is changed
   */
  default void make(JobId job, JobTree tree, Map<String, String> environment) throws Exception {
    try (Cluster cluster = YarnCluster.of(Installation.from(environment));
        SubmissionClaim claim = SubmissionClaim.take(tree, Submission.submitter())) {
      JobCheckpoints checkpoints = new JobCheckpoints(tree);
      requireEnded(job, checkpoints, cluster);
      make(checkpoints, claim.submitter());
    } catch (RuntimeException | IOException e) {
      throw e;
    } catch (Exception e) {
      throw TreeException.of("change the checkpoints of " + job, e);
    }
  }

  private static void requireEnded(JobId job, JobCheckpoints checkpoints, Cluster cluster) {
    checkpoints
        .lastApplication()
        .flatMap(cluster::report)
        .filter(YarnCluster::isActive)
        .ifPresent(
            report -> {
              throw new ClientException(
                  ClientExit.ALREADY_RUNNING,
                  job
                      + " runs as "
                      + report.getApplicationId()
                      + ", and only its tasks change its checkpoints; end it"
                      + " first, with keeper stop, so that it commits what it has done");
            });
  }
}
