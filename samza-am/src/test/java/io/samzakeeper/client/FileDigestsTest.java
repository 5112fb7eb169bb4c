package io.samzakeeper.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDigestsTest {
  private static final Instant LONG_AGO = Instant.parse("2024-01-01T00:00:00Z");
  private static final Clock NOW =
      Clock.fixed(Instant.parse("2024-01-02T00:00:00Z"), ZoneOffset.UTC);

  @TempDir private Path directory;
  private Path cache;
  private Path jar;

  @BeforeEach
  void writeJar() throws IOException {
    cache = directory.resolve("cache");
    jar = write("one", LONG_AGO);
  }

  private Path write(String content, Instant modified) throws IOException {
    Path file = directory.resolve("a.jar");
    Files.writeString(file, content);
    Files.setLastModifiedTime(file, FileTime.from(modified));
    return file;
  }

  private String digest() throws IOException {
    return new FileDigests(cache, NOW).sha256(List.of(jar)).get(0);
  }

  @Test
  void isOfTheContentAndKeptWhileTheFileStays() throws IOException {
    String first = digest();
    assertThat(first).isEqualTo(FileDigests.sha256("one"));

    // Nobody changes a file so; this shows that it was not read again.
    write("two", LONG_AGO);
    assertThat(digest()).isEqualTo(first);
  }

  @Test
  void aFileThatChangesIsReadAgain() throws IOException {
    digest();
    write("two", LONG_AGO.plusSeconds(1));
    assertThat(digest()).isEqualTo(FileDigests.sha256("two"));
    write("three", LONG_AGO.plusSeconds(1));
    assertThat(digest()).isEqualTo(FileDigests.sha256("three"));
  }

  @Test
  void whatHasJustBeenWrittenMayChangeWithoutANewTime() throws IOException {
    write("one", NOW.instant().minusSeconds(1));
    digest();
    write("two", NOW.instant().minusSeconds(1));
    assertThat(digest()).isEqualTo(FileDigests.sha256("two"));
  }

  @Test
  void aCacheThatCannotBeReadOrWrittenCostsTimeOnly() throws IOException {
    Files.createDirectories(cache);
    Files.writeString(cache.resolve("digests.json"), "{");
    assertThat(digest()).isEqualTo(FileDigests.sha256("one"));
    assertThat(cache.resolve("digests.json")).content().contains(FileDigests.sha256("one"));

    cache = Files.writeString(directory.resolve("file"), "no directory");
    assertThat(digest()).isEqualTo(FileDigests.sha256("one"));
  }

  @Test
  void filesThatAreGoneAreForgotten() throws IOException {
    digest();
    Path other = Files.writeString(directory.resolve("b.jar"), "b");
    Files.setLastModifiedTime(other, FileTime.from(LONG_AGO));
    Files.delete(jar);
    new FileDigests(cache, NOW).sha256(List.of(other));
    assertThat(cache.resolve("digests.json")).content().contains("b.jar").doesNotContain("a.jar");
  }
}
