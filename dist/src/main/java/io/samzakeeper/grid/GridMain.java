package io.samzakeeper.grid;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code bin/grid}. Exit codes: 0 done; 1 it could not be done, and standard error says why; 2
 * wrong use; 3 from {@code status}: not everything is up.
 */
@Command(
    name = "grid",
    description =
        "A real cluster on this machine: ZooKeeper, Kafka and YARN, for trying things out.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  grid start",
      "  grid status --json",
      "  grid stop",
      "",
      "Exit codes: 0 done, 1 it could not be done, 2 bad input, 3 from status: not all is up."
    },
    subcommands = {
      StartCommand.class,
      StopCommand.class,
      StatusCommand.class,
      CleanCommand.class,
      TopicCommand.class,
      ProduceCommand.class,
      ConsumeCommand.class
    })
public final class GridMain {
  private GridMain() {}

  public static void main(String[] args) {
    CommandLine command = new CommandLine(new GridMain());
    command.setExecutionExceptionHandler(
        (failure, line, parsed) -> {
          if (failure instanceof GridException) {
            line.getErr().println("grid: " + failure.getMessage());
          } else {
            failure.printStackTrace(line.getErr());
          }
          return 1;
        });
    System.exit(command.execute(args));
  }
}
