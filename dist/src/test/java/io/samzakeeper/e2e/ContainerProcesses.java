package io.samzakeeper.e2e;

import io.samzakeeper.e2e.ContainerProcess.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * The processes of YARN's containers, by what {@code /proc} says of them: not by what the product
 * says. A process may end while it is looked at: then it is not there.
 */
final class ContainerProcesses {
  private static final Path PROC = Path.of("/proc");
  private static final String CONTAINER_ID = "CONTAINER_ID=";

  private static final String HOST = "NM_HOST=";

  private ContainerProcesses() {}

  /** All living processes in containers of an application. */
  static List<ContainerProcess> of(String applicationId) {
    // application_<start>_<number> owns container_[e<epoch>_]<start>_<number>_<attempt>_<number>.
    String owned = applicationId.substring("application".length()) + "_";
    return matching(containerId -> containerId.contains(owned));
  }

  /** All living processes in one container. */
  static List<ContainerProcess> in(String containerId) {
    return matching(containerId::equals);
  }

  /** All living processes of an application in containers of one node. */
  static List<ContainerProcess> onHost(String applicationId, String host) {
    return of(applicationId).stream().filter(process -> host.equals(host(process))).toList();
  }

  /** The address of the node that a process runs on; empty if it has ended. */
  static String host(ContainerProcess process) {
    return variable(directory(process.pid()), HOST);
  }

  private static Path directory(long pid) {
    return PROC.resolve(Long.toString(pid));
  }

  private static List<ContainerProcess> matching(Predicate<String> wanted) {
    List<ContainerProcess> found = new ArrayList<>();
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path directory : directories) {
        String containerId = containerOf(directory);
        if (wanted.test(containerId)) {
          long pid = Long.parseLong(directory.getFileName().toString());
          startTicks(pid)
              .ifPresent(
                  ticks ->
                      found.add(new ContainerProcess(pid, ticks, containerId, kind(directory))));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  /** When the process started; nothing if there is none, or only a zombie without threads. */
  static OptionalLong startTicks(long pid) {
    try {
      String stat = Files.readString(directory(pid).resolve("stat"));
      // The name, in parentheses, may hold anything: fields count from behind it; see proc(5).
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      boolean zombie = fields[0].equals("Z") && Integer.parseInt(fields[17]) <= 1;
      return zombie || fields[0].equals("X")
          ? OptionalLong.empty()
          : OptionalLong.of(Long.parseLong(fields[19]));
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** The container of a process, by its directory in {@code /proc}; empty if it is in none. */
  static String containerOf(Path process) {
    return variable(process, CONTAINER_ID);
  }

  private static String variable(Path process, String nameAndEquals) {
    for (String variable : strings(process.resolve("environ"))) {
      if (variable.startsWith(nameAndEquals)) {
        return variable.substring(nameAndEquals.length());
      }
    }
    return "";
  }

  private static Kind kind(Path process) {
    List<String> arguments = strings(process.resolve("cmdline"));
    if (arguments.isEmpty()) {
      return Kind.OTHER;
    }
    if (!arguments.get(0).endsWith("java")) {
      boolean launcher =
          arguments.stream().limit(3).anyMatch(argument -> argument.endsWith("am-launcher.sh"));
      return launcher ? Kind.LAUNCHER : Kind.OTHER;
    }
    if (arguments.contains("io.samzakeeper.am.CandidateMain")) {
      return Kind.CANDIDATE;
    }
    if (arguments.contains("io.samzakeeper.worker.WorkerMain")) {
      return Kind.WORKER;
    }
    return arguments.contains("io.samzakeeper.planner.PlannerMain") ? Kind.PLANNER : Kind.OTHER;
  }

  private static List<String> strings(Path file) {
    try {
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      return List.of(text.split("\0", -1));
    } catch (IOException e) {
      return List.of();
    }
  }
}
