package io.samzakeeper.client;

import io.samzakeeper.job.ConfigKey;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.LaunchSpec;
import io.samzakeeper.launch.ChildProcess;
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
 * The archives of classes that a job's workers and candidates start with, made on this machine by
 * {@code bin/class-archive.sh} in a directory that looks as theirs do on the nodes. Only speed
 * hangs on them: whatever is in the way, the job goes without.
 */
final class ClassArchives {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** The script's own code for a JVM that shares no classes. */
  private static final int CANNOT_SHARE = 3;

  /** Of archives of shipped jars: they are everybody's. */
  private static final String SHIPPED = "classes-";

  private final JobConfig config;
  private final Framework framework;
  private final Path cache;
  private final Staging staging;
  private final Consumer<String> progress;

  ClassArchives(
      JobConfig config,
      Framework framework,
      Path cache,
      Staging staging,
      Consumer<String> progress) {
    this.config = config;
    this.framework = framework;
    this.cache = cache;
    this.staging = staging;
    this.progress = progress;
  }

  /**
   * @param whose for people
   * @param part what they get as {@code __keeper}
   * @param unpacked what they get as {@code __package}
   * @param javaHome of the JVM that they run on, if the job's config says
   * @param prefix of the archive's name
   */
  private record Wanted(
      String whose,
      Framework.Part part,
      Optional<Path> unpacked,
      Optional<String> javaHome,
      String prefix) {}

  /**
   * Sees to it that the archive for candidates is in the staging directory.
   *
   * @return the resource for a launch
   */
  Optional<LaunchSpec.Resource> forAm() throws InterruptedException {
    return upload(
        new Wanted(
            "AMs",
            Framework.Part.AM,
            Optional.empty(),
            config.text(ConfigKey.AM_JAVA_HOME),
            SHIPPED));
  }

  /**
   * The same for workers.
   *
   * @param part that they get as {@code __keeper}
   */
  Optional<LaunchSpec.Resource> forWorkers(JobCode code, Framework.Part part)
      throws InterruptedException {
    return upload(
        new Wanted(
            "workers",
            part,
            code.unpacked(),
            config.text(ConfigKey.TASK_JAVA_HOME),
            code.bringsSamza() ? ofPackages() : SHIPPED));
  }

  /**
   * Deletes the archives of packages that the job had earlier. None of its containers runs.
   *
   * @param kept as {@link #forWorkers} gave it
   */
  void forgetOthers(LaunchSpec.Resource kept) {
    try {
      staging.deleteOthers(ofPackages(), Path.of(kept.uri()).getFileName().toString());
    } catch (IOException e) {
      progress.accept("An archive of classes may be left in the staging directory: " + e);
    }
  }

  /** One that belongs to this job, and goes with its next package. */
  private String ofPackages() {
    String job = config.zkConnect() + config.zkRoot() + "/" + config.jobId();
    return SHIPPED + UUID.nameUUIDFromBytes(job.getBytes(StandardCharsets.UTF_8)) + "-";
  }

  private Optional<LaunchSpec.Resource> upload(Wanted wanted) throws InterruptedException {
    if (!config.classDataSharing()) {
      return Optional.empty();
    }
    try {
      Path keeper = framework.layOut(wanted.part(), cache);
      Path directory = Files.createTempDirectory(cache, "classes-");
      try {
        Files.createSymbolicLink(directory.resolve("__keeper"), keeper);
        if (wanted.unpacked().isPresent()) {
          Files.createSymbolicLink(directory.resolve("__package"), wanted.unpacked().get());
        }
        return upload(wanted, directory);
      } finally {
        FileUtil.fullyDelete(directory.toFile());
      }
    } catch (IOException e) {
      progress.accept(
          "No archive of classes, so " + wanted.whose() + " start more slowly: " + e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<LaunchSpec.Resource> upload(Wanted wanted, Path directory)
      throws IOException, InterruptedException {
    Path output = directory.resolve("output");
    OptionalInt exit = run(wanted, directory, output, "sum");
    if (exit.isPresent() && exit.getAsInt() == CANNOT_SHARE) {
      return Optional.empty();
    }
    require(exit, output);
    String sum = Files.readString(output).strip();
    String name = wanted.prefix() + sum + ".jsa";
    Optional<Staging.Staged> staged = staging.find(name);
    if (staged.isEmpty()) {
      progress.accept("Archiving the classes of " + wanted.whose() + ": they start faster so");
      Path made = directory.resolve("classes.jsa");
      require(run(wanted, directory, output, "make", made.getFileName().toString()), output);
      staged = Optional.of(staging.once(name, made));
    }
    String link = "__classes-" + sum + "-" + staged.get().status().getLen() + ".jsa";
    return Optional.of(staged.get().as(link, "FILE"));
  }

  private OptionalInt run(Wanted wanted, Path directory, Path output, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("bash", "__keeper/bin/class-archive.sh")
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.command().addAll(Arrays.asList(arguments));
    builder.environment().put("JAVA_HOME", javaHome(wanted));
    // Workers have more jars with it.
    builder.environment().put("KEEPER_ZK_CLIENT_CONFIG", config.zkClientConfig().orElse(""));
    return ChildProcess.run(builder, PATIENCE);
  }

  /** What the nodes have, where this machine has it, too; if it differs, they do not use it. */
  private static String javaHome(Wanted wanted) {
    return wanted
        .javaHome()
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
}
