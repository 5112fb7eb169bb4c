package io.samzakeeper.job;

import java.util.SortedMap;

/**
 * One whole version of a job's config, as the user gave it (before planning adds to it).
 *
 * @param values every key
 * @param author who wrote it: user@host, for people
 * @param reason what for, for people
 * @param atMillis epoch milliseconds
 */
public record ConfigGeneration(
    SortedMap<String, String> values, String author, String reason, long atMillis) {}
