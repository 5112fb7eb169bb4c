package io.samzakeeper.client;

import io.samzakeeper.change.ChangeException;
import io.samzakeeper.job.InvalidConfigException;
import io.samzakeeper.job.UnreadableZnodeException;
import io.samzakeeper.tree.TreeException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.zookeeper.KeeperException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** Runs a command; what goes wrong becomes one line for its user, and an exit code. */
final class Failures {
  private Failures() {}

  /** A command line, as far as its process is not concerned. */
  interface Command {
    /**
     * @return its exit code
     */
    int run(String[] args, Map<String, String> environment, PrintStream out, PrintStream err);
  }

  /** Runs it as this process, which ends with its exit code. */
  static void main(String[] args, Command command) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    System.exit(command.run(args, System.getenv(), out, err));
  }

  static int execute(
      String name, CommandLine command, String[] args, PrintStream out, PrintStream err) {
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    command.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    command.setExecutionExceptionHandler(
        (e, line, result) -> {
          err.println(name + ": " + message(e));
          // Not before it is needed: logging takes longer to start than most commands run.
          LoggerFactory.getLogger(Failures.class).debug("The command failed", e);
          return exit(e).code();
        });
    return command.execute(args);
  }

  private static ClientExit exit(Exception e) {
    if (isRefusal(e)) {
      return ClientExit.REFUSED;
    }
    if (e instanceof ClientException known) {
      return known.exit();
    }
    if (e instanceof ChangeException change) {
      return exit(change);
    }
    if (e instanceof InvalidConfigException || e instanceof UnreadableZnodeException) {
      return ClientExit.BAD_INPUT;
    }
    return e instanceof TreeException ? ClientExit.UNREACHABLE : ClientExit.INTERNAL_ERROR;
  }

  private static ClientExit exit(ChangeException change) {
    return switch (change.kind()) {
      case BAD_INPUT -> ClientExit.BAD_INPUT;
      case BUSY -> ClientExit.ALREADY_RUNNING;
      case NOT_RUNNING -> ClientExit.NOT_RUNNING;
      case NOT_DONE -> ClientExit.NOT_DONE;
    };
  }

  private static boolean isRefusal(Throwable e) {
    return e instanceof KeeperException.NoAuthException
        || (e.getCause() != null && isRefusal(e.getCause()));
  }

  private static String message(Exception e) {
    boolean expected =
        e instanceof ClientException
            || e instanceof ChangeException
            || e instanceof InvalidConfigException
            || e instanceof UnreadableZnodeException
            || e instanceof TreeException;
    if (isRefusal(e)) {
      return e.getMessage()
          + "; only the user who submitted the job may read and write what it has in ZooKeeper, with"
          + " the secret in that user's staging directory (keeper.staging.dir, else .samza-keeper in"
          + " the home directory; HADOOP_CONF_DIR says on which file system). Whom YARN lets may end"
          + " it without: yarn application -kill. See docs/zookeeper.md, Who may read and write it";
    }
    return expected ? e.getMessage() : "unexpected: " + e;
  }
}
