package io.samzakeeper.job;

/**
 * One line of the job's bounded history, for people.
 *
 * @param atMillis epoch milliseconds
 * @param epoch of the leader that wrote it
 * @param subject a container id, a processor, or "job"
 * @param text what happened and what comes next, one line
 */
public record JobEvent(long atMillis, long epoch, String subject, String text) {}
