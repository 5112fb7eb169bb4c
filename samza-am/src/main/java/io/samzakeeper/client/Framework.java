package io.samzakeeper.client;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * What of an installation runs on the nodes, as archives that are uploaded once: the name carries a
 * hash of the content, so one that is there already is shared by all jobs.
 */
final class Framework {
  /** What a kind of process needs. */
  enum Part {
    AM(
        "am",
        List.of(
            "bin/am-launcher.sh",
            "bin/class-paths.sh",
            "bin/class-archive.sh",
            "conf/log4j2-am.xml",
            "lib/am")),
    /** For a job that brings Samza in its package. */
    WORKER(
        "worker",
        List.of(
            "bin/run-container.sh",
            "bin/class-paths.sh",
            "bin/class-archive.sh",
            "bin/leashed.sh",
            "conf/log4j2-worker.xml",
            "lib/worker",
            "lib/netty")),
    /** For a job that is only a jar. */
    WORKER_WITH_SAMZA(
        "worker-samza",
        List.of(
            "bin/run-container.sh",
            "bin/class-paths.sh",
            "bin/class-archive.sh",
            "bin/leashed.sh",
            "conf/log4j2-worker.xml",
            "lib/worker",
            "lib/netty",
            "lib/samza"));

    private final String label;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> content;

    Part(String label, List<String> content) {
      this.label = label;
      this.content = content;
    }
  }

  /**
   * Modification time of every file, in each copy: a JVM takes classes from an archive only if the
   * jars have the times that they had when it was made.
   */
  private static final Instant MODIFIED = Instant.parse("2020-01-01T00:00:00Z");

  private final Path home;
  private final FileDigests digests;

  Framework(Installation installation) {
    this.home = installation.home();
    this.digests = new FileDigests(installation.cache(), Clock.systemUTC());
  }

  List<Path> jars(String directory) {
    try (Stream<Path> files = Files.list(home.resolve("lib").resolve(directory))) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new ClientException(
          ClientExit.INTERNAL_ERROR, home + " is no complete installation: " + e.getMessage(), e);
    }
  }

  /**
   * Sees to it that a part is in the staging directory.
   *
   * @return the resource {@code __keeper} for a launch
   */
  Staging.Staged upload(Part part, Staging staging) throws IOException {
    List<Path> files = files(part);
    return staging.once(name(part, files) + ".tar", out -> write(files, out));
  }

  /**
   * Sees to it that a part is on this machine as it will be on the nodes.
   *
   * @return the directory
   */
  Path layOut(Part part, Path cache) throws IOException {
    List<Path> files = files(part);
    return OnceDirectory.make(
        cache,
        name(part, files),
        directory -> {
          for (Path file : files) {
            Path copy = directory.resolve(home.relativize(file).toString());
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy);
            Files.setLastModifiedTime(copy, FileTime.from(MODIFIED));
          }
        });
  }

  private String name(Part part, List<Path> files) throws IOException {
    return "framework-" + part.label + "-" + hash(files);
  }

  private List<Path> files(Part part) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String content : part.content) {
      try (Stream<Path> found = Files.walk(home.resolve(content))) {
        found.filter(Files::isRegularFile).sorted().forEach(files::add);
      }
    }
    return files;
  }

  private String hash(List<Path> files) throws IOException {
    StringBuilder content = new StringBuilder(MODIFIED.toString());
    List<String> each = digests.sha256(files);
    for (int i = 0; i < files.size(); i++) {
      content.append('\n').append(each.get(i)).append(' ').append(home.relativize(files.get(i)));
    }
    return FileDigests.sha256(content.toString()).substring(0, 16);
  }

  private void write(List<Path> files, OutputStream out) {
    // Not compressed: jars are, already.
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new BufferedOutputStream(out))) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (Path file : files) {
        TarArchiveEntry entry = new TarArchiveEntry(home.relativize(file).toString());
        entry.setModTime(FileTime.from(MODIFIED));
        entry.setSize(Files.size(file));
        entry.setMode(Files.isExecutable(file) ? 0755 : 0644);
        tar.putArchiveEntry(entry);
        Files.copy(file, tar);
        tar.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
