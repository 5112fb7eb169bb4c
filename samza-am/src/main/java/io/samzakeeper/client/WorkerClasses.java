package io.samzakeeper.client;

import io.samzakeeper.job.ConfigKey;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.LaunchSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FileUtil;

/**
 * The archive of classes that a job's workers start with, made on this machine by {@code
 * bin/class-archive.sh} in a directory that looks as a worker's does on the nodes. Only speed hangs
 * on it: whatever is in the way, the job goes without.
 */
final class WorkerClasses {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** The script's own code for a JVM that shares no classes. */
  private static final int CANNOT_SHARE = 3;

  private final Framework framework;
  private final Path cache;
  private final Consumer<String> progress;

  WorkerClasses(Framework framework, Path cache, Consumer<String> progress) {
    this.framework = framework;
    this.cache = cache;
    this.progress = progress;
  }

  /**
   * Sees to it that the archive is in the staging directory.
   *
   * @param part that the job's workers get as {@code __keeper}
   * @return the resource for a launch
   */
  Optional<LaunchSpec.Resource> upload(
      JobConfig config, JobCode code, Framework.Part part, Staging staging)
      throws InterruptedException {
    if (!config.classDataSharing()) {
      return Optional.empty();
    }
    try {
      Path framework = this.framework.layOut(part, cache);
      Path directory = Files.createTempDirectory(cache, "classes-");
      try {
        Files.createSymbolicLink(directory.resolve("__keeper"), framework);
        if (code.unpacked().isPresent()) {
          Files.createSymbolicLink(directory.resolve("__package"), code.unpacked().get());
        }
        return upload(config, code, staging, directory);
      } finally {
        FileUtil.fullyDelete(directory.toFile());
      }
    } catch (IOException e) {
      progress.accept("Workers start without an archive of their classes: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** Deletes what earlier submissions of the job have left; none of its containers runs. */
  static void forgetOthers(JobConfig config, Staging staging, LaunchSpec.Resource kept)
      throws IOException {
    staging.deleteOthers(prefix(config), Path.of(kept.uri()).getFileName().toString());
  }

  private Optional<LaunchSpec.Resource> upload(
      JobConfig config, JobCode code, Staging staging, Path directory)
      throws IOException, InterruptedException {
    Path output = directory.resolve("output");
    OptionalInt exit = run(config, directory, output, "sum");
    if (exit.isPresent() && exit.getAsInt() == CANNOT_SHARE) {
      return Optional.empty();
    }
    require(exit, output);
    String sum = Files.readString(output).strip();
    // One of the shipped jars is everybody's; that of a package goes with the job's next package.
    String name = (code.bringsSamza() ? prefix(config) : "classes-") + sum + ".jsa";
    Optional<Staging.Staged> staged = staging.find(name);
    if (staged.isEmpty()) {
      progress.accept("Archiving the classes of workers, which makes them start faster");
      Path made = directory.resolve("classes.jsa");
      require(run(config, directory, output, "make", made.getFileName().toString()), output);
      staged = Optional.of(staging.once(name, made));
    }
    String link = "__classes-" + sum + "-" + staged.get().status().getLen() + ".jsa";
    return Optional.of(staged.get().as(link, "FILE"));
  }

  private static OptionalInt run(JobConfig config, Path directory, Path output, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("bash", "__keeper/bin/class-archive.sh")
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.command().addAll(Arrays.asList(arguments));
    builder.environment().put("JAVA_HOME", javaHome(config));
    return ChildProcess.run(builder, PATIENCE);
  }

  /** What the nodes have, where this machine has it, too; if it differs, they do not use it. */
  private static String javaHome(JobConfig config) {
    return config
        .text(ConfigKey.TASK_JAVA_HOME)
        .filter(home -> Files.isExecutable(Path.of(home, "bin", "java")))
        .orElse(System.getProperty("java.home"));
  }

  private static void require(OptionalInt exit, Path output) throws IOException {
    if (exit.isEmpty()) {
      throw new IOException("making it took more than " + PATIENCE.toSeconds() + " s");
    }
    if (exit.getAsInt() != 0) {
      String said = Files.readString(output).strip();
      throw new IOException(
          "bin/class-archive.sh ended with "
              + exit.getAsInt()
              + ", its last words: "
              + said.substring(said.lastIndexOf('\n') + 1));
    }
  }

  private static String prefix(JobConfig config) {
    String job = config.zkConnect() + config.zkRoot() + "/" + config.jobId();
    return "classes-" + UUID.nameUUIDFromBytes(job.getBytes(StandardCharsets.UTF_8)) + "-";
  }
}
