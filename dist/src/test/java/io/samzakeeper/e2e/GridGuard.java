package io.samzakeeper.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Stops the grid when this JVM has ended, even by SIGKILL: a shell that waits for the end of its
 * standard input, which only we hold, and then runs {@code bin/grid stop}.
 */
final class GridGuard implements AutoCloseable {
  private final Process shell;

  private GridGuard(Process shell) {
    this.shell = shell;
  }

  static GridGuard over(Path data) {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                "setsid",
                "/bin/sh",
                "-c",
                "cat > /dev/null; exec \"$0\" stop --data \"$1\"",
                BuildOutput.gridScript().toString(),
                data.toString()));
    builder.environment().putAll(Map.of("JAVA_HOME", System.getProperty("java.home")));
    builder.redirectErrorStream(true);
    builder.redirectOutput(data.resolveSibling("grid-stop.log").toFile());
    try {
      java.nio.file.Files.createDirectories(data.getParent());
      return new GridGuard(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops the grid now and returns when nothing of it is left. */
  @Override
  public void close() {
    try {
      shell.getOutputStream().close();
      if (!shell.waitFor(90, TimeUnit.SECONDS)) {
        throw new IllegalStateException("bin/grid stop does not end");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
