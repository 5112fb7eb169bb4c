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
 * @param memoryMb as allocated
 * @param cores as allocated
 * @param phase how far it has come
 * @param sinceMillis when the phase was entered, epoch milliseconds
 */
public record ContainerRecord(
    String containerId,
    Role role,
    String processor,
    String node,
    String nodeHttpAddress,
    int memoryMb,
    int cores,
    Phase phase,
    long sinceMillis) {

  public ContainerRecord {
    Objects.requireNonNull(role, "role");
  }

  /** What runs in a container that the leader has asked for. */
  public enum Role {
    /** Runs a processor. */
    WORKER,
    /** A candidate that stands by, or leads. */
    STANDBY
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

  public ContainerRecord in(Phase next, long nowMillis) {
    return new ContainerRecord(
        containerId, role, processor, node, nodeHttpAddress, memoryMb, cores, next, nowMillis);
  }
}
