package io.samzakeeper.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.UnreadableZnodeException;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobTree;
import java.util.Optional;
import org.apache.samza.job.model.JobModel;
import org.apache.samza.serializers.model.SamzaObjectMapper;

/** The job models of plans, read from the tree; the last one is kept. Safe for any thread. */
final class PlannedModels {
  private final JobTree tree;
  private long known;
  private JobModel model;

  PlannedModels(JobTree tree) {
    this.tree = tree;
  }

  /**
   * The model of a plan that runs the processor. Blocks.
   *
   * @throws UnreadableZnodeException when the plan cannot be read, or has no such processor
   */
  JobModel of(long generation, String processor) {
    JobModel read = of(generation);
    if (!read.getContainers().containsKey(processor)) {
      throw new UnreadableZnodeException(
          path(generation), "it has no processor " + processor, null);
    }
    return read;
  }

  /** That of the plan which is current; nothing before the first. Blocks. */
  Optional<JobModel> current() {
    return tree.plan().current().map(current -> of(current.value().generation()));
  }

  private synchronized JobModel of(long generation) {
    if (known != generation) {
      String path = path(generation);
      Plan plan = Znodes.decode(path, tree.plan().read(generation), Plan.class);
      try {
        model = SamzaObjectMapper.getObjectMapper().readValue(plan.model(), JobModel.class);
      } catch (JsonProcessingException e) {
        throw new UnreadableZnodeException(path, "its model is no JobModel of Samza", e);
      }
      known = generation;
    }
    return model;
  }

  private String path(long generation) {
    return tree.paths().plan() + "/" + generation;
  }
}
