package io.samzakeeper.am.supervisor;

import io.samzakeeper.job.Application;
import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.ProcessorRecord;
import io.samzakeeper.job.WorkerRegistration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What a new leader finds in the job's tree: all that the supervisor needs to go on where its
 * predecessor was.
 *
 * @param application as the tree has it; if it has ended, all that is left is to say so to YARN
 * @param processors the plan's processors
 * @param avoidedHosts that YARN may still avoid, as a predecessor has told it
 * @param now when it was read; everybody gets a fresh period of grace from here
 */
public record Restored(
    long epoch,
    String attemptId,
    Application application,
    long planGeneration,
    List<String> processors,
    List<ContainerRecord> containers,
    List<Assignment> assignments,
    List<ProcessorRecord> records,
    List<WorkerRegistration> workers,
    Standing candidates,
    Set<String> avoidedHosts,
    Instant now) {}
