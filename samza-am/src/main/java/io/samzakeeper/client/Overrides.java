package io.samzakeeper.client;

import io.samzakeeper.job.InvalidConfigException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is given as name=value. */
final class Overrides {
  private Overrides() {}

  /** Of {@code --config}. */
  static Map<String, String> of(List<String> given) {
    return of("--config", "KEY=VALUE", given);
  }

  /**
   * The last of several for a name wins. A name may hold no equals sign, a value may.
   *
   * @param option for messages, as is what it looks like
   */
  static Map<String, String> of(String option, String form, List<String> given) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String override : given) {
      int equals = override.indexOf('=');
      if (equals < 1) {
        throw new InvalidConfigException(option, override, form);
      }
      values.put(override.substring(0, equals), override.substring(equals + 1));
    }
    return values;
  }
}
