package io.samzakeeper.client;

import java.io.PrintStream;
import java.util.Map;
import picocli.CommandLine;

/** Entry point of {@code bin/checkpoint-tool.sh}. */
public final class CheckpointToolMain {
  private CheckpointToolMain() {}

  public static void main(String[] args) {
    Failures.main(args, CheckpointToolMain::run);
  }

  static int run(String[] args, Map<String, String> environment, PrintStream out, PrintStream err) {
    return Failures.execute(
        "checkpoint-tool",
        new CommandLine(new CheckpointToolCommand(environment, out)),
        args,
        out,
        err);
  }
}
