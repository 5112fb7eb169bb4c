package io.samzakeeper.client;

import io.samzakeeper.job.ConfigKey;
import io.samzakeeper.job.InvalidConfigException;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.LaunchSpec;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;

/**
 * The user's code: a package as stock Samza takes it, or only a jar.
 *
 * @param resource what the nodes fetch: {@code __package} or {@code __job.jar}
 * @param bringsSamza whether Samza's own jars come with it
 * @param classPath where it is on this machine, for the planner
 * @param unpacked the package on this machine; empty for a job that is only a jar
 */
record JobCode(
    LaunchSpec.Resource resource,
    boolean bringsSamza,
    List<String> classPath,
    Optional<Path> unpacked) {
  private static final String ALLOWED_PACKAGE =
      "the address of a tgz with bin, config and lib that this machine and the nodes can read";

  /** Finds what the config names, and brings it to this machine and to where the nodes find it. */
  static JobCode fetch(JobConfig config, Configuration hadoop, Staging staging, Path cache)
      throws IOException {
    var packagePath = config.text(ConfigKey.PACKAGE_PATH);
    var jar = config.text(ConfigKey.JOB_JAR);
    if (jar.isPresent()) {
      return ofJar(jar.get(), staging);
    }
    if (packagePath.isPresent()) {
      return ofPackage(packagePath.get(), config, hadoop, cache);
    }
    throw new InvalidConfigException(
        ConfigKey.PACKAGE_PATH.key(),
        null,
        ALLOWED_PACKAGE + "; for a job that is only a jar, --jar FILE does instead");
  }

  private static JobCode ofJar(String location, Staging staging) throws IOException {
    Path jar =
        Path.of(location.startsWith("file:") ? java.net.URI.create(location).getPath() : location);
    if (!Files.isReadable(jar) || Files.isDirectory(jar)) {
      throw new InvalidConfigException(
          ConfigKey.JOB_JAR.key(), location, "a jar on this machine that can be read");
    }
    byte[] content = Files.readAllBytes(jar);
    String name = "job-" + UUID.nameUUIDFromBytes(content) + ".jar";
    LaunchSpec.Resource resource = staging.once(name, jar).as("__job.jar", "FILE");
    return new JobCode(resource, false, List.of(jar.toAbsolutePath().toString()), Optional.empty());
  }

  private static JobCode ofPackage(
      String location, JobConfig config, Configuration hadoop, Path cache) throws IOException {
    FileStatus status;
    FileSystem fileSystem;
    try {
      org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(location);
      fileSystem = path.getFileSystem(withFileSystemKeys(config, hadoop));
      status = fileSystem.getFileStatus(path);
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidConfigException(
          ConfigKey.PACKAGE_PATH.key(), location, ALLOWED_PACKAGE + " (" + e.getMessage() + ")", e);
    }
    if (!status.isFile()) {
      throw new InvalidConfigException(
          ConfigKey.PACKAGE_PATH.key(), location, ALLOWED_PACKAGE + "; this is a directory");
    }
    Path unpacked = unpack(location, fileSystem, status, cache);
    if (!Files.isDirectory(unpacked.resolve("lib"))) {
      throw new InvalidConfigException(
          ConfigKey.PACKAGE_PATH.key(), location, ALLOWED_PACKAGE + "; this one has no lib");
    }
    return new JobCode(
        Staging.resource("__package", "ARCHIVE", status),
        true,
        classPath(unpacked),
        Optional.of(unpacked));
  }

  /**
   * As workers have it, in {@code bin/class-paths.sh}: jars one by one, in order, then the rest.
   */
  private static List<String> classPath(Path unpacked) throws IOException {
    List<String> classPath = new ArrayList<>();
    try (Stream<Path> files = Files.list(unpacked.resolve("lib"))) {
      files
          .map(Path::toString)
          .filter(file -> file.endsWith(".jar") || file.endsWith(".war"))
          .sorted()
          .forEach(classPath::add);
    }
    classPath.add(unpacked.resolve("config").toString());
    return classPath;
  }

  /** {@code fs.<scheme>.impl} may stand in a job's config, as in stock Samza. */
  private static Configuration withFileSystemKeys(JobConfig config, Configuration hadoop) {
    Configuration merged = new Configuration(hadoop);
    config
        .values()
        .forEach(
            (key, value) -> {
              if (key.startsWith("fs.")) {
                merged.set(key, value);
              }
            });
    return merged;
  }

  private static Path unpack(String location, FileSystem fileSystem, FileStatus status, Path cache)
      throws IOException {
    String identity = status.getPath() + "|" + status.getLen() + "|" + status.getModificationTime();
    String name = "package-" + UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8));
    try {
      return OnceDirectory.make(
          cache,
          name,
          directory -> {
            File archive = Files.createTempFile(directory.getParent(), "package", ".tgz").toFile();
            fileSystem.copyToLocalFile(
                false, status.getPath(), new org.apache.hadoop.fs.Path(archive.toURI()), true);
            FileUtil.unTar(archive, directory.toFile());
          });
    } catch (IOException | RuntimeException e) {
      throw new InvalidConfigException(
          ConfigKey.PACKAGE_PATH.key(), location, ALLOWED_PACKAGE + " (" + e.getMessage() + ")", e);
    }
  }
}
