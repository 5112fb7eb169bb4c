package io.samzakeeper.job;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What differs between two configs, by key.
 *
 * @param before nothing where the key is new
 * @param after nothing where the key is gone
 */
public record ConfigDiff(String key, Optional<String> before, Optional<String> after) {

  /** In the order of the keys. */
  public static List<ConfigDiff> between(
      SortedMap<String, String> before, SortedMap<String, String> after) {
    SortedSet<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(after.keySet());
    return keys.stream()
        .map(
            key ->
                new ConfigDiff(
                    key, Optional.ofNullable(before.get(key)), Optional.ofNullable(after.get(key))))
        .filter(diff -> !diff.before().equals(diff.after()))
        .toList();
  }

  /** The value before as people may see it. */
  public Optional<String> shownBefore() {
    return before.map(value -> SensitiveKeys.shown(key, value));
  }

  /** The value after as people may see it. */
  public Optional<String> shownAfter() {
    return after.map(value -> SensitiveKeys.shown(key, value));
  }

  /** For people, in one line. */
  @Override
  public String toString() {
    return key
        + ": "
        + shownBefore().orElse("(not given)")
        + " -> "
        + shownAfter().orElse("(not given)");
  }
}
