package io.samzakeeper.e2e;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job on stock Samza: the same package, its own scripts, YARN job factory and AM. Ended by YARN
 * when closed.
 */
final class StockJob implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Cluster cluster;
  private final String applicationId;

  private StockJob(Cluster cluster, String applicationId) {
    this.cluster = cluster;
    this.applicationId = applicationId;
  }

  /** Submits it; returns when YARN has accepted it. */
  static StockJob submit(Cluster cluster, JobConfig config) {
    String name = config.get("job.name") + "_1";
    List<String> before = cluster.resourceManager().applicationsNamed(name);
    Path directory = cluster.directory(name + "-stock-" + before.size());
    run(directory, Map.of(), List.of("tar", "xzf", BuildOutput.jobPackage().toString()));
    Path file =
        JobConfig.copyOf(config)
            // Their launch scripts look for Hadoop's own jars; the package has them.
            .with("job.config.loader.properties.path", directory + "/job.properties")
            .writeTo(directory.resolve("job.properties"));
    run(
        directory,
        Map.of(
            "HADOOP_CONF_DIR", cluster.grid().hadoopConfDir().toString(),
            "HADOOP_YARN_HOME", directory.toString(),
            "JAVA_OPTS", "-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"),
        List.of(
            "bash",
            directory.resolve("bin/run-app.sh").toString(),
            "--config-path=" + file,
            "--config",
            "job.config.loader.factory=org.apache.samza.config.loaders.PropertiesConfigLoaderFactory",
            "--config",
            "job.config.loader.properties.path=" + file));
    String id =
        await("YARN knows the stock job")
            .atMost(PATIENCE)
            .until(
                () -> {
                  List<String> all = cluster.resourceManager().applicationsNamed(name);
                  return all.stream().filter(a -> !before.contains(a)).findFirst();
                },
                Optional::isPresent)
            .orElseThrow();
    return new StockJob(cluster, id);
  }

  private static void run(Path directory, Map<String, String> environment, List<String> command) {
    Command.run(directory, environment, directory.resolve("command.log"), PATIENCE, command)
        .requireExitCode(0);
  }

  String applicationId() {
    return applicationId;
  }

  @Override
  public void close() {
    cluster.kill(applicationId);
    await("nothing of " + applicationId + " runs any more")
        .atMost(PATIENCE)
        .until(() -> ContainerProcesses.of(applicationId).isEmpty());
  }
}
