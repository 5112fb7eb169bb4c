package io.samzakeeper.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.fs.FileUtil;

/** Directories of the cache that are made once and never change; several commands may want one. */
final class OnceDirectory {
  private OnceDirectory() {}

  interface Content {
    /** Fills an empty directory. */
    void write(Path directory) throws IOException;
  }

  /**
   * Returns the directory, whole; makes it where it is not there yet.
   *
   * @param name unique to the content
   */
  static Path make(Path cache, String name, Content content) throws IOException {
    Path target = cache.resolve(name);
    if (Files.isDirectory(target)) {
      return target;
    }
    Files.createDirectories(cache);
    Path partial = Files.createTempDirectory(cache, "partial-");
    try {
      Path made = Files.createDirectory(partial.resolve("content"));
      content.write(made);
      Files.move(made, target);
    } catch (IOException | RuntimeException e) {
      if (!Files.isDirectory(target)) { // else somebody else was faster with the same
        throw e;
      }
    } finally {
      FileUtil.fullyDelete(partial.toFile());
    }
    return target;
  }
}
