package io.samzakeeper.job;

/**
 * Which config the leader goes by.
 *
 * @param generation of the config
 * @param epoch of the leader
 * @param problem why it does not go by what is current, for people; empty where it does
 */
public record AppliedConfig(long generation, long epoch, String problem) {}
