package io.samzakeeper.client;

import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code keeper status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = "Says how a job is: its application, who leads, who stands by, its containers.",
    footer = {
      "",
      "Examples:",
      "  keeper status word-count",
      "  keeper status word-count-2 --json",
      "  keeper status application_1700000000000_0042 --config keeper.zk.connect=zk1:2181",
      "",
      "Exit codes: 0 it runs, 6 it does not, 2 bad input, 3 ZooKeeper or YARN cannot be reached."
    })
final class StatusCommand implements Callable<Integer> {
  @Mixin private JobOptions options;

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  private final Map<String, String> environment;
  private final PrintStream out;

  StatusCommand(Map<String, String> environment, PrintStream out) {
    this.environment = environment;
    this.out = out;
  }

  @Override
  public Integer call() throws Exception {
    return options.withCluster(
        environment,
        (job, tree, connections) ->
            new StatusReport(connections.cluster(), tree, job, out).print(json));
  }
}
