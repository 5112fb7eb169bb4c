package io.samzakeeper.client;

import io.samzakeeper.change.ProcessorRestart;
import io.samzakeeper.job.ContainerRecord;
import io.samzakeeper.job.JobId;
import io.samzakeeper.tree.JobTree;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keeper move}. */
@Command(
    name = "move",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Lets a processor of a job go on on another host: a spare there, if one waits, else in a new",
      "container. What runs commits first, when the other stands ready: nothing is processed twice.",
      "Without room on that host nothing happens."
    },
    footer = {
      "",
      "Examples:",
      "  keeper move word-count 0 --to node7.example.com",
      "  keeper move word-count 0",
      "",
      "HADOOP_CONF_DIR says which cluster. Exit codes: 0 done, or there already, 2 bad input,",
      "3 ZooKeeper or YARN cannot be reached, 6 the job does not run, 7 not done in time, or no room,",
      "or under way already."
    })
final class MoveCommand implements Callable<Integer> {
  @Mixin private JobOptions options;

  @Parameters(index = "1", paramLabel = "PROCESSOR", description = "As status shows it.")
  private String processor;

  @Option(
      names = "--to",
      paramLabel = "HOST",
      description =
          "As YARN knows it; default: of the hosts with room for it, but for the one where it is,"
              + " the one with most memory free.")
  private Optional<String> to = Optional.empty();

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  private final Map<String, String> environment;
  private final PrintStream out;

  MoveCommand(Map<String, String> environment, PrintStream out) {
    this.environment = environment;
    this.out = out;
  }

  @Override
  public Integer call() throws Exception {
    return options.with(environment, this::move);
  }

  private void move(JobId job, JobTree tree) throws InterruptedException {
    RestartReport report = new RestartReport(job, processor, out, json);
    ProcessorRestart restart = new ProcessorRestart(tree, job, processor);
    String host = target(tree, restart);
    if (restart.current().host().equals(host)) {
      report.printThereAlready(restart.current());
    } else {
      report.print(restart.ask(host, Requester.self()));
    }
  }

  private String target(JobTree tree, ProcessorRestart restart) {
    try (Cluster cluster = YarnCluster.of(Installation.from(environment))) {
      HostChoice hosts = new HostChoice(cluster.hosts());
      if (to.isPresent()) {
        return hosts.named(to.get()).name();
      }
      ContainerRecord container =
          tree.read(tree.paths().container(restart.current().containerId()), ContainerRecord.class)
              .orElseThrow(() -> restart.notDone("its container is being replaced"))
              .value();
      return hosts
          .otherThan(restart.current().host(), container.memoryMb(), container.cores())
          .name();
    }
  }
}
