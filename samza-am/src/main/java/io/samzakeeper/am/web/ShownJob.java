package io.samzakeeper.am.web;

import io.samzakeeper.am.supervisor.JobView;
import io.samzakeeper.job.CandidateGroup;
import io.samzakeeper.job.JobEvent;
import java.util.List;
import java.util.Optional;

/**
 * A job as its leader shows it. Every method is called by many threads, and only the last two's
 * blocks.
 */
public interface ShownJob {
  /** The supervisor's; empty until it has made its first turn. */
  Optional<JobView> view();

  /** The newest last. */
  List<JobEvent> events();

  CandidateGroup candidates();

  LeaderFigures figures();

  ContainerCounts counts();

  /** What its workers tell of themselves. */
  Reports reports();

  /** Memory of a worker's container, MB. */
  int containerMb();

  /** Who may look and who may change. */
  Access access();

  /** What the job has in ZooKeeper. */
  JobRecords records();

  JobActions actions();
}
