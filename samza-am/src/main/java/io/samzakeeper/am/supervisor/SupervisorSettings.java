package io.samzakeeper.am.supervisor;

import java.time.Duration;

/**
 * What the job's config says to the supervisor.
 *
 * @param worker size of a worker's container
 * @param candidate size of a standby candidate's container
 * @param standbys how many candidates there shall be besides the AM container's
 * @param spares how many workers there shall be besides those that serve a processor
 * @param retryCount failures of one processor within the window that end its retries; negative for
 *     no end, 0 for none at all
 * @param retryWindow the window
 * @param failJobAfterRetries whether the job fails then, or goes on without the processor
 * @param launchTimeout how long a started container may take until its worker registers
 * @param maxUnavailable how many processors may be down at once for a change of the plan
 * @param rollOutWatch how long a change is watched once it is everywhere
 * @param placement where containers shall be
 */
public record SupervisorSettings(
    ContainerSize worker,
    ContainerSize candidate,
    int standbys,
    int spares,
    int retryCount,
    Duration retryWindow,
    boolean failJobAfterRetries,
    Duration launchTimeout,
    int maxUnavailable,
    Duration rollOutWatch,
    PlacementRules placement) {}
