package io.samzakeeper.am.yarn;

import java.time.Duration;

/**
 * How NodeManagers are called.
 *
 * @param threads how many are called at once
 * @param launchTimeout after which a start without an answer counts as failed
 */
public record NmLinkSettings(int threads, Duration launchTimeout) {
  public static final NmLinkSettings DEFAULT = new NmLinkSettings(8, Duration.ofSeconds(20));
}
