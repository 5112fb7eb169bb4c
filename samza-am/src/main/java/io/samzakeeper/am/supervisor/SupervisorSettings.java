package io.samzakeeper.am.supervisor;

import java.time.Duration;
import java.util.Optional;

/**
 * What the job's config says to the supervisor.
 *
 * @param memoryMb of a worker container
 * @param cores of a worker container
 * @param nodeLabel where workers may run
 * @param retryCount failures of one processor within the window that end its retries; negative for
 *     no end, 0 for none at all
 * @param retryWindow the window
 * @param failJobAfterRetries whether the job fails then, or goes on without the processor
 * @param launchTimeout how long a started container may take until its worker registers
 */
public record SupervisorSettings(
    int memoryMb,
    int cores,
    Optional<String> nodeLabel,
    int retryCount,
    Duration retryWindow,
    boolean failJobAfterRetries,
    Duration launchTimeout) {}
