package io.samzakeeper.grid;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.stream.Stream;

/** The data directory as a whole: whose it is, one command at a time, and its end. */
final class GridStore {
  private final GridLayout layout;
  private final ObjectMapper json = new ObjectMapper();

  GridStore(GridLayout layout) {
    this.layout = layout;
  }

  /** Runs an action while no other command may work on this directory. */
  void locked(Runnable action) {
    try {
      Files.createDirectories(layout.data());
    } catch (IOException e) {
      throw new GridException("Cannot make the data directory " + layout.data(), e);
    }
    try (FileChannel channel =
        FileChannel.open(layout.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if (tryLock(channel) == null) {
        throw new GridException("Another grid command is at work on " + layout.data());
      }
      action.run(); // closing the channel releases the lock
    } catch (IOException e) {
      throw new GridException("Cannot lock the data directory " + layout.data(), e);
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // held by this very JVM
    }
  }

  Optional<GridIdentity> load() {
    if (!Files.exists(layout.gridFile())) {
      return Optional.empty();
    }
    try {
      return Optional.of(json.readValue(layout.gridFile().toFile(), GridIdentity.class));
    } catch (IOException e) {
      throw new GridException("Cannot read " + layout.gridFile() + ": " + e.getMessage(), e);
    }
  }

  /** Refuses a directory with other things in it: {@code clean} will delete it whole. */
  void checkUsable() {
    try (Stream<Path> files = Files.list(layout.data())) {
      if (files.anyMatch(file -> !file.equals(layout.lockFile()))) {
        throw new GridException(
            "The data directory "
                + layout.data()
                + " holds files that are not a grid's: name an empty or a new one");
      }
    } catch (IOException e) {
      throw new GridException("Cannot read the data directory " + layout.data(), e);
    }
  }

  void save(GridIdentity identity) {
    try {
      json.writerWithDefaultPrettyPrinter().writeValue(layout.gridFile().toFile(), identity);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes a directory with all in it; links are deleted, not followed. */
  static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure)
                throws IOException {
              Files.deleteIfExists(visited);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new GridException("Cannot delete " + directory + ": " + e.getMessage(), e);
    }
  }
}
