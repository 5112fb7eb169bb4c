package io.samzakeeper.job;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What it takes for another value of a config key to count in a job that runs. */
public enum ConfigEffect {
  /** The leader goes by it at once; nothing restarts. */
  AT_ONCE("at once"),
  /** A new plan; what it gives other tasks restarts in place. */
  PLAN("new plan"),
  /** A new plan; every Samza container restarts in place. */
  RESTART("restart in place"),
  /** Every worker's container is replaced. */
  REPLACEMENT("new containers"),
  /** It cannot be changed while the job runs. */
  SUBMISSION("next submission");

  private static final Map<ConfigEffect, Set<ConfigKey>> KEYS =
      new EnumMap<>(
          Map.of(
              AT_ONCE,
              Set.of(
                  ConfigKey.STANDBY_COUNT,
                  ConfigKey.SPARE_COUNT,
                  ConfigKey.AM_RM_TIMEOUT_MS,
                  ConfigKey.LAUNCH_TIMEOUT_MS,
                  ConfigKey.RETRY_COUNT,
                  ConfigKey.RETRY_WINDOW_MS,
                  ConfigKey.FAIL_JOB_AFTER_RETRIES,
                  ConfigKey.MAX_UNAVAILABLE,
                  ConfigKey.ROLL_OUT_WATCH_MS,
                  ConfigKey.REQUEST_TIMEOUT_MS,
                  ConfigKey.SPREAD_MS,
                  ConfigKey.EXCLUSION_FAILURES,
                  ConfigKey.EXCLUSION_MS,
                  ConfigKey.RACK_AWARE_STANDBY),
              PLAN,
              Set.of(ConfigKey.CONTAINER_COUNT, ConfigKey.AUTOSIZING_CONTAINER_COUNT),
              RESTART,
              Set.of(
                  ConfigKey.HANG_TIMEOUT_MS,
                  ConfigKey.REPORT_MS,
                  ConfigKey.METRICS_PORT,
                  ConfigKey.HOST_AFFINITY),
              REPLACEMENT,
              Set.of(
                  ConfigKey.CONTAINER_MEMORY_MB,
                  ConfigKey.CONTAINER_CORES,
                  ConfigKey.AUTOSIZING_ENABLED,
                  ConfigKey.AUTOSIZING_MEMORY_MB,
                  ConfigKey.AUTOSIZING_CORES,
                  ConfigKey.AUTOSIZING_HEAP_MB,
                  ConfigKey.CONTAINER_LABEL,
                  ConfigKey.TASK_OPTS,
                  ConfigKey.TASK_JAVA_HOME,
                  ConfigKey.ADDITIONAL_CLASSPATH_DIR,
                  ConfigKey.LOGGED_STORE_BASE_DIR)));

  private final String words;

  ConfigEffect(String words) {
    this.words = words;
  }

  /** For people, short. */
  public String words() {
    return words;
  }

  /**
   * Of a key, or an older name of one. A key that is none of ours is Samza's or the job's own:
   * tasks read it when they start; but those of Samza on YARN mean what a submission does.
   */
  public static ConfigEffect of(String key) {
    Optional<ConfigKey> ours =
        Arrays.stream(ConfigKey.values())
            .filter(known -> known.key().equals(key) || known.aliases().contains(key))
            .findFirst();
    if (ours.isPresent()) {
      return of(ours.get());
    }
    boolean isOfSubmission =
        key.startsWith("yarn.") || key.startsWith("fs.") || key.startsWith("keeper.");
    return isOfSubmission ? SUBMISSION : RESTART;
  }

  /** Of one of the keys that we read. */
  public static ConfigEffect of(ConfigKey key) {
    return KEYS.entrySet().stream()
        .filter(entry -> entry.getValue().contains(key))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(SUBMISSION);
  }
}
