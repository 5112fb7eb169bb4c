package io.samzakeeper.client;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;

/** Entry point of {@code bin/run-job.sh}. */
public final class RunJobMain {
  private RunJobMain() {}

  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(args, System.getenv(), out, err));
  }

  static int run(String[] args, Map<String, String> environment, PrintStream out, PrintStream err) {
    return Failures.execute(
        "run-job", new CommandLine(new RunJobCommand(environment, out)), args, out, err);
  }
}
