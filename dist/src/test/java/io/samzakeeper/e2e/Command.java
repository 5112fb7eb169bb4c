package io.samzakeeper.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a script as a user would, in a process of its own, and waits for its end. */
final class Command {

  /**
   * How a command ended.
   *
   * @param output what it wrote, standard output and error together
   */
  record Result(int exitCode, String output) {

    /** Fails with the output where the exit code is another. */
    Result requireExitCode(int expected) {
      if (exitCode != expected) {
        throw new AssertionError(
            "exit code " + exitCode + " instead of " + expected + ":\n" + output);
      }
      return this;
    }
  }

  private Command() {}

  /**
   * @param log where the output is kept for people, too
   * @throws AssertionError when it does not end in time; it is killed then
   */
  static Result run(
      Path directory,
      Map<String, String> environment,
      Path log,
      Duration patience,
      List<String> command) {
    Process process = start(directory, environment, log, command);
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(
            command + " is still running after " + patience + ":\n" + Files.readString(log));
      }
      return new Result(process.exitValue(), Files.readString(log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  static Process start(
      Path directory, Map<String, String> environment, Path log, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    // Nothing of the machine's own cluster, nor of the build's JVM options.
    builder.environment().keySet().removeIf(Command::ofThisMachine);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    try {
      Files.createDirectories(log.getParent());
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command, e);
    }
  }

  private static boolean ofThisMachine(String variable) {
    return variable.startsWith("HADOOP_")
        || variable.startsWith("YARN_")
        || variable.startsWith("KEEPER_")
        || variable.startsWith("MAVEN_")
        || variable.equals("JAVA_TOOL_OPTIONS")
        || variable.equals("CLASSPATH");
  }
}
