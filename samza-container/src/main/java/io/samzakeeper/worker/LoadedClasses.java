package io.samzakeeper.worker;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lists of classes, as the JVM writes them with {@code -XX:DumpLoadedClassList}: a name with
 * slashes at the beginning of a line; lines with "#" or "@" are of something else.
 */
final class LoadedClasses {
  private static final String OF_ALL_WORKERS = "/io/samzakeeper/worker/classes.list";

  private LoadedClasses() {}

  /** What the archive is made of that comes with a job. */
  static Set<String> ofAllWorkers() throws IOException {
    return inResource(OF_ALL_WORKERS);
  }

  /** Those in a list that {@code dist/class-lists.sh} made, in order. */
  static Set<String> inResource(String name) throws IOException {
    try (InputStream resource = LoadedClasses.class.getResourceAsStream(name)) {
      if (resource == null) {
        throw new FileNotFoundException(name);
      }
      return names(
          new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8)).lines());
    }
  }

  /** Those in the first lines of a list, in order. */
  static Set<String> in(Path list, int count) throws IOException {
    try (Stream<String> lines = Files.lines(list)) {
      return names(lines.limit(count));
    }
  }

  private static Set<String> names(Stream<String> lines) {
    return lines
        .filter(line -> !line.isEmpty() && !line.startsWith("#") && !line.startsWith("@"))
        .map(line -> line.split(" ", 2)[0].replace('/', '.'))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
