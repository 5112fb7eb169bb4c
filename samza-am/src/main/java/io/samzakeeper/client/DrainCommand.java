package io.samzakeeper.client;

import io.samzakeeper.job.EndRequest;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code keeper drain}. */
@Command(
    name = "drain",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Drains a job and ends it: it takes in nothing more, and what it has taken in goes through all",
      "of its stages, as at the end of bounded inputs. Waits until it has ended. What was asked stands",
      "if this is interrupted."
    },
    footer = {
      "",
      "Examples:",
      "  keeper drain word-count",
      "  keeper drain word-count-2 --json",
      "",
      "Exit codes: 0 it has ended, 2 bad input, 3 ZooKeeper cannot be reached, 5 it failed, 6 the job",
      "does not run, 7 it was submitted anew meanwhile."
    })
final class DrainCommand implements Callable<Integer> {
  @Mixin private JobOptions options;

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  private final Map<String, String> environment;
  private final PrintStream out;

  DrainCommand(Map<String, String> environment, PrintStream out) {
    this.environment = environment;
    this.out = out;
  }

  @Override
  public Integer call() throws Exception {
    return options.with(
        environment, (job, tree) -> new JobEnding(tree, job, out, json).ask(EndRequest.How.DRAIN));
  }
}
