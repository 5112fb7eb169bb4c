package io.samzakeeper.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The tarball, unpacked into a directory whose name has spaces, and its commands. */
final class Product {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Path home;
  private final Path logs;
  private final Path hadoopConfDir;
  private final AtomicInteger commands = new AtomicInteger();

  private Product(Path home, Path logs, Path hadoopConfDir) {
    this.home = home;
    this.logs = logs;
    this.hadoopConfDir = hadoopConfDir;
  }

  static Product unpack(Path tarball, Path work, Path hadoopConfDir) {
    Path target = work.resolve("unpacked in here");
    Path logs = work.resolve("commands");
    try {
      // An older build's files must not stay among the new ones.
      Command.run(
              work,
              Map.of(),
              logs.resolve("remove.log"),
              Duration.ofMinutes(1),
              List.of("rm", "-rf", target.toString()))
          .requireExitCode(0);
      Files.createDirectories(target);
      Command.run(
              target,
              Map.of(),
              logs.resolve("unpack.log"),
              Duration.ofMinutes(1),
              List.of("tar", "xzf", tarball.toString(), "--strip-components=1"))
          .requireExitCode(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Product(target, logs, hadoopConfDir);
  }

  Path home() {
    return home;
  }

  /** {@code bin/run-job.sh} against the grid. */
  Command.Result runJob(List<String> arguments) {
    return run("run-job.sh", Map.of(), arguments);
  }

  /**
   * Runs a script of the tarball's {@code bin} against the grid.
   *
   * @param environment on top of {@code HADOOP_CONF_DIR}, or instead of it
   */
  Command.Result run(String script, Map<String, String> environment, List<String> arguments) {
    return run(script, environment, arguments, PATIENCE);
  }

  /** The same, of what takes its time. */
  Command.Result run(
      String script, Map<String, String> environment, List<String> arguments, Duration patience) {
    List<String> command = new ArrayList<>(List.of(home.resolve("bin").resolve(script).toString()));
    command.addAll(arguments);
    Map<String, String> variables =
        new java.util.HashMap<>(Map.of("HADOOP_CONF_DIR", hadoopConfDir.toString()));
    variables.putAll(environment);
    Path log = logs.resolve("%03d-%s.log".formatted(commands.incrementAndGet(), script));
    // Not from its own directory: nobody does.
    return Command.run(logs, variables, log, patience, command);
  }
}
