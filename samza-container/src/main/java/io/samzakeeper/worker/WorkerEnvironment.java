package io.samzakeeper.worker;

import io.samzakeeper.job.InvalidConfigException;
import io.samzakeeper.job.JobId;
import io.samzakeeper.tree.ClientSettings;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.TreeSecret;
import io.samzakeeper.tree.ZooKeeperConnection;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a worker is told by its environment: the leader's part and YARN's part.
 *
 * @param zkConnect {@code KEEPER_ZK_CONNECT}
 * @param paths of the job's tree, from {@code KEEPER_ZK_ROOT}, {@code KEEPER_JOB_NAME} and {@code
 *     KEEPER_JOB_ID}
 * @param sessionTimeout {@code KEEPER_ZK_SESSION_TIMEOUT_MS}
 * @param outageMax {@code KEEPER_ZK_OUTAGE_MAX_MS}
 * @param clientSettings from the file that {@code KEEPER_ZK_CLIENT_CONFIG} names, if it does
 * @param secret that opens the job's tree, from YARN's credentials; empty where everybody may
 * @param processor {@code SAMZA_CONTAINER_ID}; empty for a spare, which has {@code KEEPER_SPARE}
 *     set to {@code true} instead
 * @param containerId {@code CONTAINER_ID}, YARN's
 * @param host {@code NM_HOST}
 * @param epoch {@code KEEPER_EPOCH}, of the leader that started it
 * @param launch {@code KEEPER_LAUNCH}, digest of how it was started
 * @param samzaEpoch {@code SAMZA_EPOCH_ID}, which Samza shows in its diagnostics; may be empty
 */
record WorkerEnvironment(
    String zkConnect,
    JobId job,
    JobPaths paths,
    Duration sessionTimeout,
    Duration outageMax,
    ClientSettings clientSettings,
    Optional<ZooKeeperConnection.Digest> secret,
    String processor,
    String containerId,
    String host,
    long epoch,
    String launch,
    String samzaEpoch) {

  /**
   * @throws InvalidConfigException when a variable is missing or cannot be used
   */
  static WorkerEnvironment of(Map<String, String> variables) {
    JobId job = new JobId(need(variables, "KEEPER_JOB_NAME"), need(variables, "KEEPER_JOB_ID"));
    return new WorkerEnvironment(
        need(variables, "KEEPER_ZK_CONNECT"),
        job,
        JobPaths.of(need(variables, "KEEPER_ZK_ROOT"), job),
        millis(variables, "KEEPER_ZK_SESSION_TIMEOUT_MS", 1),
        millis(variables, "KEEPER_ZK_OUTAGE_MAX_MS", 0),
        ClientSettings.of(
            ClientSettings.VARIABLE, Optional.ofNullable(variables.get(ClientSettings.VARIABLE))),
        TreeSecret.ofContainer(variables),
        isSpare(variables) ? "" : need(variables, "SAMZA_CONTAINER_ID"),
        need(variables, "CONTAINER_ID"),
        need(variables, "NM_HOST"),
        epoch(variables),
        variables.getOrDefault("KEEPER_LAUNCH", ""),
        variables.getOrDefault("SAMZA_EPOCH_ID", ""));
  }

  ZooKeeperConnection.Access access() {
    return new ZooKeeperConnection.Access(paths.root(), secret.stream().toList(), clientSettings);
  }

  Optional<String> samzaEpochId() {
    return Optional.of(samzaEpoch).filter(epoch -> !epoch.isEmpty());
  }

  /** The same, for the processor that a spare has been given. */
  WorkerEnvironment serving(String given) {
    return new WorkerEnvironment(
        zkConnect,
        job,
        paths,
        sessionTimeout,
        outageMax,
        clientSettings,
        secret,
        given,
        containerId,
        host,
        epoch,
        launch,
        samzaEpoch);
  }

  boolean isSpare() {
    return processor.isEmpty();
  }

  private static boolean isSpare(Map<String, String> variables) {
    return Boolean.parseBoolean(variables.get("KEEPER_SPARE"));
  }

  private static String need(Map<String, String> variables, String name) {
    String value = variables.get(name);
    if (value == null || value.isBlank()) {
      throw new InvalidConfigException(
          name, value, "a value: the AM and YARN set this environment variable for a worker");
    }
    return value;
  }

  private static long epoch(Map<String, String> variables) {
    String value = need(variables, "KEEPER_EPOCH");
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new InvalidConfigException("KEEPER_EPOCH", value, "a leader's epoch, a number", e);
    }
  }

  private static Duration millis(Map<String, String> variables, String name, int least) {
    String value = need(variables, name);
    String allowed = "milliseconds, " + least + " or more";
    try {
      int millis = Integer.parseInt(value);
      if (millis >= least) {
        return Duration.ofMillis(millis);
      }
      throw new InvalidConfigException(name, value, allowed);
    } catch (NumberFormatException e) {
      throw new InvalidConfigException(name, value, allowed, e);
    }
  }
}
