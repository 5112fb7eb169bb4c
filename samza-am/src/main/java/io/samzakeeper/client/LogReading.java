package io.samzakeeper.client;

import io.samzakeeper.client.ContainerLogs.Copied;
import io.samzakeeper.job.InvalidConfigException;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Prints one log, from its beginning or its last lines; then goes on with it, if that is wanted.
 */
final class LogReading {
  static final int WHOLE = -1;

  private static final long LOOK_AGAIN_MILLIS = 1_000;
  private static final long LINE_GUESS = 200;

  /** For YARN to aggregate the logs of an application that has just ended. */
  private static final int TRIES_AFTER_END = 10;

  private final LogTarget target;
  private final LogPlaces places;
  private final Optional<String> wantedFile;
  private final LogPrinter printer;

  LogReading(LogTarget target, LogPlaces places, Optional<String> wantedFile, LogPrinter printer) {
    this.target = target;
    this.places = places;
    this.wantedFile = wantedFile;
    this.printer = printer;
  }

  /**
   * What there is.
   *
   * @param lines the last ones only; {@link #WHOLE} for all
   */
  void print(int lines) throws IOException {
    String container = container();
    ContainerLogs logs = places.find(container);
    try (OutputStream out = new Open(printer.of(target.name()))) {
      begin(logs, file(logs, container), lines, out);
    }
  }

  /** The same, and then what comes, also from the container that comes after; until the end. */
  void follow(int lines) throws IOException, InterruptedException {
    String container = container();
    ContainerLogs logs = places.find(container);
    String file = file(logs, container);
    try (LogTarget.Watch watch = target.watch();
        OutputStream out = new Open(printer.of(target.name()))) {
      LogFollow follow = new LogFollow(logs, file, begin(logs, file, lines, out));
      while (printer.isRead()) {
        watch.await(LOOK_AGAIN_MILLIS);
        boolean there = copyNew(follow, out);
        Optional<String> now = watch.now();
        if (now.isPresent() && !now.get().equals(container)) {
          container = now.get();
          printer.say(target.name() + ": " + container + " from here on");
          follow = next(container);
        } else if (!there && places.hasEnded(container)) {
          theRest(container, follow, out);
          printer.say(target.name() + ": the application has ended");
          return;
        }
      }
    }
  }

  private static boolean copyNew(LogFollow follow, OutputStream out) {
    try {
      return follow.copyNew(out);
    } catch (IOException e) {
      return false; // the node is away, or the container is not there yet
    }
  }

  /** A container that was just given is not everywhere known yet. */
  private LogFollow next(String container) {
    return new LogFollow(new Sought(container), "", 0);
  }

  private void theRest(String container, LogFollow follow, OutputStream out)
      throws IOException, InterruptedException {
    for (int i = 0; i < TRIES_AFTER_END; i++) {
      Optional<ContainerLogs> aggregated = places.look(container);
      if (aggregated.isPresent()) {
        String file = file(aggregated.get(), container);
        new LogFollow(aggregated.get(), file, follow.position()).copyNew(out);
        return;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
    }
  }

  private String container() {
    return target
        .container()
        .orElseThrow(
            () ->
                new ClientException(
                    ClientExit.NOT_RUNNING, target.name() + " has no container yet"));
  }

  private String file(ContainerLogs logs, String container) throws IOException {
    List<ContainerLogs.LogFile> files = logs.files();
    List<String> names = files.stream().map(ContainerLogs.LogFile::name).toList();
    Optional<String> file =
        wantedFile.isPresent()
            ? wantedFile.filter(names::contains)
            : MainLog.among(files, target.name());
    return file.orElseThrow(
        () ->
            new InvalidConfigException(
                "--file",
                wantedFile.orElse(null),
                "a file of "
                    + container
                    + (names.isEmpty()
                        ? ", which has none yet"
                        : ": " + String.join(", ", names))));
  }

  /** Returns the offset after what was printed. */
  private static long begin(ContainerLogs logs, String file, int lines, OutputStream out)
      throws IOException {
    if (lines == WHOLE) {
      return logs.copyEnd(file, Long.MAX_VALUE, out).map(Copied::length).orElse(0L);
    }
    for (long look = (lines + 1) * LINE_GUESS; ; look *= 4) {
      ByteArrayOutputStream end = new ByteArrayOutputStream();
      Optional<Copied> copied = logs.copyEnd(file, look, end);
      if (copied.isEmpty()) {
        return 0;
      }
      Optional<Integer> start = LastLines.start(end.toByteArray(), lines, copied.get().from() == 0);
      if (start.isPresent()) {
        out.write(end.toByteArray(), start.get(), end.size() - start.get());
        return copied.get().length();
      }
    }
  }

  /** The logs of a container, once they can be found; its file is then its main one. */
  private final class Sought implements ContainerLogs {
    private final String container;
    private Optional<ContainerLogs> found = Optional.empty();
    private String file = "";

    Sought(String container) {
      this.container = container;
    }

    @Override
    public List<LogFile> files() throws IOException {
      return found.isPresent() ? found.get().files() : List.of();
    }

    @Override
    public Optional<Copied> copyEnd(String rolled, long bytes, OutputStream out)
        throws IOException {
      if (found.isEmpty()) {
        Optional<ContainerLogs> logs = places.look(container);
        if (logs.isEmpty() || logs.get().files().isEmpty()) {
          return places.hasEnded(container)
              ? Optional.empty()
              : Optional.of(new Copied(0, 0)); // not yet
        }
        file = file(logs.get(), container);
        found = logs;
      }
      return found.get().copyEnd(file + rolled, bytes, out);
    }
  }

  /** The command's own output stays open. */
  private static final class Open extends FilterOutputStream {
    Open(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      if (out instanceof PrintStream) {
        out.flush();
      } else {
        out.close();
      }
    }
  }
}
