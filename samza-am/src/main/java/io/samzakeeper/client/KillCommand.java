package io.samzakeeper.client;

import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code keeper kill}. */
@Command(
    name = "kill",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Ends a job at once, with all its application masters and containers.",
      "What was processed since the last commit is processed again when the job is next submitted."
    },
    footer = {
      "",
      "Examples:",
      "  keeper kill word-count",
      "  keeper kill application_1700000000000_0042",
      "",
      "Exit codes: 0 it has ended, 2 bad input, 3 ZooKeeper or YARN cannot be reached, or it has",
      "not ended within 60 s, 6 the job does not run."
    })
final class KillCommand implements Callable<Integer> {
  @Mixin private JobOptions options;

  private final Map<String, String> environment;
  private final PrintStream out;

  KillCommand(Map<String, String> environment, PrintStream out) {
    this.environment = environment;
    this.out = out;
  }

  @Override
  public Integer call() throws Exception {
    return options.withCluster(
        environment,
        (job, tree, connections) -> {
          new Kill(connections.cluster(), tree, job, out).kill();
          return ClientExit.OK;
        });
  }
}
