package io.samzakeeper.planner;

import java.util.Map;
import java.util.TreeMap;

/** Keys of stock Samza that ask for something which is not there, or is done in another way. */
final class KeysWithoutEffect {
  private static final Map<String, String> WHY =
      new TreeMap<>(
          Map.of("job.drain-monitor.enabled", "every job can be drained, with keeper drain"));

  private KeysWithoutEffect() {}

  static void tell(Map<String, String> config, Notices notices) {
    WHY.forEach(
        (key, why) -> {
          if (Boolean.parseBoolean(config.get(key))) {
            notices.add(key + "=" + config.get(key) + " has no effect: " + why);
          }
        });
  }
}
