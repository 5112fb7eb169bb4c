package io.samzakeeper.client;

import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.JobId;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.curator.framework.CuratorFramework;
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
  private static final Duration PATIENCE = Duration.ofMinutes(2);

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
  public Integer call() throws IOException, InterruptedException {
    JobConfig config = options.config(environment);
    try (CuratorFramework zooKeeper = ZooKeeperOfCommands.connect(config)) {
      Jobs jobs = new Jobs(zooKeeper, config.zkRoot());
      JobId job = jobs.find(options.job());
      print(job, new Restart(jobs.tree(job), job, processor).ask(PATIENCE));
    }
    return ClientExit.OK.code();
  }

  private void print(JobId job, Restart.Done done) {
    if (!json) {
      out.printf(
          Locale.ROOT,
          "%s: processor %s runs in %s on %s, no more in %s on %s; %.2f s%n",
          job,
          processor,
          done.to().containerId(),
          done.to().host(),
          done.from().containerId(),
          done.from().host(),
          done.took().toMillis() / 1000.0);
      return;
    }
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("job", job.applicationName());
    values.put("processor", processor);
    values.put("from", done.from().containerId());
    values.put("to", done.to().containerId());
    values.put("host", done.to().host());
    values.put("millis", done.took().toMillis());
    out.println(Json.pretty(values));
  }
}
