package io.samzakeeper.client;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
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
    Map<String, Supplier<Object>> verbs = verbs(environment, out);
    // To describe a verb takes a while: where one is named, the others are left out.
    if (args.length > 0 && verbs.containsKey(args[0])) {
      verbs.keySet().retainAll(Set.of(args[0]));
    }
    return Failures.execute("keeper", command(verbs), args, out, err);
  }

  /** With all of its verbs. */
  static CommandLine command(Map<String, String> environment, PrintStream out) {
    return command(verbs(environment, out));
  }

  private static CommandLine command(Map<String, Supplier<Object>> verbs) {
    CommandLine command = new CommandLine(new Keeper());
    verbs.forEach((name, verb) -> command.addSubcommand(name, verb.get()));
    return command;
  }

  private static Map<String, Supplier<Object>> verbs(
      Map<String, String> environment, PrintStream out) {
    Map<String, Supplier<Object>> verbs = new LinkedHashMap<>();
    verbs.put("list", () -> new ListCommand(environment, out));
    verbs.put("status", () -> new StatusCommand(environment, out));
    verbs.put("watch", () -> new WatchCommand(environment, out));
    verbs.put("events", () -> new EventsCommand(environment, out));
    verbs.put("logs", () -> new LogsCommand(environment, out));
    verbs.put("loglevel", () -> new LogLevelCommand(environment, out));
    verbs.put("kill", () -> new KillCommand(environment, out));
    verbs.put("failover", () -> new FailoverCommand(environment, out));
    verbs.put("restart", () -> new RestartCommand(environment, out));
    verbs.put("move", () -> new MoveCommand(environment, out));
    verbs.put("stop", () -> new StopCommand(environment, out));
    verbs.put("drain", () -> new DrainCommand(environment, out));
    verbs.put("config", () -> new ConfigCommand(environment, out));
    verbs.put("checkpoint", () -> new CheckpointCommand(environment, out));
    verbs.put("tree", () -> new TreeCommand(environment, out));
    verbs.put("completion", () -> new CompletionCommand(() -> command(environment, out), out));
    return verbs;
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
