package io.samzakeeper.launch;

import io.samzakeeper.job.LaunchSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * A candidate's container has the files of workers, too, under other names: whoever leads can start
 * a planner there, and a worker that has to start on that node, which perhaps had none yet, does
 * not wait for them. Pure.
 */
public final class WorkerFiles {
  private static final String PREFIX = "__for-workers-";

  private WorkerFiles() {}

  /** What a worker's file is called in the container of a candidate. */
  public static String nameForCandidates(String name) {
    return PREFIX + name;
  }

  /** How a candidate is started, with the files of workers beside its own. */
  public static LaunchSpec beside(LaunchSpec candidate, LaunchSpec worker) {
    List<LaunchSpec.Resource> resources = new ArrayList<>(candidate.resources());
    for (LaunchSpec.Resource file : worker.resources()) {
      resources.add(
          new LaunchSpec.Resource(
              nameForCandidates(file.name()),
              file.uri(),
              file.type(),
              file.visibility(),
              file.size(),
              file.timestamp()));
    }
    return new LaunchSpec(resources, candidate.environment(), candidate.command());
  }
}
