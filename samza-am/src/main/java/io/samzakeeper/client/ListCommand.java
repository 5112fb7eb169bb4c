package io.samzakeeper.client;

import io.samzakeeper.client.JobList.Row;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.security.UserGroupInformation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code keeper list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description =
        "Lists jobs: state, containers that run and that should, standby AMs, who leads. Of the"
            + " user who asks, unless it is told otherwise.",
    footer = {
      "",
      "Examples:",
      "  keeper list",
      "  keeper list --all --running",
      "  keeper list --json --config keeper.zk.connect=zk1:2181",
      "",
      "Exit codes: 0 done, 2 bad input, 3 ZooKeeper or YARN cannot be reached."
    })
final class ListCommand implements Callable<Integer> {
  @Mixin private ZooKeeperOptions options;

  @Option(
      names = {"-a", "--all"},
      description = "Jobs of all users. Of those that ZooKeeper keeps from us there is the name.")
  private boolean all;

  @Option(names = "--running", description = "Only those that run.")
  private boolean running;

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  private final Map<String, String> environment;
  private final PrintStream out;

  ListCommand(Map<String, String> environment, PrintStream out) {
    this.environment = environment;
    this.out = out;
  }

  @Override
  public Integer call() throws Exception {
    return options.withCluster(environment, this::list);
  }

  private ClientExit list(Connections connections) throws IOException {
    String user = UserGroupInformation.getCurrentUser().getShortUserName();
    List<Row> rows =
        new JobList(connections.cluster(), connections.jobs())
            .read().stream()
                .filter(row -> all || row.user().equals(user) || isOurs(row))
                .filter(row -> !running || row.runs())
                .toList();
    if (json) {
      out.println(Json.pretty(rows));
    } else if (rows.isEmpty()) {
      out.println(
          (running ? "No job is running below " : "No job below ")
              + connections.jobs().root()
              + (all ? "" : "; of all users: --all"));
    } else {
      print(rows);
    }
    return ClientExit.OK;
  }

  /** Who submitted a job that has ended is known as the operating system knows him. */
  private static boolean isOurs(Row row) {
    return !row.runs() && row.user().equals(System.getProperty("user.name"));
  }

  private void print(List<Row> rows) {
    Style style = Style.of(environment);
    List<List<String>> cells = new ArrayList<>();
    cells.add(List.of("JOB", "STATE", "CONTAINERS", "STANDBYS", "LEADER", "USER", "APPLICATION"));
    rows.forEach(row -> cells.add(cells(row)));
    List<String> lines = Table.lines(cells);
    out.println(style.bold(lines.get(0)));
    for (int i = 0; i < rows.size(); i++) {
      out.println(style.of(mood(rows.get(i)), lines.get(i + 1)));
    }
  }

  private static List<String> cells(Row row) {
    return List.of(
        row.job(),
        row.state(),
        row.runs() ? row.containersRunning() + "/" + row.containersWanted() : "-",
        row.runs() ? row.standbys() + "/" + row.standbysWanted() : "-",
        row.leaderHost().isEmpty() ? "-" : row.leaderHost(),
        row.user().isEmpty() ? "-" : row.user(),
        row.applicationId().isEmpty() ? "-" : row.applicationId());
  }

  private static Style.Mood mood(Row row) {
    if (!row.runs()) {
      return row.state().equals("FAILED") ? Style.Mood.BAD : Style.Mood.PLAIN;
    }
    return row.containersRunning() < row.containersWanted()
            || row.standbys() < row.standbysWanted()
            || row.leaderHost().isEmpty()
        ? Style.Mood.WARNING
        : Style.Mood.PLAIN;
  }
}
