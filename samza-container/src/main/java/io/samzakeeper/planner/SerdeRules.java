package io.samzakeeper.planner;

import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Serdes that a config names: the container takes none that is not registered, not even those that
 * come with Samza, and would find that out only while it starts.
 */
final class SerdeRules {
  private static final Pattern REFERENCE =
      Pattern.compile(
          "(systems|streams)\\..+\\.samza\\.(key|msg)\\.serde|stores\\.[^.]+\\.(key|msg)\\.serde");
  private static final String REGISTRY = "serializers.registry.";

  private SerdeRules() {}

  static void check(Map<String, String> config) {
    new TreeMap<>(config)
        .forEach(
            (key, value) -> {
              if (REFERENCE.matcher(key).matches() && !value.isBlank() && !known(config, value)) {
                throw PlanningException.badInput(
                    key,
                    value,
                    "no serde of that name is registered",
                    "one of " + registered(config) + ", or set " + REGISTRY + value + ".class",
                    null);
              }
            });
  }

  private static boolean known(Map<String, String> config, String name) {
    return config.containsKey(REGISTRY + name + ".class")
        || config.containsKey(REGISTRY + name + ".samza.serialized.instance");
  }

  private static SortedSet<String> registered(Map<String, String> config) {
    SortedSet<String> names = new TreeSet<>();
    for (String key : config.keySet()) {
      if (key.startsWith(REGISTRY) && key.endsWith(".class")) {
        names.add(key.substring(REGISTRY.length(), key.length() - ".class".length()));
      }
    }
    return names;
  }
}
