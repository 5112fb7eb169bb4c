package io.samzakeeper.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.samzakeeper.job.WorkerRegistration;
import io.samzakeeper.job.WorkerRegistration.State;
import io.samzakeeper.samza.TestJob;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * Starts workers by their script as a NodeManager does: each in a directory of its own, with the
 * job's package and what Samza Keeper brings linked into it.
 */
final class ContainerNode implements AutoCloseable {
  static final String CONTAINER_ID = "container_1";

  private final Path directory;
  private final TestJob job;
  private final Path keeper;
  private final Path jobPackage;
  private final List<Process> processes = new ArrayList<>();
  private Optional<Path> archive = Optional.empty();

  ContainerNode(Path directory, TestJob job) throws IOException {
    this.directory = directory;
    this.job = job;
    this.keeper = Files.createDirectories(directory.resolve("keeper"));
    this.jobPackage = Files.createDirectories(directory.resolve("package"));
    Path module = Path.of("").toAbsolutePath();
    Files.createSymbolicLink(keeper.resolve("bin"), module.resolveSibling("bin"));
    Files.createSymbolicLink(keeper.resolve("conf"), module.resolveSibling("conf"));
    Path ours = Files.createDirectories(keeper.resolve("lib/worker"));
    Path theirs = Files.createDirectories(jobPackage.resolve("lib"));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      if (entry.isEmpty()) {
        continue; // this directory, to a JVM
      }
      if (Files.isDirectory(path)) {
        pack(path, ours.resolve(path.getFileName() + ".jar"));
      } else if (entry.endsWith(".jar") && !path.startsWith(module)) {
        Files.createSymbolicLink(theirs.resolve(path.getFileName()), path);
      } else if (entry.endsWith(".jar")) {
        Files.createSymbolicLink(ours.resolve(path.getFileName()), path);
      }
    }
  }

  private static void pack(Path classes, Path jar) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        Stream<Path> paths = Files.walk(classes)) {
      for (Path path : paths.filter(Files::isRegularFile).sorted().toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(path).toString()));
        out.write(Files.readAllBytes(path));
      }
    }
  }

  /** Makes the archive that workers get with the job from now on, as the client does. */
  void archiveClasses() throws IOException, InterruptedException {
    Path client = layOut("client");
    String sum = classArchive(client, "sum");
    String said = classArchive(client, "make", "made.jsa");
    Path made = client.resolve("made.jsa");
    assertThat(made).as(said).exists();
    archive =
        Optional.of(
            Files.move(
                made,
                directory.resolve("__classes-" + sum.strip() + "-" + Files.size(made) + ".jsa")));
  }

  private String classArchive(Path client, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("bash", "__keeper/bin/class-archive.sh");
    builder.command().addAll(List.of(arguments));
    Path output = client.resolve(arguments[0] + ".out");
    builder.directory(client.toFile()).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    assertThat(builder.start().waitFor()).as(text(output)).isZero();
    return text(output);
  }

  /** The one that is linked into each container. */
  Path archiveOfJob() {
    return archive.orElseThrow();
  }

  /** One of the jars that Samza Keeper brings. */
  Path jar() throws IOException {
    try (Stream<Path> jars = Files.list(keeper.resolve("lib/worker"))) {
      return jars.filter(jar -> !Files.isSymbolicLink(jar)).findFirst().orElseThrow();
    }
  }

  private Path layOut(String name) throws IOException {
    Path container = Files.createDirectories(directory.resolve(name));
    Files.createSymbolicLink(container.resolve("__keeper"), keeper);
    Files.createSymbolicLink(container.resolve("__package"), jobPackage);
    if (archive.isPresent()) {
      Files.createSymbolicLink(
          container.resolve(archive.get().getFileName().toString()), archive.get());
    }
    return container;
  }

  Process startWorker(Map<String, String> variables) throws IOException {
    Path container = layOut(Integer.toString(processes.size() + 1));
    ProcessBuilder builder =
        new ProcessBuilder("bash", "__keeper/bin/run-container.sh")
            .directory(container.toFile())
            .redirectErrorStream(true)
            .redirectOutput(container.resolve("worker.out").toFile());
    builder
        .environment()
        .putAll(
            Map.ofEntries(
                Map.entry("JAVA_HOME", System.getProperty("java.home")),
                Map.entry("JAVA_OPTS", "-Xmx256m -Xlog:class+load:file=tmp/loaded"),
                Map.entry("LOCAL_DIRS", directory.toString()),
                Map.entry("LOG_DIR", "."),
                Map.entry("KEEPER_CLASS_SHARING", "true"),
                Map.entry("KEEPER_CONTAINER_MB", "4096"),
                Map.entry("KEEPER_ZK_CONNECT", job.server().getConnectString()),
                Map.entry("KEEPER_ZK_ROOT", TestJob.ROOT),
                Map.entry("KEEPER_JOB_NAME", TestJob.JOB.name()),
                Map.entry("KEEPER_JOB_ID", TestJob.JOB.id()),
                Map.entry("KEEPER_ZK_SESSION_TIMEOUT_MS", "20000"),
                Map.entry("KEEPER_ZK_OUTAGE_MAX_MS", "60000"),
                Map.entry("SAMZA_CONTAINER_ID", "0"),
                Map.entry("CONTAINER_ID", CONTAINER_ID),
                Map.entry("KEEPER_EPOCH", Long.toString(TestJob.EPOCH)),
                Map.entry("NM_HOST", "host")));
    builder.environment().putAll(variables);
    builder.environment().remove("HADOOP_CONF_DIR");
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  Process awaitRunning(Process worker) {
    await()
        .atMost(Duration.ofSeconds(90))
        .untilAsserted(
            () ->
                assertThat(
                        job.tree()
                            .read(TestJob.paths().worker(CONTAINER_ID), WorkerRegistration.class)
                            .map(Object::toString))
                    .hasValueSatisfying(
                        text -> assertThat(text).contains("" + worker.pid(), "" + State.RUNNING)));
    return worker;
  }

  void kill(Process worker) {
    worker.destroyForcibly().onExit().join();
  }

  Path sharedDirectory() {
    return directory.resolve("keeper-classes");
  }

  /** Who makes an archive holds it. */
  Path lock() {
    return sharedDirectory().resolve("lock");
  }

  List<Path> shared() throws IOException {
    if (!Files.isDirectory(sharedDirectory())) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(sharedDirectory())) {
      return files.toList();
    }
  }

  /** The finished ones. */
  List<Path> archives() throws IOException {
    return shared().stream()
        .filter(path -> path.getFileName().toString().matches("[0-9]+-[0-9]+\\.jsa"))
        .toList();
  }

  /** What a worker has loaded, and from where, as the JVM says. */
  String classesOf(String container) throws IOException {
    return text(directory.resolve(container).resolve("tmp/loaded"));
  }

  private static String text(Path file) throws IOException {
    return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
  }

  @Override
  public void close() {
    for (Process process : processes) {
      kill(process);
    }
  }
}
