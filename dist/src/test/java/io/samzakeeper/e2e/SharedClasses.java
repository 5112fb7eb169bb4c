package io.samzakeeper.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Archives of loaded classes, by what {@code /proc} says of a worker. */
final class SharedClasses {
  private static final String LOCAL_DIRS = "LOCAL_DIRS=";

  private SharedClasses() {}

  /** Whether the process has an archive of ours in its memory. */
  static boolean usedBy(ContainerProcess process) {
    return read(process, "maps").contains("/keeper-classes/");
  }

  /** Whether there is a finished one in the application's directory on the node of the process. */
  static boolean besideOf(ContainerProcess process) {
    for (String variable : List.of(read(process, "environ").split("\0", -1))) {
      if (variable.startsWith(LOCAL_DIRS)) {
        String first = variable.substring(LOCAL_DIRS.length()).split(",", 2)[0];
        return isIn(Path.of(first, "keeper-classes"));
      }
    }
    return false;
  }

  private static boolean isIn(Path directory) {
    if (!Files.isDirectory(directory)) {
      return false;
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.anyMatch(file -> file.getFileName().toString().matches("[0-9]+-[0-9]+\\.jsa"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(ContainerProcess process, String file) {
    try {
      Path path = Path.of("/proc", Long.toString(process.pid()), file);
      return new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return ""; // it has ended
    }
  }
}
