package io.samzakeeper.job;

import java.util.Objects;

/**
 * One row of the leader's table of YARN containers: written before the container is started, so
 * that no successor starts it twice or forgets it.
 *
 * @param containerId YARN's id
 * @param role what it was allocated for
 * @param processor that a worker is for; empty for other roles, and when it was for nothing and is
 *     given back
 * @param node {@code host:port} of its NodeManager
 * @param nodeHttpAddress {@code host:port} of that NodeManager's pages, for links to logs
 * @param rack that the node is in, as the cluster's topology has it; empty where nobody knows
 * @param memoryMb as allocated
 * @param cores as allocated
 * @param phase how far it has come
 * @param sinceMillis when the phase was entered, epoch milliseconds
 * @param launch digest of how a worker was started ({@link WorkerLaunch#digest}); empty for others
 * @param runsFrom the first generation of the plan that its worker may run: what is older it hands
 *     over, that is, commits and stops it, and then waits. {@link #ANY_PLAN} or {@link #NO_PLAN},
 *     too. The worker watches this
 * @param standsReady whether its worker, once started, is to wait for the processor while that is
 *     assigned to another container or to none; otherwise it ends
 */
public record ContainerRecord(
    String containerId,
    Role role,
    String processor,
    String node,
    String nodeHttpAddress,
    String rack,
    int memoryMb,
    int cores,
    Phase phase,
    long sinceMillis,
    String launch,
    long runsFrom,
    boolean standsReady) {

  /** Of {@code runsFrom}: the worker runs whatever it is assigned. */
  public static final long ANY_PLAN = 0;

  /** Of {@code runsFrom}: the worker runs nothing any more. */
  public static final long NO_PLAN = Long.MAX_VALUE;

  public ContainerRecord {
    Objects.requireNonNull(role, "role");
    rack = Objects.requireNonNullElse(rack, "");
  }

  /** What runs in a container that the leader has asked for. */
  public enum Role {
    /** Runs a processor. */
    WORKER,
    /** A candidate that stands by, or leads. */
    STANDBY,
    /** A worker without a processor, which waits for one. */
    SPARE
  }

  /** A start is tentative until the worker itself reports in: see notes on attempts in docs. */
  public enum Phase {
    /** YARN gave it to us; nothing was started yet. */
    ALLOCATED,
    /** We asked the NodeManager to start it, or are about to. */
    LAUNCHING,
    /** Its worker has registered, or its candidate stands for election. */
    RUNNING,
    /** We gave it back and wait for YARN to confirm its end. */
    RELEASING
  }

  /** The same for a worker that is started like that. */
  public ContainerRecord forWorker(String launchDigest, boolean ready) {
    return with(phase, sinceMillis, launchDigest, runsFrom, ready);
  }

  /** The same spare, which is for a processor now. */
  public ContainerRecord serving(String given) {
    return new ContainerRecord(
        containerId,
        Role.WORKER,
        given,
        node,
        nodeHttpAddress,
        rack,
        memoryMb,
        cores,
        phase,
        sinceMillis,
        launch,
        runsFrom,
        standsReady);
  }

  public ContainerRecord in(Phase next, long nowMillis) {
    return with(next, nowMillis, launch, runsFrom, standsReady);
  }

  /** The same, whose worker runs no plan before that generation. */
  public ContainerRecord runningFrom(long generation) {
    return with(phase, sinceMillis, launch, generation, standsReady);
  }

  private ContainerRecord with(
      Phase inPhase, long since, String launched, long runs, boolean ready) {
    return new ContainerRecord(
        containerId,
        role,
        processor,
        node,
        nodeHttpAddress,
        rack,
        memoryMb,
        cores,
        inPhase,
        since,
        launched,
        runs,
        ready);
  }
}
