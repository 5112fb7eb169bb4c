package io.samzakeeper.client;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The archive of classes that planners with the same jars start with on this machine (class-data
 * sharing): of all that the first of them has loaded, made by {@code bin/planner-archive.sh} when
 * that has answered, in the background. Only speed hangs on it: whatever is in the way, planners
 * start without, half a second to two later.
 */
final class PlannerClasses {
  private final Path home;
  private final Path cache;
  private final List<Path> jars;

  /**
   * @param home of the installation
   * @param cache has the archives
   * @param jars what the class path begins with: the JVM shares classes of those, and of nothing
   *     that comes behind a directory
   */
  PlannerClasses(Path home, Path cache, List<Path> jars) {
    this.home = home;
    this.cache = cache;
    this.jars = List.copyOf(jars);
  }

  /**
   * What the JVM of a planner is to be told.
   *
   * @param directory of that planner, where it leaves what {@link #keep} needs
   */
  List<String> options(Path directory) throws IOException {
    String option =
        archive()
            .map(found -> "-XX:SharedArchiveFile=" + found)
            .orElse("-XX:DumpLoadedClassList=" + list(directory));
    return List.of("-Xshare:auto", option);
  }

  /** After a planner that has answered: sees to it that the next ones find one. */
  void keep(Path directory) throws IOException {
    if (archive().isPresent() || !Files.exists(list(directory))) {
      return;
    }
    Path prefix = prefix();
    Path list = prefix.resolveSibling(prefix.getFileName() + "-" + UUID.randomUUID() + ".list");
    Files.move(list(directory), list, StandardCopyOption.ATOMIC_MOVE);
    ProcessBuilder maker =
        new ProcessBuilder(
            "nohup",
            "bash",
            home.resolve("bin/planner-archive.sh").toString(),
            prefix.toString(),
            list.toString(),
            String.join(java.io.File.pathSeparator, jars.stream().map(Path::toString).toList()));
    maker.environment().put("JAVA_HOME", System.getProperty("java.home"));
    maker.redirectInput(Redirect.from(Path.of("/dev/null").toFile()));
    maker.redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD).start();
  }

  private static Path list(Path directory) {
    return directory.resolve("classes.list");
  }

  /** Its size is in its name: the JVM does not survive one that was cut short. */
  private Optional<Path> archive() throws IOException {
    if (!Files.isDirectory(cache)) {
      return Optional.empty();
    }
    String name = prefix().getFileName().toString();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(cache, name + "-*.jsa")) {
      for (Path archive : found) {
        if (archive.endsWith(name + "-" + Files.size(archive) + ".jsa")) {
          return Optional.of(archive);
        }
      }
    }
    return Optional.empty();
  }

  /** For this JVM, and jars as alike as the JVM wants them. */
  private Path prefix() throws IOException {
    StringBuilder identity = new StringBuilder(System.getProperty("java.home"));
    identity.append(System.getProperty("java.vm.version"));
    for (Path jar : jars) {
      identity.append('\n').append(jar).append(' ').append(Files.size(jar));
      identity.append(' ').append(Files.getLastModifiedTime(jar).toMillis());
    }
    byte[] bytes = identity.toString().getBytes(StandardCharsets.UTF_8);
    return cache.resolve("planner-classes-" + UUID.nameUUIDFromBytes(bytes));
  }
}
