package io.samzakeeper.client;

import io.samzakeeper.job.CheckpointRecord;
import io.samzakeeper.job.CheckpointRecord.Input;
import io.samzakeeper.job.CheckpointRecord.Snapshot;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.curator.framework.CuratorFramework;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code checkpoint-tool.sh}: Samza's flags. */
@Command(
    name = "checkpoint-tool.sh",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description =
        "Prints the offsets of a job's checkpoints, in the form that --new-offsets takes, or"
            + " writes others while the job does not run.",
    footer = {
      "",
      "Examples:",
      "  checkpoint-tool.sh --config-path=my-job.properties > offsets",
      "  checkpoint-tool.sh --config-path=my-job.properties --new-offsets=offsets",
      "",
      "Exit codes: 0 done, 2 bad input, 3 ZooKeeper or YARN cannot be reached, 4 the job",
      "runs, and so nothing was changed. bin/keeper checkpoint does more."
    })
final class CheckpointToolCommand implements Callable<Integer> {
  @Mixin private ConfigOptions options;

  @Option(
      names = "--new-offsets",
      paramLabel = "FILE",
      description =
          "Offsets to write, for some tasks or all: a properties file, as this tool prints them.")
  private Optional<String> newOffsets = Optional.empty();

  private final Map<String, String> environment;
  private final PrintStream out;

  CheckpointToolCommand(Map<String, String> environment, PrintStream out) {
    this.environment = environment;
    this.out = out;
  }

  @Override
  public Integer call() throws Exception {
    Installation installation = Installation.from(environment);
    PlannerProcess planner =
        new PlannerProcess(new Framework(installation), installation.home(), installation.cache());
    JobConfig config = options.load(planner, environment, Optional.empty());
    Optional<SortedMap<String, List<Input>>> wanted = newOffsets.map(OffsetsFile::read);
    try (CuratorFramework zooKeeper = ZooKeeperOfCommands.connect(config)) {
      JobTree tree = new JobTree(zooKeeper, JobPaths.of(config.zkRoot(), config.jobId()));
      // There is no tree to make one in: the claim of a change would leave it behind.
      StatusReport.read(tree, config.jobId());
      if (wanted.isPresent()) {
        CheckpointChange change = (checkpoints, author) -> write(checkpoints, wanted.get(), author);
        change.make(config.jobId(), tree, environment);
      }
      OffsetsFile.lines(new JobCheckpoints(tree).all().values()).forEach(out::println);
    }
    return ClientExit.OK.code();
  }

  private static void write(
      JobCheckpoints checkpoints, SortedMap<String, List<Input>> wanted, String author)
      throws Exception {
    checkpoints.requireTasks(wanted.keySet());
    SortedMap<String, CheckpointRecord> present = checkpoints.all();
    long now = System.currentTimeMillis();
    List<CheckpointRecord> changed = new ArrayList<>();
    wanted.forEach(
        (task, inputs) ->
            changed.add(
                present.containsKey(task)
                    ? JobCheckpoints.with(present.get(task), OffsetsFile.offsets(inputs), now)
                    : first(task, inputs, now)));
    checkpoints.put(changed, author);
  }

  /** In the version that Samza reads unless it is told otherwise. */
  private static CheckpointRecord first(String task, List<Input> inputs, long nowMillis) {
    return JobCheckpoints.byCommand(
        task, new TreeMap<>(Map.of(1, new Snapshot("", inputs, new TreeMap<>()))), nowMillis);
  }
}
