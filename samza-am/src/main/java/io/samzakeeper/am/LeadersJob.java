package io.samzakeeper.am;

import io.samzakeeper.am.supervisor.JobView;
import io.samzakeeper.am.web.Access;
import io.samzakeeper.am.web.ContainerCounts;
import io.samzakeeper.am.web.EventHistory;
import io.samzakeeper.am.web.JobActions;
import io.samzakeeper.am.web.JobRecords;
import io.samzakeeper.am.web.LeaderFigures;
import io.samzakeeper.am.web.Reports;
import io.samzakeeper.am.web.ShownJob;
import io.samzakeeper.job.CandidateGroup;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.JobEvent;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a reign shows of its job.
 *
 * @param seen the supervisor's view; null before its first turn
 * @param config that the leader goes by now
 */
record LeadersJob(
    Supplier<JobView> seen,
    EventHistory history,
    Supplier<CandidateGroup> group,
    Supplier<LeaderFigures> reign,
    ContainerCounts counts,
    Reports reports,
    Supplier<JobConfig> config,
    Supplier<Access> ruling,
    JobRecords records,
    JobActions actions)
    implements ShownJob {

  @Override
  public Optional<JobView> view() {
    return Optional.ofNullable(seen.get());
  }

  @Override
  public List<JobEvent> events() {
    return history.recent();
  }

  @Override
  public CandidateGroup candidates() {
    return group.get();
  }

  @Override
  public LeaderFigures figures() {
    return reign.get();
  }

  @Override
  public int containerMb() {
    return config.get().containerMemoryMb();
  }

  @Override
  public Access access() {
    return ruling.get();
  }
}
