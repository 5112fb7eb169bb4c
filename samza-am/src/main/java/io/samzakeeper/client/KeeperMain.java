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
    Map<String, Verb> verbs = verbs(environment, out);
    // To describe a verb with all of its options takes a while: only the one that is named is.
    CommandLine command;
    if (args.length > 0 && verbs.containsKey(args[0])) {
      verbs.keySet().retainAll(Set.of(args[0]));
      command = command(verbs);
    } else if (args.length == 1 && args[0].startsWith("-")) {
      command = outline(verbs);
    } else {
      command = command(verbs);
    }
    return Failures.execute("keeper", command, args, out, err);
  }

  /** With all of its verbs. */
  static CommandLine command(Map<String, String> environment, PrintStream out) {
    return command(verbs(environment, out));
  }

  /** Knows of its verbs what they are for, and nothing else: enough for its own {@code --help}. */
  static CommandLine outline(Map<String, String> environment, PrintStream out) {
    return outline(verbs(environment, out));
  }

  private static CommandLine command(Map<String, Verb> verbs) {
    CommandLine command = new CommandLine(new Keeper());
    for (Map.Entry<String, Verb> verb : verbs.entrySet()) {
      command.addSubcommand(verb.getKey(), verb.getValue().command().get());
    }
    return command;
  }

  private static CommandLine outline(Map<String, Verb> verbs) {
    CommandLine command = new CommandLine(new Keeper());
    for (Map.Entry<String, Verb> verb : verbs.entrySet()) {
      CommandSpec spec = CommandSpec.create();
      spec.usageMessage()
          .description(verb.getValue().type().getAnnotation(Command.class).description());
      command.addSubcommand(verb.getKey(), spec);
    }
    return command;
  }

  private record Verb(Class<?> type, Supplier<Object> command) {}

  private static Map<String, Verb> verbs(Map<String, String> environment, PrintStream out) {
    Map<String, Verb> verbs = new LinkedHashMap<>();
    verbs.put("list", new Verb(ListCommand.class, () -> new ListCommand(environment, out)));
    verbs.put("status", new Verb(StatusCommand.class, () -> new StatusCommand(environment, out)));
    verbs.put("watch", new Verb(WatchCommand.class, () -> new WatchCommand(environment, out)));
    verbs.put("events", new Verb(EventsCommand.class, () -> new EventsCommand(environment, out)));
    verbs.put("logs", new Verb(LogsCommand.class, () -> new LogsCommand(environment, out)));
    verbs.put(
        "loglevel", new Verb(LogLevelCommand.class, () -> new LogLevelCommand(environment, out)));
    verbs.put("kill", new Verb(KillCommand.class, () -> new KillCommand(environment, out)));
    verbs.put(
        "failover", new Verb(FailoverCommand.class, () -> new FailoverCommand(environment, out)));
    verbs.put(
        "restart", new Verb(RestartCommand.class, () -> new RestartCommand(environment, out)));
    verbs.put("move", new Verb(MoveCommand.class, () -> new MoveCommand(environment, out)));
    verbs.put("stop", new Verb(StopCommand.class, () -> new StopCommand(environment, out)));
    verbs.put("drain", new Verb(DrainCommand.class, () -> new DrainCommand(environment, out)));
    verbs.put("config", new Verb(ConfigCommand.class, () -> new ConfigCommand(environment, out)));
    verbs.put(
        "checkpoint",
        new Verb(CheckpointCommand.class, () -> new CheckpointCommand(environment, out)));
    verbs.put("tree", new Verb(TreeCommand.class, () -> new TreeCommand(environment, out)));
    verbs.put(
        "completion",
        new Verb(
            CompletionCommand.class,
            () -> new CompletionCommand(() -> command(environment, out), out)));
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
        "keeper VERB --help has examples. Exit codes: docs/exit-codes.md.",
        "keeper run --help: submits a job, as run-job.sh does.",
        "keeper grid --help: a cluster on this machine, for trying things out."
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
