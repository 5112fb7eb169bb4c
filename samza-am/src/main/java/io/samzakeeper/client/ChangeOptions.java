package io.samzakeeper.client;

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

  boolean dryRun() {
    return dryRun;
  }

  Optional<String> reason() {
    return reason;
  }
}
