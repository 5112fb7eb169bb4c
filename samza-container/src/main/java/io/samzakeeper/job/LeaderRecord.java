package io.samzakeeper.job;

/**
 * Who leads, in the epoch znode. The epoch itself is that znode's version: it grows by one with
 * each leader and cannot be written twice.
 *
 * @param candidateId the leader's id: its container id and its process id
 * @param attemptId the YARN attempt that it leads, {@code appattempt_...}
 * @param webAddress {@code host:port} of its pages; empty until they are served
 * @param livenessAddress {@code host:port} where its process can be seen to live; empty for none
 * @param sinceMillis epoch milliseconds
 */
public record LeaderRecord(
    String candidateId,
    String attemptId,
    String webAddress,
    String livenessAddress,
    long sinceMillis) {}
