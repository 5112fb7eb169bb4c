package io.samzakeeper.am.yarn;

import java.time.Duration;

/**
 * How a link speaks for its attempt.
 *
 * @param host where this process can be found, for the RM's pages
 * @param rpcPort of this process, -1 if it has none
 * @param trackingUrl of the AM's page; the RM's proxy leads there
 * @param heartbeat the longest time between two exchanges; {@code keeper.am.heartbeat.ms}
 * @param retryInterval between tries when the RM cannot be reached
 * @param finishTimeout how long {@link RmLink#finish} waits for the RM's confirmation
 */
public record RmLinkSettings(
    String host,
    int rpcPort,
    String trackingUrl,
    Duration heartbeat,
    Duration retryInterval,
    Duration finishTimeout) {

  public static final Duration DEFAULT_HEARTBEAT = Duration.ofMillis(500);
  private static final Duration DEFAULT_RETRY_INTERVAL = Duration.ofMillis(500);
  private static final Duration DEFAULT_FINISH_TIMEOUT = Duration.ofSeconds(30);

  public RmLinkSettings {
    if (heartbeat.isNegative() || heartbeat.isZero()) {
      throw new IllegalArgumentException("heartbeat must be positive, is " + heartbeat);
    }
  }

  public static RmLinkSettings of(
      String host, int rpcPort, String trackingUrl, Duration heartbeat) {
    return new RmLinkSettings(
        host, rpcPort, trackingUrl, heartbeat, DEFAULT_RETRY_INTERVAL, DEFAULT_FINISH_TIMEOUT);
  }
}
