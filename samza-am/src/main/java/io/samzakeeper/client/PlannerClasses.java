package io.samzakeeper.client;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The archive of classes that planners with the same jars start with on this machine (class-data
 * sharing): of all that the first of them has loaded, made by {@code bin/planner-archive.sh} when
 * that has made a plan, in the background. Only speed hangs on it: whatever is in the way, planners
 * start without, a second later.
 */
final class PlannerClasses {
  private static final Logger LOG = LoggerFactory.getLogger(PlannerClasses.class);

  private final Path home;
  private final Path cache;
  private final List<Path> jars;

  /** Of the archive's path, but for {@code -<size>.jsa}; empty where there can be none. */
  private final Optional<Path> prefix;

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
    this.prefix = orNothing(() -> Optional.of(prefix()));
  }

  /**
   * What the JVM of a planner is to be told.
   *
   * @param directory of that planner, where it leaves what {@link #keep} needs
   */
  List<String> options(Path directory) {
    if (prefix.isEmpty()) {
      return List.of("-Xshare:auto");
    }
    String option =
        archive()
            .map(found -> "-XX:SharedArchiveFile=" + found)
            .orElse("-XX:DumpLoadedClassList=" + list(directory));
    return List.of("-Xshare:auto", option);
  }

  /** After a planner that has made a plan: sees to it that the next ones find one. */
  void keep(Path directory) {
    if (prefix.isPresent() && archive().isEmpty() && Files.exists(list(directory))) {
      orNothing(() -> Optional.of(begin(prefix.get(), list(directory))));
    }
  }

  private Process begin(Path prefix, Path loaded) throws IOException {
    // The planner's directory goes with the planner.
    Path list = prefix.resolveSibling(prefix.getFileName() + "-" + UUID.randomUUID() + ".list");
    Files.move(loaded, list, StandardCopyOption.ATOMIC_MOVE);
    ProcessBuilder maker =
        new ProcessBuilder(
            "nohup",
            "bash",
            home.resolve("bin/planner-archive.sh").toString(),
            prefix.toString(),
            list.toString(),
            String.join(File.pathSeparator, jars.stream().map(Path::toString).toList()));
    maker.environment().put("JAVA_HOME", System.getProperty("java.home"));
    maker.redirectInput(Redirect.from(new File("/dev/null")));
    return maker.redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD).start();
  }

  private static Path list(Path directory) {
    return directory.resolve("classes.list");
  }

  /** Its size is in its name: the JVM does not survive one that was cut short. */
  private Optional<Path> archive() {
    return orNothing(
        () -> {
          String name = prefix.orElseThrow().getFileName().toString();
          try (DirectoryStream<Path> found = Files.newDirectoryStream(cache, name + "-*.jsa")) {
            for (Path archive : found) {
              if (archive.endsWith(name + "-" + Files.size(archive) + ".jsa")) {
                return Optional.of(archive);
              }
            }
          }
          return Optional.empty();
        });
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

  private interface Attempt<T> {
    Optional<T> make() throws IOException;
  }

  /** A job is submitted, or changed, whether or not its planner starts fast. */
  private static <T> Optional<T> orNothing(Attempt<T> attempt) {
    try {
      return attempt.make();
    } catch (IOException | DirectoryIteratorException e) {
      LOG.info("No archive of classes for planners: {}", e.toString());
      return Optional.empty();
    }
  }
}
