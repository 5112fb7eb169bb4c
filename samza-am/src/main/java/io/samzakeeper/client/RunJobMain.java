package io.samzakeeper.client;

import java.io.PrintStream;
import java.util.Map;
import picocli.CommandLine;

/** Entry point of {@code bin/run-job.sh}. */
public final class RunJobMain {
  private RunJobMain() {}

  public static void main(String[] args) {
    Failures.main(args, RunJobMain::run);
  }

  static int run(String[] args, Map<String, String> environment, PrintStream out, PrintStream err) {
    return Failures.execute(
        "run-job", new CommandLine(new RunJobCommand(environment, out)), args, out, err);
  }
}
