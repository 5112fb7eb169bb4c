package io.samzakeeper.am.web;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a leader knows of its own reign.
 *
 * @param since when it took its epoch
 * @param takeOver from then until YARN had heard it; empty until it has
 * @param resourceManagerSilence since YARN's last answer
 */
public record LeaderFigures(
    Instant since,
    Optional<Duration> takeOver,
    Duration resourceManagerSilence,
    ZooKeeperLink zooKeeper) {}
