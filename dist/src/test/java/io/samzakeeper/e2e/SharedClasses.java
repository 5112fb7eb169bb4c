package io.samzakeeper.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Archives of loaded classes, by what {@code /proc} says of a worker. */
final class SharedClasses {
  private static final Pattern CAME_WITH_THE_JOB =
      Pattern.compile("/filecache/.*/classes-.*\\.jsa");

  private SharedClasses() {}

  /** Whether the process has the archive in its memory that came with the job. */
  static boolean usedBy(ContainerProcess process) {
    try {
      Path maps = Path.of("/proc", Long.toString(process.pid()), "maps");
      return CAME_WITH_THE_JOB
          .matcher(new String(Files.readAllBytes(maps), StandardCharsets.UTF_8))
          .find();
    } catch (IOException e) {
      return false; // it has ended
    }
  }
}
