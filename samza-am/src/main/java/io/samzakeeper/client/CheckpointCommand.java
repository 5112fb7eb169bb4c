package io.samzakeeper.client;

import io.samzakeeper.job.CheckpointRecord;
import io.samzakeeper.job.InvalidConfigException;
import io.samzakeeper.job.PlannerRequest.Mode;
import io.samzakeeper.tree.JobTree;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
      "run. An offset is the last that is processed, as its system writes it. Lag is what the",
      "newest record of an input is ahead of it, as the job's own systems say."
    },
    footer = {
      "",
      "Examples:",
      "  keeper checkpoint word-count",
      "  keeper checkpoint word-count show 'Partition 0' --json",
      "  keeper checkpoint word-count show --no-lag",
      "  keeper checkpoint word-count set 'Partition 0' kafka.lines/0=1041",
      "  keeper checkpoint word-count reset 'Partition 0'",
      "  keeper checkpoint word-count export before-the-upgrade.json",
      "  keeper checkpoint word-count import before-the-upgrade.json",
      "  keeper checkpoint word-count import --from-kafka",
      "  keeper checkpoint word-count export --to-kafka",
      "",
      "Exit codes: 0 done, 2 bad input, 3 ZooKeeper, YARN or Kafka cannot be reached, 4 the",
      "job runs, and so nothing was changed. Where only the lag cannot be told, show says why",
      "and ends with 0."
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
    return show(List.of(), false);
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Prints the checkpoints of all tasks, or of some.",
      footer = {
        "",
        "Examples:",
        "  keeper checkpoint word-count show",
        "  keeper checkpoint word-count show 'Partition 0' --json",
        "  keeper checkpoint word-count show --no-lag"
      })
  Integer show(
      @Parameters(arity = "0..*", paramLabel = "TASK", description = "As the job names it.")
          List<String> tasks,
      @Option(
              names = "--no-lag",
              description = "Leaves the lag out: to ask the job's systems takes some seconds.")
          boolean noLag)
      throws Exception {
    return options.with(
        environment,
        (job, tree) -> {
          JobCheckpoints checkpoints = new JobCheckpoints(tree);
          Collection<CheckpointRecord> shown =
              (tasks == null || tasks.isEmpty() ? checkpoints.all() : checkpoints.of(tasks))
                  .values();
          if (shown.isEmpty() && !json) {
            out.println("No task of " + job + " has a checkpoint");
            return;
          }
          boolean ask = !noLag && !shown.isEmpty();
          CheckpointReport report =
              new CheckpointReport(ask ? lag(tree) : InputLag.notAsked(), out);
          if (json) {
            report.json(shown);
          } else {
            report.lines(shown);
          }
        });
  }

  /** The checkpoints can be shown whatever the job's systems do. */
  private InputLag lag(JobTree tree) throws InterruptedException {
    try {
      return InputLag.of(
          new PlannedJob(tree, environment)
              .ask(Mode.NEWEST_OFFSETS, new TreeMap<>(), new TreeMap<>())
              .inputEnds());
    } catch (ClientException | InvalidConfigException | IOException e) {
      return InputLag.unknown(e.getMessage());
    }
  }

  @Command(
      name = "set",
      mixinStandardHelpOptions = true,
      description = "Gives a task other offsets, where it has a checkpoint.",
      footer = {
        "",
        "Examples:",
        "  keeper checkpoint word-count set 'Partition 0' kafka.lines/0=1041"
      })
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
              + " where systems.*.samza.offset.default says.",
      footer = {
        "",
        "Examples:",
        "  keeper checkpoint word-count reset 'Partition 0'",
        "  keeper checkpoint word-count reset --all"
      })
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
          // By their names: to forget one that cannot be read is a way out.
          Collection<String> meant = all ? checkpoints.names() : tasks;
          checkpoints.requireCheckpoints(meant);
          checkpoints.remove(meant, author);
          out.println("Forgotten: " + (meant.isEmpty() ? "nothing" : String.join(", ", meant)));
        });
  }

  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      description = {
        "Writes all checkpoints to a file, while the job runs or not; or, while it does not, to",
        "where stock Samza keeps them, so that a stock job of this name goes on from there."
      },
      footer = {
        "",
        "Examples:",
        "  keeper checkpoint word-count export before-the-upgrade.json",
        "  keeper checkpoint word-count export --to-kafka"
      })
  Integer export(
      @Parameters(index = "0", arity = "0..1", paramLabel = "FILE", description = "A new one.")
          Optional<Path> file,
      @Option(
              names = "--to-kafka",
              description =
                  "To what task.checkpoint.factory names: Kafka's checkpoint topic, unless the"
                      + " config says otherwise. --config task.checkpoint.KEY=VALUE wins.")
          boolean toKafka)
      throws Exception {
    requireOne(file, "--to-kafka", toKafka);
    if (toKafka) {
      return stock(StockPositions::write);
    }
    return options.with(
        environment,
        (job, tree) -> {
          List<CheckpointRecord> all = new ArrayList<>(new JobCheckpoints(tree).all().values());
          new CheckpointFile(job.applicationName(), System.currentTimeMillis(), all)
              .write(file.orElseThrow());
          out.println("Checkpoints of " + all.size() + " tasks are in " + file.orElseThrow());
        });
  }

  @Command(
      name = "import",
      mixinStandardHelpOptions = true,
      description = {
        "Puts checkpoints of a file in the place of what their tasks have; or those of a stock job",
        "of this name, which has ended."
      },
      footer = {
        "",
        "Examples:",
        "  keeper checkpoint word-count import before-the-upgrade.json",
        "  keeper checkpoint word-count import --from-kafka"
      })
  Integer importFile(
      @Parameters(index = "0", arity = "0..1", paramLabel = "FILE", description = "From export.")
          Optional<Path> file,
      @Option(
              names = "--from-kafka",
              description =
                  "From what task.checkpoint.factory names: Kafka's checkpoint topic, unless the"
                      + " config says otherwise. --config task.checkpoint.KEY=VALUE wins.")
          boolean fromKafka)
      throws Exception {
    requireOne(file, "--from-kafka", fromKafka);
    if (fromKafka) {
      return stock(StockPositions::read);
    }
    CheckpointFile read = CheckpointFile.read(file.orElseThrow());
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

  private static void requireOne(Optional<Path> file, String option, boolean given) {
    if (file.isPresent() == given) {
      throw new InvalidConfigException(
          "FILE", file.map(Path::toString).orElse(null), "a file, or " + option + ", one of them");
    }
  }

  private interface Stock {
    void with(StockPositions positions, JobCheckpoints checkpoints, String author) throws Exception;
  }

  private int stock(Stock work) throws Exception {
    return options.with(
        environment,
        (job, tree) -> {
          StockPositions positions =
              new StockPositions(
                  new PlannedJob(tree, environment), options.config(environment).values(), out);
          CheckpointChange change =
              (checkpoints, author) -> work.with(positions, checkpoints, author);
          change.make(job, tree, environment);
        });
  }

  private int change(CheckpointChange change) throws Exception {
    return options.with(environment, (job, tree) -> change.make(job, tree, environment));
  }

  private void print(CheckpointRecord record) {
    new CheckpointReport(InputLag.notAsked(), out).line(record);
  }
}
