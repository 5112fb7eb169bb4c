package io.samzakeeper.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a script that makes a file as large as its list is, at once. */
class PlannerClassesTest {
  @TempDir private Path home;
  @TempDir private Path cache;
  @TempDir private Path planner;

  private Path jar;

  @BeforeEach
  void install() throws IOException {
    jar = Files.writeString(home.resolve("a.jar"), "jar");
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(
        home.resolve("bin/planner-archive.sh"),
        "cp \"$2\" \"$1.made\" && mv \"$1.made\" \"$1-$(stat -c %s \"$2\").jsa\" && rm \"$2\"\n");
  }

  @Test
  void theFirstOneListsWhatItLoadsAndLaterOnesShareIt() throws IOException {
    assertThat(classes().options(planner))
        .containsExactly(
            "-Xshare:auto", "-XX:DumpLoadedClassList=" + planner.resolve("classes.list"));

    Path archive = haveOneMade();

    assertThat(classes().options(planner))
        .containsExactly("-Xshare:auto", "-XX:SharedArchiveFile=" + archive);
    await().untilAsserted(() -> assertThat(cached()).containsExactly(archive));
  }

  @Test
  void oneThatWasCutShortIsNotShared() throws IOException {
    Files.writeString(haveOneMade(), "some");

    assertThat(classes().options(planner).get(1)).startsWith("-XX:DumpLoadedClassList=");
  }

  @Test
  void otherJarsHaveAnotherOne() throws IOException {
    haveOneMade();
    Files.writeString(jar, "another jar");

    assertThat(classes().options(planner).get(1)).startsWith("-XX:DumpLoadedClassList=");
  }

  /** The JVM that was to list them did not, or there is one already. */
  @Test
  void withoutAListNothingIsMade() throws IOException {
    classes().keep(planner);

    assertThat(cached()).isEmpty();
  }

  /** Without bash, or without room: planning goes on. */
  @Test
  void whatIsInTheWayIsNobodysMatter() throws IOException {
    Files.writeString(planner.resolve("classes.list"), "java/lang/Object\n");
    PlannerClasses classes = classes();
    Files.delete(cache);
    classes.keep(planner);
    assertThat(classes.options(planner).get(1)).startsWith("-XX:DumpLoadedClassList=");

    Files.delete(jar);
    assertThat(classes().options(planner)).containsExactly("-Xshare:auto");
    Files.createDirectory(cache);
  }

  private Path haveOneMade() throws IOException {
    Files.writeString(planner.resolve("classes.list"), "java/lang/Object\n");
    classes().keep(planner);
    return await()
        .until(
            () -> cached().stream().filter(file -> file.toString().endsWith(".jsa")).findAny(),
            java.util.Optional::isPresent)
        .orElseThrow();
  }

  private PlannerClasses classes() {
    return new PlannerClasses(home, cache, List.of(jar));
  }

  private List<Path> cached() throws IOException {
    try (Stream<Path> files = Files.list(cache)) {
      return files.toList();
    }
  }
}
