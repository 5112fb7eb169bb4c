package io.samzakeeper.client;

import io.samzakeeper.job.ConfigKey;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.LaunchSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * The directory that NodeManagers fetch our files from. Files are named after their content and
 * never change; what is there is not uploaded again.
 */
final class Staging {
  private static final FsPermission FOR_OWNER = new FsPermission((short) 0600);
  private static final FsPermission ENTERED_BY_OWNER = new FsPermission((short) 0700);

  private final FileSystem fileSystem;
  private final Path directory;

  private Staging(FileSystem fileSystem, Path directory) {
    this.fileSystem = fileSystem;
    this.directory = directory;
  }

  /** The job's config says where, or the cluster's, or it is in the user's home. */
  static Staging of(JobConfig config, Configuration hadoop) throws IOException {
    String key = ConfigKey.STAGING_DIR.key();
    String configured = config.text(ConfigKey.STAGING_DIR).orElse(hadoop.get(key));
    Path directory =
        configured != null
            ? new Path(configured)
            : new Path(FileSystem.get(hadoop).getHomeDirectory(), ".samza-keeper");
    FileSystem fileSystem = directory.getFileSystem(hadoop);
    return new Staging(fileSystem, fileSystem.makeQualified(directory));
  }

  FileSystem fileSystem() {
    return fileSystem;
  }

  /** A directory in it. */
  Staging below(String name) {
    return new Staging(fileSystem, new Path(directory, name));
  }

  /** Makes it, so that nobody but its owner may enter. */
  void makeForOwner() throws IOException {
    fileSystem.mkdirs(directory, ENTERED_BY_OWNER);
  }

  /** Of the directory itself. */
  FileStatus status() throws IOException {
    return fileSystem.getFileStatus(directory);
  }

  /** Where a file of that name is or would be. */
  Path path(String name) {
    return new Path(directory, name);
  }

  /** A file in the staging directory. */
  record Staged(FileStatus status) {
    LaunchSpec.Resource as(String name, String type) {
      return resource(name, type, status);
    }
  }

  /** What a launch says of a file: PRIVATE, so that a node fetches it once for each user. */
  static LaunchSpec.Resource resource(String name, String type, FileStatus status) {
    return new LaunchSpec.Resource(
        name,
        status.getPath().toUri().toString(),
        type,
        "PRIVATE",
        status.getLen(),
        status.getModificationTime());
  }

  /** The file of that name, if it is there. */
  Optional<Staged> find(String name) throws IOException {
    Path target = new Path(directory, name);
    return fileSystem.exists(target)
        ? Optional.of(new Staged(fileSystem.getFileStatus(target)))
        : Optional.empty();
  }

  /** Deletes the files whose names begin so, but for one. */
  void deleteOthers(String prefix, String kept) throws IOException {
    for (FileStatus file : fileSystem.globStatus(new Path(directory, prefix + "*"))) {
      if (!file.getPath().getName().equals(kept)) {
        fileSystem.delete(file.getPath(), false);
      }
    }
  }

  /**
   * Sees to it that a file is there.
   *
   * @param name unique to the content
   * @param content writes it, where it is not there yet
   */
  Staged once(String name, Consumer<OutputStream> content) throws IOException {
    return once(name, FsPermission.getFileDefault(), content);
  }

  /** As {@link #once}; nobody but its owner can read it, at no time. */
  Staged onceForOwner(String name, Consumer<OutputStream> content) throws IOException {
    return once(name, FOR_OWNER, content);
  }

  private Staged once(String name, FsPermission mode, Consumer<OutputStream> content)
      throws IOException {
    Path target = new Path(directory, name);
    if (!fileSystem.exists(target)) {
      fileSystem.mkdirs(directory);
      Path partial = new Path(directory, "." + name + "." + UUID.randomUUID());
      try (OutputStream out =
          fileSystem.createFile(partial).permission(mode).overwrite(false).build()) {
        content.accept(out);
      }
      // Somebody else may have been as far at once: then it is the same content.
      if (!fileSystem.rename(partial, target) && !fileSystem.exists(target)) {
        throw new IOException("could not rename " + partial + " to " + target);
      }
      fileSystem.delete(partial, false);
    }
    return new Staged(fileSystem.getFileStatus(target));
  }

  /** As {@link #once}, with a local file. */
  Staged once(String name, java.nio.file.Path file) throws IOException {
    return once(
        name,
        out -> {
          try {
            java.nio.file.Files.copy(file, out);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
  }
}
