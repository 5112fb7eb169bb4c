package io.samzakeeper.client;

import io.samzakeeper.job.InvalidConfigException;
import io.samzakeeper.job.UnreadableZnodeException;
import io.samzakeeper.tree.TreeException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** Entry point of {@code bin/run-job.sh}. */
public final class RunJobMain {
  private static final Logger LOG = LoggerFactory.getLogger(RunJobMain.class);

  private RunJobMain() {}

  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(args, Installation.from(System.getenv()), out, err));
  }

  static int run(String[] args, Installation installation, PrintStream out, PrintStream err) {
    CommandLine command = new CommandLine(new RunJobCommand(installation, out));
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.setOut(new java.io.PrintWriter(out, true, StandardCharsets.UTF_8));
    command.setErr(new java.io.PrintWriter(err, true, StandardCharsets.UTF_8));
    command.setExecutionExceptionHandler(
        (e, line, result) -> {
          err.println("run-job: " + message(e));
          LOG.debug("The command failed", e);
          return exit(e).code();
        });
    return command.execute(args);
  }

  private static ClientExit exit(Exception e) {
    if (e instanceof ClientException known) {
      return known.exit();
    }
    if (e instanceof InvalidConfigException || e instanceof UnreadableZnodeException) {
      return ClientExit.BAD_INPUT;
    }
    return e instanceof TreeException ? ClientExit.UNREACHABLE : ClientExit.INTERNAL_ERROR;
  }

  private static String message(Exception e) {
    boolean expected =
        e instanceof ClientException
            || e instanceof InvalidConfigException
            || e instanceof UnreadableZnodeException
            || e instanceof TreeException;
    return expected ? e.getMessage() : "unexpected: " + e;
  }
}
