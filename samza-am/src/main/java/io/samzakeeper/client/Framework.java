package io.samzakeeper.client;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
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
    AM("am", List.of("bin/am-launcher.sh", "conf/log4j2-am.xml", "lib/am")),
    /** For a job that brings Samza in its package. */
    WORKER(
        "worker",
        List.of("bin/run-container.sh", "bin/leashed.sh", "conf/log4j2-worker.xml", "lib/worker")),
    /** For a job that is only a jar. */
    WORKER_WITH_SAMZA(
        "worker-samza",
        List.of(
            "bin/run-container.sh",
            "bin/leashed.sh",
            "conf/log4j2-worker.xml",
            "lib/worker",
            "lib/samza"));

    private final String label;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> content;

    Part(String label, List<String> content) {
      this.label = label;
      this.content = content;
    }
  }

  private final Path home;

  /**
   * @param home of the installation
   */
  Framework(Path home) {
    this.home = home;
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
    String name = "framework-" + part.label + "-" + hash(files) + ".tar";
    return staging.once(name, out -> write(files, out));
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
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path file : files) {
        digest.update(
            home.relativize(file).toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(file));
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private void write(List<Path> files, OutputStream out) {
    // Not compressed: jars are, already.
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new BufferedOutputStream(out))) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (Path file : files) {
        TarArchiveEntry entry = new TarArchiveEntry(home.relativize(file).toString());
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
