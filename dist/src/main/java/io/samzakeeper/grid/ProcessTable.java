package io.samzakeeper.grid;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The machine's processes, from {@code /proc}. Linux only, as the grid is. A process may end while
 * it is looked at: then it is simply not there.
 */
final class ProcessTable {
  private static final Path PROC = Path.of("/proc");

  /**
   * A process at one moment.
   *
   * @param state the kernel's letter for the first thread: R, S, D, T (stopped), Z (zombie)
   * @param threads how many threads there are
   * @param startTicks when it started, in clock ticks since boot; with the pid it names a process
   *     for good, because pids are used again
   */
  record Entry(long pid, char state, long parent, int threads, long startTicks) {
    /**
     * A zombie is dead, and only waits for a parent that may never ask; but while it has further
     * threads, they are still on their way out, and hold its files and ports.
     */
    boolean alive() {
      return state != 'X' && (state != 'Z' || threads > 1);
    }
  }

  private ProcessTable() {}

  static Optional<Entry> find(long pid) {
    String stat;
    try {
      stat = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"));
    } catch (IOException e) {
      return Optional.empty();
    }
    // pid (name, which may hold anything) state ppid ... num_threads is field 20, starttime field
    // 22; see proc(5).
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Optional.of(
        new Entry(
            pid,
            fields[0].charAt(0),
            Long.parseLong(fields[1]),
            Integer.parseInt(fields[17]),
            Long.parseLong(fields[19])));
  }

  /** All living processes whose environment holds this variable with this value. */
  static List<Entry> withEnvironment(String name, String value) {
    List<Entry> found = new ArrayList<>();
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path directory : directories) {
        long pid = Long.parseLong(directory.getFileName().toString());
        if (value.equals(environment(pid).get(name))) {
          find(pid).filter(Entry::alive).ifPresent(found::add);
        }
      }
    } catch (IOException e) {
      throw new GridException("Cannot read /proc; the local grid needs Linux", e);
    }
    return found;
  }

  /** As it was when the process started; empty for other users' processes. */
  static Map<String, String> environment(long pid) {
    Map<String, String> environment = new LinkedHashMap<>();
    for (String entry : strings(pid, "environ")) {
      int equals = entry.indexOf('=');
      if (equals > 0) {
        environment.putIfAbsent(entry.substring(0, equals), entry.substring(equals + 1));
      }
    }
    return environment;
  }

  static List<String> commandLine(long pid) {
    return strings(pid, "cmdline");
  }

  private static List<String> strings(long pid, String file) {
    try {
      byte[] bytes = Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve(file));
      String text = new String(bytes, StandardCharsets.UTF_8);
      if (text.isEmpty()) {
        return List.of();
      }
      String strings = text.endsWith("\0") ? text.substring(0, text.length() - 1) : text;
      return List.of(strings.split("\0", -1));
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Resident memory in MB; 0 if the process is gone. */
  static long residentMb(long pid) {
    try {
      for (String line : Files.readAllLines(PROC.resolve(Long.toString(pid)).resolve("status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
        }
      }
    } catch (IOException e) {
      return 0;
    }
    return 0;
  }
}
