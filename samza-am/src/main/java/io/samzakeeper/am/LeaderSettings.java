package io.samzakeeper.am;

import io.samzakeeper.am.supervisor.ContainerSize;
import io.samzakeeper.am.supervisor.PlacementRules;
import io.samzakeeper.am.supervisor.SupervisorSettings;
import io.samzakeeper.job.ConfigKey;
import io.samzakeeper.job.JobConfig;

/** What a job's config says to its supervisor. Pure. */
final class LeaderSettings {
  private LeaderSettings() {}

  /**
   * @param standbys that there shall be, whatever the config wants
   */
  static SupervisorSettings of(JobConfig config, int standbys) {
    return new SupervisorSettings(
        new ContainerSize(
            config.containerMemoryMb(), config.containerCores(), config.containerLabel()),
        new ContainerSize(config.amMemoryMb(), config.amCores(), config.text(ConfigKey.AM_LABEL)),
        standbys,
        config.spareCount(),
        config.retryCount(),
        config.retryWindow(),
        config.failJobAfterRetries(),
        config.launchTimeout(),
        config.maxUnavailable(),
        config.rollOutWatch(),
        new PlacementRules(
            config.hostAffinity(),
            config.preferredHostTimeout(),
            config.spreadPatience(),
            config.exclusionFailures(),
            config.exclusionWindow(),
            config.rackAware()));
  }
}
