package io.samzakeeper.job;

/**
 * A wish of somebody, in an ephemeral znode of his: that a processor goes on in another container.
 * It names the container that it is about, so it is done once, whoever leads.
 *
 * @param processor that is to go on elsewhere
 * @param containerId the container that serves it now
 * @param host where that is to be; empty for anywhere
 * @param askedBy for people
 */
public record RestartRequest(String processor, String containerId, String host, String askedBy) {}
