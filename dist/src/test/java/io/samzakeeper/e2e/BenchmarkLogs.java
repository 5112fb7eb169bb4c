package io.samzakeeper.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * When things happened, by the logs of those who did them: no time is lost between the event and
 * its being seen. Below one directory are {@code <daemon>.log} and {@code
 * <node>/logs/<application>/<container>/<file>}.
 */
final class BenchmarkLogs {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");
  private static final int TIME_LENGTH = 23;

  private final Path run;

  BenchmarkLogs(Path run) {
    this.run = run;
  }

  /** A line with its time in epoch milliseconds. */
  record Line(long atMillis, String text) {}

  /** Reads lines from the time on, of all logs together, in the order of time. */
  interface Source {
    List<Line> since(long millis) throws IOException;
  }

  Source resourceManager() {
    return millis -> lines(run.resolve("rm.log"), millis);
  }

  /** What all candidates of an application write. */
  Source candidates(String applicationId) {
    return millis -> {
      List<Line> lines = new ArrayList<>();
      for (Path log : containerFiles(applicationId, "*/am.log")) {
        lines.addAll(lines(log, millis));
      }
      lines.sort(Comparator.comparingLong(Line::atMillis));
      return lines;
    };
  }

  /** The node that a container was started on. */
  String nodeOf(String applicationId, String containerId) throws IOException {
    List<Path> found = containerFiles(applicationId, containerId);
    if (found.size() != 1) {
      throw new IllegalStateException(containerId + " has logs at " + found);
    }
    return run.relativize(found.get(0)).getName(0).toString();
  }

  /** The first line from a time on that matches; none within the patience: nothing. */
  static Optional<Line> await(Source source, Pattern pattern, long since, Duration patience)
      throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      for (Line line : source.since(since)) {
        if (pattern.matcher(line.text()).find()) {
          return Optional.of(line);
        }
      }
      if (System.nanoTime() > deadline) {
        return Optional.empty();
      }
      LockSupport.parkNanos(100_000_000); // a file gives no event, and its lines carry their time
    }
  }

  private List<Path> containerFiles(String applicationId, String glob) throws IOException {
    List<Path> found = new ArrayList<>();
    String container = glob.contains("/") ? glob.substring(0, glob.indexOf('/')) : glob;
    String file = glob.substring(glob.indexOf('/') + 1);
    try (DirectoryStream<Path> nodes = Files.newDirectoryStream(run, "nm?")) {
      for (Path node : nodes) {
        Path logs = node.resolve("logs").resolve(applicationId);
        if (Files.isDirectory(logs)) {
          try (DirectoryStream<Path> containers = Files.newDirectoryStream(logs, container)) {
            for (Path directory : containers) {
              Path path = glob.contains("/") ? directory.resolve(file) : directory;
              if (Files.exists(path)) {
                found.add(path);
              }
            }
          }
        }
      }
    }
    return found;
  }

  private static List<Line> lines(Path log, long since) throws IOException {
    List<Line> lines = new ArrayList<>();
    String text = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    for (String line : text.split("\n", -1)) {
      long at = time(line);
      if (at >= since) {
        lines.add(new Line(at, line.substring(TIME_LENGTH).trim()));
      }
    }
    return lines;
  }

  /** Epoch milliseconds, or -1 where a line has none: of a stack trace, or half written. */
  private static long time(String line) {
    if (line.length() <= TIME_LENGTH || !Character.isDigit(line.charAt(0))) {
      return -1;
    }
    try {
      return LocalDateTime.parse(line.substring(0, TIME_LENGTH).replace(',', '.'), TIME)
          .atZone(ZoneId.systemDefault())
          .toInstant()
          .toEpochMilli();
    } catch (DateTimeParseException e) {
      return -1;
    }
  }
}
