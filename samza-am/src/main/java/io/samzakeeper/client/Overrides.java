package io.samzakeeper.client;

import io.samzakeeper.job.InvalidConfigException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values of {@code --config KEY=VALUE}. */
final class Overrides {
  private Overrides() {}

  /** The last of several for a key wins. */
  static Map<String, String> of(List<String> given) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String override : given) {
      int equals = override.indexOf('=');
      if (equals < 1) {
        throw new InvalidConfigException("--config", override, "KEY=VALUE");
      }
      values.put(override.substring(0, equals), override.substring(equals + 1));
    }
    return values;
  }
}
