package io.samzakeeper.job;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Levels of loggers that differ from what the processes' own files say, for as long as this
 * application runs.
 *
 * @param byTarget {@link #ALL}, {@link #AM} or a processor; then logger to level, {@link #ROOT} for
 *     the root
 */
public record LogLevels(SortedMap<String, SortedMap<String, String>> byTarget) {
  public static final LogLevels NONE = new LogLevels(new TreeMap<>());

  /** Of all processes of the job. */
  public static final String ALL = "all";

  /** Of all its application masters. */
  public static final String AM = "am";

  /** The logger above all others. */
  public static final String ROOT = "root";

  /** What holds for a process: of several targets the last one that names a logger. */
  public SortedMap<String, String> of(List<String> targets) {
    SortedMap<String, String> levels = new TreeMap<>();
    targets.forEach(target -> levels.putAll(byTarget.getOrDefault(target, new TreeMap<>())));
    return levels;
  }

  /** The same with another level. */
  public LogLevels with(String target, String logger, String level) {
    SortedMap<String, SortedMap<String, String>> changed = copy();
    changed.computeIfAbsent(target, t -> new TreeMap<>()).put(logger, level);
    return new LogLevels(changed);
  }

  /** The same without a word on that logger. */
  public LogLevels without(String target, String logger) {
    SortedMap<String, SortedMap<String, String>> changed = copy();
    changed.getOrDefault(target, new TreeMap<>()).remove(logger);
    changed.values().removeIf(SortedMap::isEmpty);
    return new LogLevels(changed);
  }

  /** The same without a word on that target. */
  public LogLevels without(String target) {
    SortedMap<String, SortedMap<String, String>> changed = copy();
    changed.remove(target);
    return new LogLevels(changed);
  }

  private SortedMap<String, SortedMap<String, String>> copy() {
    SortedMap<String, SortedMap<String, String>> copy = new TreeMap<>();
    byTarget.forEach((target, levels) -> copy.put(target, new TreeMap<>(levels)));
    return copy;
  }
}
