package io.samzakeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive of classes that commands start with, in the tarball as it is shipped. */
@Tag("long")
class CommandArchiveIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String SHARED = "picocli.CommandLine source: shared objects file";

  @TempDir private static Path work;
  private static Path home;

  @TempDir private Path caches;

  @BeforeAll
  static void unpack() throws IOException {
    // A JVM 17 shares no classes of jars below a directory whose name has a space.
    home = work.resolve("home");
    Files.move(Product.unpack(BuildOutput.tarball(), work, work).home(), home);
  }

  @Test
  void firstCommandsHaveOneMadeAndLaterOnesStartWithIt() throws IOException {
    Path log = caches.resolve("classes.log");
    String help = help(caches, "");
    help(caches, "");
    help(caches, "");
    Path archive = awaitOne();
    assertThat(help(caches, "-Xlog:class+load:file=" + log)).isEqualTo(help);
    assertThat(Files.readString(log)).contains(SHARED);
    try (Stream<String> loaded = Files.lines(log)) {
      assertThat(loaded.filter(CommandArchiveIT::isOursAndNotShared))
          .as("missing in dist/commands.classes, which dist/class-lists.sh mends")
          .isEmpty();
    }

    // The JVM would die of it: its size is in its name.
    assertThat(archive.toFile().setWritable(true)).isTrue();
    try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "rw")) {
      file.setLength(file.length() / 2);
    }
    assertThat(help(caches, "")).isEqualTo(help);
    awaitOne();
  }

  /** But for a lambda with a type of picocli's that no archive takes: its class file is too old. */
  private static boolean isOursAndNotShared(String loaded) {
    return loaded.contains(" io.samzakeeper.")
        && !loaded.contains("shared objects file")
        && !loaded.contains(".Failures$$Lambda");
  }

  @Test
  void whereNoneCanBeMadeNobodyHearsOfIt() throws IOException {
    Path file = Files.writeString(caches.resolve("no directory"), "");
    assertThat(help(file, "")).startsWith("Usage: keeper");
    assertThat(Files.readString(file)).isEmpty();
  }

  private static String help(Path cache, String javaOptions) {
    return Command.run(
            work,
            Map.of("XDG_CACHE_HOME", cache.toString(), "KEEPER_JAVA_OPTS", javaOptions),
            work.resolve("help.log"),
            PATIENCE,
            List.of(home.resolve("bin").resolve("keeper").toString(), "--help"))
        .requireExitCode(0)
        .output();
  }

  /** One that is whole, and nobody makes another any more. */
  private Path awaitOne() throws IOException {
    await("the archive")
        .atMost(PATIENCE)
        .until(
            () -> {
              List<Path> found = archives();
              return found.size() == 1
                  && found.get(0).toString().endsWith("-" + Files.size(found.get(0)) + ".jsa");
            });
    return archives().get(0);
  }

  private List<Path> archives() throws IOException {
    Path directory = caches.resolve("samza-keeper");
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.getFileName().toString().startsWith("commands-")).toList();
    }
  }
}
