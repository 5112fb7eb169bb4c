package io.samzakeeper.job;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The keys that only the leader goes by: it takes another value of theirs while the job runs. */
public final class LiveKeys {
  private static final Set<ConfigKey> KEYS =
      EnumSet.of(
          ConfigKey.STANDBY_COUNT,
          ConfigKey.AM_RM_TIMEOUT_MS,
          ConfigKey.LAUNCH_TIMEOUT_MS,
          ConfigKey.RETRY_COUNT,
          ConfigKey.RETRY_WINDOW_MS,
          ConfigKey.FAIL_JOB_AFTER_RETRIES);

  private LiveKeys() {}

  /** By their own names. */
  public static List<String> names() {
    return KEYS.stream().map(ConfigKey::key).sorted().toList();
  }

  /** Whether a key, or an older name of one, is among them. */
  public static boolean isLive(String key) {
    return KEYS.stream().anyMatch(live -> live.key().equals(key) || live.aliases().contains(key));
  }
}
