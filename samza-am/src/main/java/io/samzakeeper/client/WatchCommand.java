package io.samzakeeper.client;

import io.samzakeeper.job.JobEvent;
import io.samzakeeper.job.JobId;
import io.samzakeeper.tree.JobTree;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code keeper watch}. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Shows a job as it is, and as it changes: who leads, who stands by, containers, their"
          + " lag, spares, events. Until the application ends, or Ctrl-C.",
      "Where standard output is no terminal: a line for each change. With --json: an object a line,",
      "at first of all there is: an application, its standbys, processors, spares and events, by",
      "kind and name; then of what is not as it was, or gone. Fields may be added."
    },
    footer = {
      "",
      "Examples:",
      "  keeper watch word-count",
      "  keeper watch word-count | tee changes.log",
      "  keeper watch word-count --json | jq -r 'select(.kind == \"event\") | .text'",
      "",
      "Exit codes: 0 it has ended well, 2 bad input, 3 ZooKeeper or YARN cannot be reached,",
      "5 it failed or was killed, 6 it does not run, 130 ended by Ctrl-C."
    })
final class WatchCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Mixin private JobOptions options;

  @Option(names = "--json", description = "Prints JSON, a line for each change.")
  private boolean json;

  private final Map<String, String> environment;
  private final PrintStream out;

  WatchCommand(Map<String, String> environment, PrintStream out) {
    this.environment = environment;
    this.out = out;
  }

  @Override
  public Integer call() throws Exception {
    return options.withCluster(
        environment,
        (job, tree, connections) -> {
          Cluster cluster = connections.cluster();
          try (LiveJob live = new LiveJob(tree);
              LiveFigures figures = new LiveFigures(() -> trackingUrl(cluster, tree))) {
            if (!live.awaitFilled(PATIENCE)) {
              throw new ClientException(
                  ClientExit.UNREACHABLE, "ZooKeeper did not tell of " + job + " in time");
            }
            return new Watching(cluster, job, live).watch(view(job, figures));
          }
        });
  }

  private static Optional<String> trackingUrl(Cluster cluster, JobTree tree) {
    return tree.application()
        .flatMap(application -> cluster.report(application.value().applicationId()))
        .filter(YarnCluster::isActive)
        .map(ApplicationReport::getTrackingUrl);
  }

  private Watching.View view(JobId job, LiveFigures figures) {
    if (json) {
      return new JsonView(out);
    }
    return Style.isTerminal()
        ? new ScreenView(
            new WatchScreen(job, Style.of(environment)), figures::newest, out, environment)
        : new LineView(out);
  }

  /** Line by line, for as long as somebody reads them. */
  private abstract static class PrintedView implements Watching.View {
    final PrintStream out;

    PrintedView(PrintStream out) {
      this.out = out;
    }

    @Override
    public boolean isSeen() {
      return !out.checkError();
    }

    @Override
    public void close() {
      out.flush();
    }
  }

  /** An object a line. */
  static final class JsonView extends PrintedView {
    private final JsonChanges changes = new JsonChanges();

    JsonView(PrintStream out) {
      super(out);
    }

    @Override
    public void show(Watching.Picture picture) {
      changes
          .next(picture.status(), picture.events())
          .forEach(change -> out.println(Json.line(change)));
    }
  }

  /** A line for each change. */
  static final class LineView extends PrintedView {
    private final ProgressLines lines = new ProgressLines();
    private String lastEvent = "";

    LineView(PrintStream out) {
      super(out);
    }

    @Override
    public void show(Watching.Picture picture) {
      lines
          .next(
              picture.status().application().applicationId(),
              picture.status().application().state().toString(),
              Optional.of(picture.status()))
          .forEach(out::println);
      for (Map.Entry<String, JobEvent> event : picture.events().tailMap(lastEvent).entrySet()) {
        if (!event.getKey().equals(lastEvent)) {
          out.println(EventLines.line(event.getValue()));
          lastEvent = event.getKey();
        }
      }
    }
  }
}
