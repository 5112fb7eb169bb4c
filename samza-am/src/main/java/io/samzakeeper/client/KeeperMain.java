package io.samzakeeper.client;

import java.io.PrintStream;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Entry point of {@code bin/keeper}: a verb is a class of its own. */
public final class KeeperMain {
  private KeeperMain() {}

  public static void main(String[] args) {
    Failures.main(args, KeeperMain::run);
  }

  static int run(String[] args, Map<String, String> environment, PrintStream out, PrintStream err) {
    CommandLine command =
        new CommandLine(new Keeper())
            .addSubcommand(new ListCommand(environment, out))
            .addSubcommand(new StatusCommand(environment, out))
            .addSubcommand(new WatchCommand(environment, out))
            .addSubcommand(new EventsCommand(environment, out))
            .addSubcommand(new LogsCommand(environment, out))
            .addSubcommand(new LogLevelCommand(environment, out))
            .addSubcommand(new KillCommand(environment, out))
            .addSubcommand(new FailoverCommand(environment, out))
            .addSubcommand(new RestartCommand(environment, out))
            .addSubcommand(new MoveCommand(environment, out))
            .addSubcommand(new StopCommand(environment, out))
            .addSubcommand(new DrainCommand(environment, out))
            .addSubcommand(new ConfigCommand(environment, out))
            .addSubcommand(new CheckpointCommand(environment, out))
            .addSubcommand(new TreeCommand(environment, out));
    return Failures.execute("keeper", command, args, out, err);
  }

  /** Without a verb there is nothing to do. */
  @Command(
      name = "keeper",
      mixinStandardHelpOptions = true,
      usageHelpAutoWidth = true,
      synopsisSubcommandLabel = "VERB",
      version = "Samza Keeper 0.1.0",
      description = "Looks at Samza jobs that run, and changes them.",
      footer = {
        "",
        "Where ZooKeeper is: --config keeper.zk.connect=..., or the job's properties file with",
        "--config-path, or KEEPER_ZK_CONNECT, or conf/keeper.properties; the first that says it.",
        "",
        "keeper VERB --help has examples. Exit codes: docs/exit-codes.md."
      })
  private static final class Keeper implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
      throw new ParameterException(
          spec.commandLine(),
          "a verb is missing: one of " + String.join(", ", spec.subcommands().keySet()));
    }
  }
}
