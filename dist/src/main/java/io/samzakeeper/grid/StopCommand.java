package io.samzakeeper.grid;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "stop",
    description = {
      "Ends the grid with all that runs on it, and leaves no process behind.",
      "Topics and znodes stay for the next start; applications end for good."
    },
    footer = {"", "Examples:", "  grid stop", "  grid stop nm2 zk1"},
    mixinStandardHelpOptions = true)
final class StopCommand implements Callable<Integer> {
  @Mixin private DataOption data;

  @Parameters(
      arity = "0..*",
      paramLabel = "DAEMON",
      description = "Stop only these; a node's containers live on.")
  private List<String> daemons = List.of();

  @Override
  public Integer call() {
    if (daemons.isEmpty()) {
      data.grid().stop();
    } else {
      data.grid().stopDaemons(daemons);
    }
    return 0;
  }
}
