package io.samzakeeper.client;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SHA-256 of files. Those of an installation take a second of processor time or two, and hardly
 * ever change, so they are kept in the user's cache, and counted anew where the file has another
 * length, time or inode. Only speed hangs on the cache. Safe for any thread.
 */
final class FileDigests {
  private static final Logger LOG = LoggerFactory.getLogger(FileDigests.class);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** A file may change without a new time for as long as its file system's clock stands still. */
  private static final Duration COARSEST_CLOCK = Duration.ofSeconds(2);

  private final Path kept;
  private final Clock clock;
  private final Map<String, Known> known;

  /**
   * @param stat length, time and inode of the file when it was read
   */
  record Known(String stat, String sha256) {}

  /**
   * @param cache the user's directory; need not be there
   */
  FileDigests(Path cache, Clock clock) {
    this.kept = cache.resolve("digests.json");
    this.clock = clock;
    this.known = read(kept);
  }

  /** In hexadecimal digits, in the order of the files. */
  synchronized List<String> sha256(List<Path> files) throws IOException {
    boolean isNews = false;
    List<String> digests = new ArrayList<>();
    for (Path file : files) {
      BasicFileAttributes before = Files.readAttributes(file, BasicFileAttributes.class);
      String stat = before.size() + " " + before.lastModifiedTime() + " " + before.fileKey();
      String name = file.toAbsolutePath().toString();
      Known found = known.get(name);
      if (found == null || !found.stat().equals(stat)) {
        found = new Known(stat, sha256(file));
        if (before.lastModifiedTime().toInstant().isBefore(clock.instant().minus(COARSEST_CLOCK))) {
          known.put(name, found);
          isNews = true;
        }
      }
      digests.add(found.sha256());
    }
    if (isNews) {
      keep();
    }
    return digests;
  }

  private static String sha256(Path file) throws IOException {
    return sha256(Files.readAllBytes(file));
  }

  /** Of a text, in UTF-8. */
  static String sha256(String text) {
    return sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static Map<String, Known> read(Path kept) {
    try {
      return Files.exists(kept)
          ? MAPPER.readValue(kept.toFile(), new TypeReference<TreeMap<String, Known>>() {})
          : new TreeMap<>();
    } catch (IOException e) {
      LOG.info("{} cannot be read, and is written anew", kept, e);
      return new TreeMap<>();
    }
  }

  /**
   * Without files that are gone. Another command may write its own at the same time: one of the two
   * counts.
   */
  private void keep() {
    known.keySet().removeIf(name -> !Files.exists(Path.of(name)));
    try {
      Files.createDirectories(kept.getParent());
      Path partial = Files.createTempFile(kept.getParent(), "partial-", ".json");
      MAPPER.writeValue(partial.toFile(), known);
      Files.move(partial, kept, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.info("{} cannot be written; the next command counts digests again", kept, e);
    }
  }
}
