package io.samzakeeper.client;

import io.samzakeeper.job.JobId;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code keeper failover}. */
@Command(
    name = "failover",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Hands a job over to another of its application masters, as planned: nothing is restarted.",
      "Waits until the new leader has been heard by YARN."
    },
    footer = {
      "",
      "Examples:",
      "  keeper failover word-count",
      "  keeper failover word-count-2 --to node7.example.com",
      "  keeper failover word-count --to container_1700000000000_0042_01_000004 --json",
      "",
      "Exit codes: 0 done, 2 bad input, 3 ZooKeeper cannot be reached, 6 the job does not run,",
      "7 refused or not done in time: the message says who leads."
    })
final class FailoverCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Mixin private JobOptions options;

  @Option(
      names = "--to",
      paramLabel = "CANDIDATE",
      description =
          "Who is to lead: a candidate as status shows it, its container or its host. Default: the"
              + " next in the election.")
  private Optional<String> to = Optional.empty();

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  private final Map<String, String> environment;
  private final PrintStream out;

  FailoverCommand(Map<String, String> environment, PrintStream out) {
    this.environment = environment;
    this.out = out;
  }

  @Override
  public Integer call() throws Exception {
    return options.with(
        environment, (job, tree) -> print(job, new HandOverRequest(tree, job).ask(to, PATIENCE)));
  }

  private void print(JobId job, HandOverRequest.Done done) {
    if (!json) {
      out.printf(
          Locale.ROOT,
          "%s: %s -> %s, epoch %d, %.2f s%n",
          job,
          done.from(),
          done.to(),
          done.epoch(),
          done.took().toMillis() / 1000.0);
      return;
    }
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("job", job.applicationName());
    values.put("from", done.from());
    values.put("to", done.to());
    values.put("epoch", done.epoch());
    values.put("millis", done.took().toMillis());
    out.println(Json.pretty(values));
  }
}
