package io.samzakeeper.am.web;

import java.time.Duration;

/**
 * The leader's connection to ZooKeeper.
 *
 * @param connected whether there is one now
 * @param silence since it was lost; nothing while there is one
 * @param quorumLost whether the ensemble was seen without a quorum since then
 * @param outageMax how long a leader goes on without a quorum
 */
public record ZooKeeperLink(
    boolean connected, Duration silence, boolean quorumLost, Duration outageMax) {

  public static ZooKeeperLink connected(Duration outageMax) {
    return new ZooKeeperLink(true, Duration.ZERO, false, outageMax);
  }
}
