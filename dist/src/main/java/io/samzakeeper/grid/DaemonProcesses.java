package io.samzakeeper.grid;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Starts daemons so that they outlive this process, and remembers which process is which. */
final class DaemonProcesses {
  private static final Duration PREPARATION = Duration.ofSeconds(60);
  private static final long LARGEST_LOG = 16L << 20;

  private final GridLayout layout;
  private final ObjectMapper json = new ObjectMapper();

  DaemonProcesses(GridLayout layout) {
    this.layout = layout;
  }

  /** The daemon's process, if it lives. */
  Optional<ProcessId> find(String daemon) {
    return recorded(daemon).filter(ProcessId::alive);
  }

  private Optional<ProcessId> recorded(String daemon) {
    Path file = layout.runFile(daemon);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(json.readValue(file.toFile(), ProcessId.class));
    } catch (IOException e) {
      throw new GridException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** When {@link #start} last started it. */
  Instant startedAt(String daemon) {
    try {
      return Files.getLastModifiedTime(layout.runFile(daemon)).toInstant();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns as soon as the process exists; its log grows from here on. */
  ProcessId start(DaemonSpec daemon) {
    try {
      keepLogSmall(daemon.log());
      prepare(daemon);
      Process process = launch(daemon, daemon.command().get());
      ProcessId id = ProcessId.of(process.pid());
      json.writeValue(layout.runFile(daemon.name()).toFile(), id);
      return id;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start " + daemon.name(), e);
    }
  }

  private void prepare(DaemonSpec daemon) throws IOException {
    if (daemon.preparation().isEmpty()) {
      return;
    }
    DaemonSpec.Preparation preparation = daemon.preparation().get();
    if (Files.exists(preparation.made())) {
      return;
    }
    ProcessId process = ProcessId.of(launch(daemon, preparation.command().get()).pid());
    if (!process.awaitEnd(PREPARATION)) {
      process.kill();
    }
    if (!Files.exists(preparation.made())) {
      throw new GridException(daemon.name() + " could not be prepared; see " + daemon.log());
    }
  }

  private Process launch(DaemonSpec daemon, List<String> command) throws IOException {
    // A session of its own: Ctrl-C in the terminal that started the grid does not reach it.
    // setsid replaces itself by the command, so the pid stays.
    List<String> detached = new ArrayList<>(List.of("setsid"));
    detached.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(detached);
    builder.directory(layout.data().toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("CLASSPATH");
    builder.environment().putAll(daemon.environment());
    builder.redirectInput(new File("/dev/null"));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(daemon.log().toFile()));
    return builder.start();
  }

  private static void keepLogSmall(Path log) throws IOException {
    if (Files.exists(log) && Files.size(log) > LARGEST_LOG) {
      Files.move(
          log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /**
   * Ends a daemon: asks first, then makes it. Returns when the process is gone.
   *
   * @param patience how long it may take to end by itself
   * @return whether there was one
   */
  boolean stop(String daemon, Duration patience) {
    Optional<ProcessId> found = find(daemon);
    found.ifPresent(process -> end(process, patience));
    try {
      Files.deleteIfExists(layout.runFile(daemon));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found.isPresent();
  }

  private static void end(ProcessId process, Duration patience) {
    if (!process.paused()) {
      process.terminate();
      if (process.awaitEnd(patience)) {
        return;
      }
    }
    process.kill();
    if (!process.awaitEnd(Duration.ofSeconds(10))) {
      throw new GridException("Process " + process.pid() + " does not end, not even by SIGKILL");
    }
  }
}
