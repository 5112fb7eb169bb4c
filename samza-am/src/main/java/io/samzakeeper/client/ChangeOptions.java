package io.samzakeeper.client;

import io.samzakeeper.change.ConfigChange;
import io.samzakeeper.job.InvalidConfigException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What every command takes that changes a config. */
final class ChangeOptions {
  @Option(names = "--dry-run", description = "Says what would be done, and changes nothing.")
  private boolean dryRun;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "What for; history shows it. Default: what was done.")
  private Optional<String> reason = Optional.empty();

  @Option(
      names = "--max-unavailable",
      paramLabel = "N",
      description =
          "How many workers may be down for it at once. Default: what"
              + " keeper.rollout.max.unavailable says.")
  private Optional<Integer> maxUnavailable = Optional.empty();

  /**
   * @throws InvalidConfigException when a number is not one or more
   */
  ConfigChange.Manner manner(String otherwise) {
    int most = maxUnavailable.orElse(0);
    if (maxUnavailable.isPresent() && most < 1) {
      throw new InvalidConfigException(
          "--max-unavailable", Integer.toString(most), "a whole number, 1 or more");
    }
    return new ConfigChange.Manner(reason.orElse(otherwise), dryRun, most);
  }
}
