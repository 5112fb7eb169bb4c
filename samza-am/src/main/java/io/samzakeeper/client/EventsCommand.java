package io.samzakeeper.client;

import io.samzakeeper.job.JobEvent;
import io.samzakeeper.tree.JobTree;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code keeper events}. */
@Command(
    name = "events",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description =
        "Tells what happened to a job, and why: a line for each event, the newest last. ZooKeeper"
            + " keeps the last 500, also of earlier applications.",
    footer = {
      "",
      "Examples:",
      "  keeper events word-count",
      "  keeper events word-count -n 20 -f",
      "  keeper events word-count --json",
      "",
      "With --json: an array; with --json -f an object a line.",
      "Exit codes: 0 done, 2 bad input, 3 ZooKeeper cannot be reached, 130 ended by Ctrl-C."
    })
final class EventsCommand implements Callable<Integer> {
  @Mixin private JobOptions options;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      description = "Only the newest N. Default: all.")
  private int lines = Integer.MAX_VALUE;

  @Option(
      names = {"-f", "--follow"},
      description = "Goes on with those that come, until Ctrl-C.")
  private boolean follow;

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  private final Map<String, String> environment;
  private final PrintStream out;

  EventsCommand(Map<String, String> environment, PrintStream out) {
    this.environment = environment;
    this.out = out;
  }

  @Override
  public Integer call() throws Exception {
    Numbers.requireAtLeast("--lines", lines, 0);
    return options.with(environment, (job, tree) -> print(tree));
  }

  private void print(JobTree tree) throws InterruptedException {
    if (follow) {
      follow(tree);
      return;
    }
    List<JobEvent> events = newest(EventLines.read(tree));
    if (json) {
      out.println(Json.pretty(events.stream().map(EventLines::json).toList()));
    } else {
      events.forEach(event -> out.println(EventLines.line(event)));
    }
  }

  private void follow(JobTree tree) throws InterruptedException {
    try (EventStream stream = new EventStream(tree)) {
      List<JobEvent> events = newest(stream.next());
      while (!out.checkError()) { // where nobody reads any more
        events.forEach(
            event ->
                out.println(json ? Json.line(EventLines.json(event)) : EventLines.line(event)));
        events = List.copyOf(stream.next().values());
      }
    }
  }

  private List<JobEvent> newest(SortedMap<String, JobEvent> events) {
    return events.values().stream().skip(Math.max(0L, events.size() - (long) lines)).toList();
  }
}
