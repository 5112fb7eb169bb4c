package io.samzakeeper.client;

import io.samzakeeper.job.InvalidConfigException;
import io.samzakeeper.job.JobId;
import io.samzakeeper.tree.JobTree;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keeper logs}. */
@Command(
    name = "logs",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Prints logs: of containers that run, through their NodeManagers; of an application that has"
          + " ended, from where YARN has aggregated them.",
      "Without a name: the last lines of all, each line with its name."
    },
    footer = {
      "",
      "Examples:",
      "  keeper logs word-count 0",
      "  keeper logs word-count am -n 100 -f",
      "  keeper logs word-count 0 --file stderr",
      "  keeper logs word-count container_1700000000000_0042_01_000003",
      "  keeper logs word-count -f",
      "",
      "With -f it goes on, also in the container that takes over, until the application has ended.",
      "Exit codes: 0 done, 2 bad input, or nothing is left of it, 3 something cannot be reached,",
      "6 there was no container yet, 8 the user may not, 130 ended by Ctrl-C."
    })
final class LogsCommand implements Callable<Integer> {
  private static final int LINES_OF_EACH = 10;

  @Mixin private JobOptions options;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PROCESSOR|am|CONTAINER",
      description =
          "A processor as status shows it; am for the AM that leads; or the id of any container of"
              + " the job. Default: the AM and all processors.")
  private Optional<String> name = Optional.empty();

  @Option(
      names = {"-f", "--follow"},
      description = "Goes on with what comes.")
  private boolean follow;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      description = "The last N lines. Default: all of one log, the last 10 of each of several.")
  private Optional<Integer> lines = Optional.empty();

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Which of the container's files. Default: the one that its logger writes.")
  private Optional<String> file = Optional.empty();

  @Option(names = "--files", description = "Lists the container's files instead.")
  private boolean files;

  @Option(names = "--json", description = "Prints the list of files as JSON.")
  private boolean json;

  private final Map<String, String> environment;
  private final PrintStream out;

  LogsCommand(Map<String, String> environment, PrintStream out) {
    this.environment = environment;
    this.out = out;
  }

  @Override
  public Integer call() throws Exception {
    lines.ifPresent(n -> Numbers.requireAtLeast("--lines", n, 0));
    if (json && !files) {
      throw new InvalidConfigException("--json", "true", "with --files only: a log is text");
    }
    return options.withCluster(environment, this::logs);
  }

  private ClientExit logs(JobId job, JobTree tree, Connections connections)
      throws IOException, InterruptedException {
    LogPlaces places = new LogPlaces(connections.cluster(), connections.hadoop());
    List<LogTarget> targets =
        name.isPresent() ? List.of(LogTarget.of(tree, name.get())) : LogTarget.all(tree);
    if (files) {
      list(targets, places);
    } else {
      print(targets, places);
    }
    return ClientExit.OK;
  }

  private void print(List<LogTarget> targets, LogPlaces places)
      throws IOException, InterruptedException {
    int width = targets.stream().mapToInt(target -> target.name().length()).max().orElse(0);
    LogPrinter printer = new LogPrinter(out, name.isEmpty(), width);
    int count = lines.orElse(name.isPresent() ? LogReading.WHOLE : LINES_OF_EACH);
    List<LogReading> readings =
        targets.stream().map(target -> new LogReading(target, places, file, printer)).toList();
    if (!follow) {
      for (LogReading reading : readings) {
        reading.print(count);
      }
      return;
    }
    followAll(readings, count);
  }

  private static void followAll(List<LogReading> readings, int count)
      throws IOException, InterruptedException {
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<?>> running = new ArrayList<>();
      for (LogReading reading : readings) {
        running.add(
            threads.submit(
                () -> {
                  reading.follow(count);
                  return null;
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw e.getCause() instanceof RuntimeException known
          ? known
          : new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private void list(List<LogTarget> targets, LogPlaces places) throws IOException {
    List<Map<String, Object>> listed = new ArrayList<>();
    for (LogTarget target : targets) {
      Optional<String> container = target.container();
      if (container.isPresent()) {
        for (ContainerLogs.LogFile found : places.find(container.get()).files()) {
          Map<String, Object> values = new LinkedHashMap<>();
          values.put("of", target.name());
          values.put("container", container.get());
          values.put("file", found.name());
          values.put("bytes", found.bytes());
          listed.add(values);
        }
      }
    }
    if (json) {
      out.println(Json.pretty(listed));
      return;
    }
    List<List<String>> rows = new ArrayList<>(List.of(List.of("OF", "CONTAINER", "BYTES", "FILE")));
    listed.forEach(
        one ->
            rows.add(
                List.of(
                    one.get("of").toString(),
                    one.get("container").toString(),
                    one.get("bytes").toString(),
                    one.get("file").toString())));
    Table.lines(rows).forEach(out::println);
  }
}
