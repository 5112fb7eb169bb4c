package io.samzakeeper.job;

import java.util.List;
import java.util.SortedMap;

/**
 * Who processes what: the outcome of planning, one generation. The AM reads the outline; the model
 * is Samza's own JSON and only workers and planners, which have Samza's classes, read that.
 *
 * @param generation 1, 2, ...
 * @param configGeneration the config that was planned
 * @param tasks processor to the names of its tasks
 * @param inputs {@code system.stream} to its partition count when planned
 * @param model Samza's JobModel with the whole effective config, as JSON
 */
public record Plan(
    long generation,
    long configGeneration,
    SortedMap<String, List<String>> tasks,
    SortedMap<String, Integer> inputs,
    String model) {}
