package io.samzakeeper.planner;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.samza.config.Config;
import org.apache.samza.util.ConfigUtil;

/** {@code job.config.rewriters}: the user's (or Samza's) code that changes the config. */
final class Rewriters {
  /** How long one rewriter may take. */
  static final Duration LIMIT = Duration.ofSeconds(60);

  private static final String KEY = "job.config.rewriters";
  private static final String REGEX = "org.apache.samza.config.RegExTopicGenerator";

  private final BoundedCalls calls;
  private final KafkaBrokers brokers;

  Rewriters(BoundedCalls calls, KafkaBrokers brokers) {
    this.calls = calls;
    this.brokers = brokers;
  }

  /** As Samza splits them: blanks belong to the name. */
  static List<String> names(Map<String, String> config) {
    String list = config.getOrDefault(KEY, "");
    return list.isBlank() ? List.of() : List.of(list.split(","));
  }

  /** The config after all rewriters, in order. */
  Config rewrite(Config original) {
    Config config = original;
    for (String name : names(original)) {
      config = rewrite(config, name);
    }
    return config;
  }

  private Config rewrite(Config config, String name) {
    String key = "job.config.rewriter." + name + ".class";
    String className = config.getOrDefault(key, "");
    if (className.equals(REGEX)) {
      String system = config.getOrDefault("job.config.rewriter." + name + ".system", "");
      brokers.check(system, config);
    }
    return Failures.guard(
        config,
        key,
        className,
        "a rewriter that takes this config (its settings are under job.config.rewriter."
            + name
            + ".*)",
        () ->
            calls.within(
                LIMIT,
                () -> ConfigUtil.applyRewriter(config, name),
                () ->
                    PlanningException.environment(
                        key,
                        className,
                        "the rewriter has not come back within " + LIMIT.toSeconds() + "s",
                        "see that what it asks can be reached from here, then try again",
                        null)));
  }
}
