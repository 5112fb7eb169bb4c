package io.samzakeeper.job;

/**
 * Which container runs a processor (a Samza container: a share of the tasks). The version of its
 * znode is the fencing token of every checkpoint that the container writes: whoever was given the
 * processor later has a higher one. The znode is set, never deleted, so that versions never repeat.
 *
 * @param processor the Samza container id, "0", "1", ...
 * @param containerId the YARN container that owns the processor; empty when nobody does
 * @param host where that container runs
 * @param planGeneration the plan that it runs
 * @param epoch of the leader that assigned it
 */
public record Assignment(
    String processor, String containerId, String host, long planGeneration, long epoch) {}
