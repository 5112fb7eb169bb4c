package io.samzakeeper.job;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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
    return of(key).isPresent();
  }

  private static Optional<ConfigKey> of(String name) {
    return Arrays.stream(ConfigKey.values())
        .filter(KEYS::contains)
        .filter(
            key ->
                Stream.concat(Stream.of(key.key()), key.aliases().stream()).anyMatch(name::equals))
        .findFirst();
  }
}
