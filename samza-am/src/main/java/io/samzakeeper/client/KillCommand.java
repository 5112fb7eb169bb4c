package io.samzakeeper.client;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
      "  keeper kill application_1700000000000_0042 --json",
      "",
      "Exit codes: 0 it has ended, 2 bad input, 3 ZooKeeper or YARN cannot be reached, or it has",
      "not ended within 60 s, 6 the job does not run."
    })
final class KillCommand implements Callable<Integer> {
  @Mixin private JobOptions options;

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

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
          String applicationId =
              new Kill(connections.cluster(), tree, job, json ? line -> {} : out::println).kill();
          if (json) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("job", job.applicationName());
            values.put("applicationId", applicationId);
            out.println(Json.pretty(values));
          }
          return ClientExit.OK;
        });
  }
}
