package io.samzakeeper.client;

import io.samzakeeper.change.ProcessorRestart;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keeper restart}. */
@Command(
    name = "restart",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Lets a processor of a job go on in another container: a spare, if one waits, else a new one.",
      "What runs commits first, when the other stands ready: nothing is processed twice."
    },
    footer = {
      "",
      "Examples:",
      "  keeper restart word-count 0",
      "  keeper restart word-count-2 11 --json",
      "",
      "Exit codes: 0 done, 2 bad input, 3 ZooKeeper cannot be reached, 6 the job does not run,",
      "7 not done in time, or under way already."
    })
final class RestartCommand implements Callable<Integer> {
  @Mixin private JobOptions options;

  @Parameters(index = "1", paramLabel = "PROCESSOR", description = "As status shows it.")
  private String processor;

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  private final Map<String, String> environment;
  private final PrintStream out;

  RestartCommand(Map<String, String> environment, PrintStream out) {
    this.environment = environment;
    this.out = out;
  }

  @Override
  public Integer call() throws Exception {
    return options.with(
        environment,
        (job, tree) ->
            new RestartReport(job, processor, out, json)
                .print(
                    new ProcessorRestart(tree, job, processor)
                        .ask(ProcessorRestart.ANY_HOST, Requester.self())));
  }
}
