package io.samzakeeper.job;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.zookeeper.client.ConnectStringParser;

/**
 * A job's config, with typed reading of the keys that we use. Immutable. A value that cannot be
 * used is refused with {@link InvalidConfigException} by whoever reads it; {@link #validate} reads
 * all.
 */
public final class JobConfig {
  private static final int HIGHEST_PORT = 65_535;

  private static final Map<ConfigKey, ConfigKey> AUTOSIZED =
      Map.of(
          ConfigKey.CONTAINER_COUNT, ConfigKey.AUTOSIZING_CONTAINER_COUNT,
          ConfigKey.CONTAINER_MEMORY_MB, ConfigKey.AUTOSIZING_MEMORY_MB,
          ConfigKey.CONTAINER_CORES, ConfigKey.AUTOSIZING_CORES);

  private final SortedMap<String, String> values;

  public JobConfig(Map<String, String> values) {
    this.values = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  /** Every key and value, as given. */
  public SortedMap<String, String> values() {
    return values;
  }

  /** A config with one more value, or another one. */
  public JobConfig with(String key, String value) {
    SortedMap<String, String> changed = new TreeMap<>(values);
    changed.put(key, value);
    return new JobConfig(changed);
  }

  /** Reads every key of ours once, so that a bad value is found before anything is started. */
  public JobConfig validate() {
    for (ConfigKey key : ConfigKey.values()) {
      switch (key.type()) {
        case TEXT -> text(key);
        case NUMBER, NATURAL, COUNT, SEVERAL -> {
          if (given(key).isPresent()) {
            number(key);
          }
        }
        case FLAG -> flag(key);
      }
    }
    jobId();
    zkConnect();
    zkRoot();
    zkAcl();
    zkClientConfig();
    metricsPort();
    String execute = text(ConfigKey.TASK_EXECUTE).orElseThrow();
    if (!ConfigKey.TASK_EXECUTE.defaultValue().equals(Optional.of(execute))) {
      throw new InvalidConfigException(
          ConfigKey.TASK_EXECUTE.key(),
          execute,
          "only "
              + ConfigKey.TASK_EXECUTE.defaultValue().orElseThrow()
              + ": workers are started by Samza Keeper's own script; options for the JVM go into"
              + " task.opts");
    }
    return this;
  }

  /** Which job it is. {@code app.name} and {@code app.id} win, as in Samza. */
  public JobId jobId() {
    ConfigKey nameKey =
        text(ConfigKey.APP_NAME).isPresent() ? ConfigKey.APP_NAME : ConfigKey.JOB_NAME;
    String name =
        text(nameKey)
            .orElseThrow(
                () ->
                    new InvalidConfigException(
                        ConfigKey.JOB_NAME.key(), null, "a name; app.name does as well"));
    ConfigKey idKey = text(ConfigKey.APP_ID).isPresent() ? ConfigKey.APP_ID : ConfigKey.JOB_ID;
    String id = text(idKey).orElseThrow();
    return new JobId(allowed(nameKey, name), allowed(idKey, id));
  }

  private static String allowed(ConfigKey key, String value) {
    if (!JobId.ALLOWED.matcher(value).matches()) {
      throw new InvalidConfigException(key.key(), value, JobId.ALLOWED_IN_WORDS);
    }
    return value;
  }

  public String zkConnect() {
    String key = nameOf(ConfigKey.ZK_CONNECT);
    String allowed = "the ZooKeeper ensemble, host:port[,host:port...][/chroot]";
    String connect =
        text(ConfigKey.ZK_CONNECT)
            .orElseThrow(() -> new InvalidConfigException(key, null, allowed));
    List<InetSocketAddress> servers;
    try {
      servers = new ConnectStringParser(connect).getServerAddresses();
    } catch (IllegalArgumentException e) {
      throw new InvalidConfigException(key, connect, allowed + " (" + e.getMessage() + ")", e);
    }
    if (servers.isEmpty()) {
      throw new InvalidConfigException(key, connect, allowed);
    }
    return connect;
  }

  public String zkRoot() {
    String root = text(ConfigKey.ZK_ROOT).orElseThrow();
    // ZooKeeper takes no "." and "..", and keeps /zookeeper to itself.
    if (!root.matches("(/(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+)+") || root.matches("/zookeeper(/.*)?")) {
      throw new InvalidConfigException(
          ConfigKey.ZK_ROOT.key(),
          root,
          "an absolute znode path, such as /samza-keeper, not below /zookeeper");
    }
    return root;
  }

  /** Who may read and write the job's tree. */
  public ZkAcl zkAcl() {
    return ZkAcl.of(text(ConfigKey.ZK_ACL).orElseThrow());
  }

  /** The file with properties of ZooKeeper's own client, on each host. */
  public Optional<String> zkClientConfig() {
    Optional<String> file = text(ConfigKey.ZK_CLIENT_CONFIG);
    if (file.isPresent() && !file.get().startsWith("/")) {
      throw new InvalidConfigException(
          ConfigKey.ZK_CLIENT_CONFIG.key(), file.get(), "an absolute path, the same on each host");
    }
    return file;
  }

  public Duration zkSessionTimeout() {
    return millis(ConfigKey.ZK_SESSION_TIMEOUT_MS);
  }

  public Duration zkOutageMax() {
    return millis(ConfigKey.ZK_OUTAGE_MAX_MS);
  }

  public int containerCount() {
    return number(deciding(ConfigKey.CONTAINER_COUNT));
  }

  public int containerMemoryMb() {
    return number(deciding(ConfigKey.CONTAINER_MEMORY_MB));
  }

  public int containerCores() {
    return number(deciding(ConfigKey.CONTAINER_CORES));
  }

  /** The heap of a worker where it does not depend on the size of its container, MB. */
  public Optional<Integer> autosizedHeapMb() {
    return autosized(ConfigKey.AUTOSIZING_HEAP_MB)
        ? Optional.of(number(ConfigKey.AUTOSIZING_HEAP_MB))
        : Optional.empty();
  }

  /** The key that a size comes from: itself, or its like among Samza's keys for autosizing. */
  public ConfigKey deciding(ConfigKey size) {
    return Optional.ofNullable(AUTOSIZED.get(size)).filter(this::autosized).orElse(size);
  }

  private boolean autosized(ConfigKey key) {
    return flag(ConfigKey.AUTOSIZING_ENABLED) && given(key).isPresent();
  }

  public Optional<String> containerLabel() {
    return text(ConfigKey.CONTAINER_LABEL);
  }

  public int amMemoryMb() {
    return number(ConfigKey.AM_MEMORY_MB);
  }

  public int amCores() {
    return number(ConfigKey.AM_CORES);
  }

  public int amMaxAttempts() {
    return number(ConfigKey.AM_MAX_ATTEMPTS);
  }

  /** AMs that stand by besides the one that YARN starts. */
  public int standbyCount() {
    return number(ConfigKey.STANDBY_COUNT);
  }

  /** How long a worker's run loop may make no progress; nothing for no end. */
  public Optional<Duration> hangTimeout() {
    return Optional.of(millis(ConfigKey.HANG_TIMEOUT_MS)).filter(timeout -> !timeout.isZero());
  }

  /** How often a worker tells how it fares. */
  public Duration reportPeriod() {
    return millis(ConfigKey.REPORT_MS);
  }

  /** Of each worker's metrics, 0 for any that is free; nothing where there shall be none. */
  public OptionalInt metricsPort() {
    int port = number(ConfigKey.METRICS_PORT);
    if (port > HIGHEST_PORT) {
      throw new InvalidConfigException(
          nameOf(ConfigKey.METRICS_PORT), Integer.toString(port), "a port, up to " + HIGHEST_PORT);
    }
    return port < 0 ? OptionalInt.empty() : OptionalInt.of(port);
  }

  public int spareCount() {
    return number(ConfigKey.SPARE_COUNT);
  }

  public Duration amFailuresValidityInterval() {
    return millis(ConfigKey.AM_VALIDITY_INTERVAL_MS);
  }

  public Duration amHeartbeat() {
    return millis(ConfigKey.AM_HEARTBEAT_MS);
  }

  public Duration amRmTimeout() {
    return millis(ConfigKey.AM_RM_TIMEOUT_MS);
  }

  public Duration launchTimeout() {
    return millis(ConfigKey.LAUNCH_TIMEOUT_MS);
  }

  public int retryCount() {
    return number(ConfigKey.RETRY_COUNT);
  }

  public Duration retryWindow() {
    return millis(ConfigKey.RETRY_WINDOW_MS);
  }

  public boolean failJobAfterRetries() {
    return flag(ConfigKey.FAIL_JOB_AFTER_RETRIES);
  }

  /** Workers that may be down at once for a change. */
  public int maxUnavailable() {
    return number(ConfigKey.MAX_UNAVAILABLE);
  }

  public Duration rollOutWatch() {
    return millis(ConfigKey.ROLL_OUT_WATCH_MS);
  }

  /** Whether a processor goes back to the host that it was on. */
  public boolean hostAffinity() {
    return flag(ConfigKey.HOST_AFFINITY);
  }

  /** How long that host is waited for. */
  public Duration preferredHostTimeout() {
    return millis(ConfigKey.REQUEST_TIMEOUT_MS);
  }

  /** How long a host that has less of the job is waited for, at the first start of a processor. */
  public Duration spreadPatience() {
    return millis(ConfigKey.SPREAD_MS);
  }

  /** Failures on one host that exclude it for a while; 0 for none. */
  public int exclusionFailures() {
    return number(ConfigKey.EXCLUSION_FAILURES);
  }

  /** How long a failure speaks against its host. */
  public Duration exclusionWindow() {
    return millis(ConfigKey.EXCLUSION_MS);
  }

  /** Whether standby tasks are kept in other racks than the same tasks. */
  public boolean rackAware() {
    return flag(ConfigKey.RACK_AWARE_STANDBY);
  }

  /** How often the job's inputs are looked at while it runs; nothing where they are not. */
  public Optional<Duration> inputWatchPeriod() {
    Stream<ConfigKey> watched =
        get("job.config.rewriters").filter(names -> !names.isBlank()).isPresent()
            ? Stream.of(ConfigKey.MONITOR_PARTITIONS_MS, ConfigKey.MONITOR_PATTERNS_MS)
            : Stream.of(ConfigKey.MONITOR_PARTITIONS_MS);
    return watched
        .map(this::number)
        .filter(millis -> millis > 0)
        .min(Integer::compare)
        .map(Duration::ofMillis);
  }

  public boolean classDataSharing() {
    return flag(ConfigKey.CLASS_DATA_SHARING);
  }

  /**
   * The value, an older name's value, or the default; nothing where there is none or it is blank.
   */
  public Optional<String> text(ConfigKey key) {
    return given(key).or(key::defaultValue).map(String::trim).filter(value -> !value.isEmpty());
  }

  /** A value without regard to our list of keys, for those with a variable part. */
  public Optional<String> get(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** The name under which a key was given: itself, or one of its older names. */
  public String nameOf(ConfigKey key) {
    return names(key).filter(values::containsKey).findFirst().orElse(key.key());
  }

  private Optional<String> given(ConfigKey key) {
    return names(key).map(values::get).filter(java.util.Objects::nonNull).findFirst();
  }

  private static Stream<String> names(ConfigKey key) {
    return Stream.concat(Stream.of(key.key()), key.aliases().stream());
  }

  private Duration millis(ConfigKey key) {
    return Duration.ofMillis(number(key));
  }

  private int number(ConfigKey key) {
    String value = text(key).orElse("");
    try {
      int number = Integer.parseInt(value);
      if (number < key.type().least()) {
        throw new InvalidConfigException(nameOf(key), value, key.type().allowed());
      }
      return number;
    } catch (NumberFormatException e) {
      throw new InvalidConfigException(nameOf(key), value, key.type().allowed(), e);
    }
  }

  private boolean flag(ConfigKey key) {
    String value = text(key).orElse("");
    if (value.equalsIgnoreCase("true")) {
      return true;
    }
    if (value.equalsIgnoreCase("false")) {
      return false;
    }
    throw new InvalidConfigException(nameOf(key), value, key.type().allowed());
  }
}
