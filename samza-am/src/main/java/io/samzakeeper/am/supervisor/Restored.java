package io.samzakeeper.am.supervisor;

import io.samzakeeper.job.Application;
import io.samzakeeper.job.AppliedPlan;
import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.Plan;
import io.samzakeeper.job.ProcessorRecord;
import io.samzakeeper.job.WorkerRegistration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a new leader finds in the job's tree: all that the supervisor needs to go on where its
 * predecessor was.
 *
 * @param application as the tree has it; if it has ended, all that is left is to say so to YARN
 * @param plan the current one, its outline
 * @param earlierPlans outlines of those that assignments still name, by generation
 * @param appliedPlan what a predecessor has said of a plan; nothing where there was no change
 * @param avoidedHosts that YARN may still avoid, as a predecessor has told it
 * @param now when it was read; everybody gets a fresh period of grace from here
 */
public record Restored(
    long epoch,
    String attemptId,
    Application application,
    Plan plan,
    Map<Long, Plan> earlierPlans,
    Optional<AppliedPlan> appliedPlan,
    List<ContainerRecord> containers,
    List<Assignment> assignments,
    List<ProcessorRecord> records,
    List<WorkerRegistration> workers,
    Standing candidates,
    Set<String> avoidedHosts,
    Instant now) {}
