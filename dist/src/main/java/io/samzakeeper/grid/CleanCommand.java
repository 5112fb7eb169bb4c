package io.samzakeeper.grid;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "clean",
    description = "Deletes the data directory of a grid that does not run.",
    footer = {"", "Examples:", "  grid clean"},
    mixinStandardHelpOptions = true)
final class CleanCommand implements Callable<Integer> {
  @Mixin private DataOption data;

  @Override
  public Integer call() {
    data.grid().clean();
    return 0;
  }
}
