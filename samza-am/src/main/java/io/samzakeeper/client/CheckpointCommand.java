package io.samzakeeper.client;

import io.samzakeeper.job.CheckpointRecord;
import io.samzakeeper.job.InvalidConfigException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** {@code keeper checkpoint}. */
@Command(
    name = "checkpoint",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    synopsisSubcommandLabel = "[show|set|reset|export|import]",
    description = {
      "Shows how far the tasks of a job have come, and changes it while the job does not",
      "run. An offset is the last that is processed, as its system writes it."
    },
    footer = {
      "",
      "Examples:",
      "  keeper checkpoint word-count",
      "  keeper checkpoint word-count show 'Partition 0' --json",
      "  keeper checkpoint word-count set 'Partition 0' kafka.lines/0=1041",
      "  keeper checkpoint word-count reset 'Partition 0'",
      "  keeper checkpoint word-count export before-the-upgrade.json",
      "  keeper checkpoint word-count import before-the-upgrade.json",
      "",
      "Exit codes: 0 done, 2 bad input, 3 ZooKeeper or YARN cannot be reached, 4 the job",
      "runs, and so nothing was changed."
    })
final class CheckpointCommand implements Callable<Integer> {
  @Mixin private JobOptions options;

  @Option(names = "--json", scope = ScopeType.INHERIT, description = "Prints JSON.")
  private boolean json;

  private final Map<String, String> environment;
  private final PrintStream out;

  CheckpointCommand(Map<String, String> environment, PrintStream out) {
    this.environment = environment;
    this.out = out;
  }

  @Override
  public Integer call() throws Exception {
    return show(List.of());
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Prints the checkpoints of all tasks, or of some.")
  Integer show(
      @Parameters(arity = "0..*", paramLabel = "TASK", description = "As the job names it.")
          List<String> tasks)
      throws Exception {
    return options.with(
        environment,
        (job, tree) -> {
          JobCheckpoints checkpoints = new JobCheckpoints(tree);
          SortedMap<String, CheckpointRecord> shown =
              tasks == null || tasks.isEmpty() ? checkpoints.all() : checkpoints.of(tasks);
          if (json) {
            out.println(
                Json.pretty(shown.values().stream().map(CheckpointCommand::facts).toList()));
          } else if (shown.isEmpty()) {
            out.println("No task of " + job + " has a checkpoint");
          } else {
            shown.values().forEach(this::print);
          }
        });
  }

  /** As people think of it, whatever form it has in its znode. */
  private static Map<String, Object> facts(CheckpointRecord record) {
    Map<String, Object> versions = new LinkedHashMap<>();
    record
        .versions()
        .forEach(
            (version, snapshot) -> {
              Map<String, Object> values = new LinkedHashMap<>();
              values.put("id", snapshot.id());
              values.put("inputs", snapshot.inputs());
              values.put("state", snapshot.state());
              versions.put(Integer.toString(version), values);
            });
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("task", record.task());
    values.put("containerId", record.containerId());
    values.put("epoch", record.epoch());
    values.put("writtenMillis", record.writtenMillis());
    values.put("versions", versions);
    return values;
  }

  @Command(
      name = "set",
      mixinStandardHelpOptions = true,
      description = "Gives a task other offsets, where it has a checkpoint.")
  Integer set(
      @Parameters(index = "0", paramLabel = "TASK", description = "As show prints it.") String task,
      @Parameters(
              index = "1..*",
              arity = "1..*",
              paramLabel = "INPUT=OFFSET",
              description = "The last that is to count as processed; inputs as show prints them.")
          List<String> offsets)
      throws Exception {
    return change(
        (checkpoints, author) -> {
          CheckpointRecord before = checkpoints.of(List.of(task)).get(task);
          CheckpointRecord after =
              JobCheckpoints.with(
                  before,
                  Overrides.of("INPUT", "INPUT=OFFSET", offsets),
                  System.currentTimeMillis());
          checkpoints.put(List.of(after), author);
          print(after);
        });
  }

  @Command(
      name = "reset",
      mixinStandardHelpOptions = true,
      description =
          "Forgets the checkpoints of some tasks, or of all: the next run starts them as new ones,"
              + " where systems.*.samza.offset.default says.")
  Integer reset(
      @Parameters(arity = "0..*", paramLabel = "TASK", description = "As show prints it.")
          List<String> tasks,
      @Option(names = "--all", description = "All tasks.") boolean all)
      throws Exception {
    boolean none = tasks == null || tasks.isEmpty();
    if (none != all) {
      throw new InvalidConfigException(
          "TASK", none ? null : String.join(", ", tasks), "some tasks, or --all");
    }
    return change(
        (checkpoints, author) -> {
          Collection<String> meant = (all ? checkpoints.all() : checkpoints.of(tasks)).keySet();
          checkpoints.remove(meant, author);
          out.println("Forgotten: " + (meant.isEmpty() ? "nothing" : String.join(", ", meant)));
        });
  }

  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      description = "Writes all checkpoints to a file, while the job runs or not.")
  Integer export(
      @Parameters(index = "0", paramLabel = "FILE", description = "A new one.") Path file)
      throws Exception {
    return options.with(
        environment,
        (job, tree) -> {
          List<CheckpointRecord> all = new ArrayList<>(new JobCheckpoints(tree).all().values());
          new CheckpointFile(job.applicationName(), System.currentTimeMillis(), all).write(file);
          out.println("Checkpoints of " + all.size() + " tasks are in " + file);
        });
  }

  @Command(
      name = "import",
      mixinStandardHelpOptions = true,
      description = "Puts checkpoints of a file in the place of what their tasks have.")
  Integer importFile(
      @Parameters(index = "0", paramLabel = "FILE", description = "From export.") Path file)
      throws Exception {
    CheckpointFile read = CheckpointFile.read(file);
    return change(
        (checkpoints, author) -> {
          checkpoints.requireTasks(
              read.checkpoints().stream().map(CheckpointRecord::task).toList());
          long now = System.currentTimeMillis();
          List<CheckpointRecord> records =
              read.checkpoints().stream()
                  .map(r -> JobCheckpoints.byCommand(r.task(), r.versions(), now))
                  .toList();
          checkpoints.put(records, author);
          out.println("Checkpoints of " + records.size() + " tasks are in place");
        });
  }

  private int change(CheckpointChange change) throws Exception {
    return options.with(environment, (job, tree) -> change.make(job, tree, environment));
  }

  private void print(CheckpointRecord record) {
    out.println(
        record.task()
            + ": written at "
            + Instant.ofEpochMilli(record.writtenMillis())
            + (record.containerId().isEmpty()
                ? " by a command"
                : " by " + record.containerId() + ", epoch " + record.epoch()));
    // Samza writes the same offsets in two versions of its checkpoints.
    record.versions().values().stream()
        .flatMap(snapshot -> snapshot.inputs().stream())
        .map(input -> "  " + CheckpointInput.name(input) + "=" + input.offset())
        .distinct()
        .forEach(out::println);
  }
}
