package io.samzakeeper.e2e;

import static org.apache.hadoop.yarn.api.records.YarnApplicationState.FAILED;
import static org.apache.hadoop.yarn.api.records.YarnApplicationState.FINISHED;
import static org.apache.hadoop.yarn.api.records.YarnApplicationState.KILLED;

import io.samzakeeper.tree.ZooKeeperConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;

/** The cluster of the harness for stock Samza, and how each side submits its job to it. */
final class BenchmarkCluster {
  static final String OUR_JOB = "ours";
  static final String ZOO_KEEPER = "127.0.0.1:12181";
  private static final String STAGING_KEY = "keeper.staging.dir";

  private final Path harness;
  private final Path work;
  private final Path home;

  /**
   * @param harness the scripts
   * @param work its data, with {@code job/job.properties}
   * @param home the unpacked tarball
   */
  BenchmarkCluster(Path harness, Path work, Path home) {
    this.harness = harness;
    this.work = work;
    this.home = home;
  }

  record Submission(String name, List<String> command, Map<String, String> environment) {}

  /**
   * @param config {@code key=value}, over what the harness' job says
   */
  Submission stockSubmission(String... config) {
    return submission(
        "stock",
        List.of(harness.resolve("bin/submit.sh").toString()),
        Map.of("STOCK_WORK", work.toString()),
        config);
  }

  /**
   * By the scripts of another package than the harness has.
   *
   * @param unpacked the package's files; config has to name the package
   */
  Submission stockSubmissionOf(Path unpacked, String... config) {
    Submission submission = stockSubmission(config);
    Map<String, String> environment = new HashMap<>(submission.environment());
    environment.put("PKG", unpacked.toString());
    return new Submission(submission.name(), submission.command(), environment);
  }

  /** The same job and package; nothing but where ZooKeeper is has to be added. */
  Submission ourSubmission(String... config) {
    return submission(
        "ours",
        List.of(
            home.resolve("bin/run-job.sh").toString(),
            "--config-path=" + work.resolve("job/job.properties"),
            "--config",
            "job.name=" + OUR_JOB,
            "--config",
            "keeper.zk.connect=" + ZOO_KEEPER,
            "--config",
            STAGING_KEY + "=" + staging()),
        Map.of("HADOOP_CONF_DIR", work.resolve("conf/client").toString()),
        config);
  }

  private static Submission submission(
      String name, List<String> command, Map<String, String> environment, String... config) {
    List<String> all = new ArrayList<>(command);
    for (String entry : config) {
      all.addAll(List.of("--config", entry));
    }
    return new Submission(name, all, environment);
  }

  Process start(Submission submission) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(submission.command());
    builder.environment().putAll(submission.environment());
    builder.redirectErrorStream(true);
    builder.redirectOutput(work.resolve("run/submit-" + submission.name() + ".log").toFile());
    return builder.start();
  }

  /**
   * {@code bin/keeper} as a user calls it.
   *
   * @return what it printed
   */
  String keeper(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(home.resolve("bin/keeper").toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--config", "keeper.zk.connect=" + ZOO_KEEPER));
    command.addAll(List.of("--config", STAGING_KEY + "=" + staging()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      int code = process.waitFor();
      if (code != 0) {
        throw new IllegalStateException(command + " ended with " + code);
      }
      return output;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** By which the trees of our jobs can be read. */
  ZooKeeperConnection.Digest userSecret() {
    return Cluster.userSecret(Map.of(STAGING_KEY, staging()), hadoopConfiguration());
  }

  private String staging() {
    return work.resolve("run/staging").toUri().toString();
  }

  RecordTail records() throws IOException {
    return new RecordTail(work.resolve("results/out.csv"));
  }

  /** The logs of daemons and containers. */
  BenchmarkLogs logs() {
    return new BenchmarkLogs(work.resolve("run"));
  }

  /**
   * The process of a NodeManager.
   *
   * @param node {@code nm1}, {@code nm2}, ...
   */
  ProcessHandle nodeManager(String node) throws IOException {
    String pid = Files.readString(work.resolve("run").resolve(node + ".pid")).trim();
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  Configuration hadoopConfiguration() {
    Configuration configuration = new Configuration();
    for (String file : List.of("core-site.xml", "yarn-site.xml")) {
      Path path = work.resolve("conf/client").resolve(file);
      if (Files.exists(path)) {
        configuration.addResource(new org.apache.hadoop.fs.Path(path.toUri()));
      }
    }
    return configuration;
  }

  /** Kills an application and waits until none of its processes is left. */
  void kill(String applicationId) throws IOException {
    ApplicationId id = ApplicationId.fromString(applicationId);
    try (YarnClient yarn = YarnClient.createYarnClient()) {
      yarn.init(new YarnConfiguration(hadoopConfiguration()));
      yarn.start();
      yarn.killApplication(id);
      while (!Set.of(FAILED, FINISHED, KILLED)
              .contains(yarn.getApplicationReport(id).getYarnApplicationState())
          || !ContainerProcesses.of(applicationId).isEmpty()) {
        LockSupport.parkNanos(200_000_000);
      }
    } catch (YarnException e) {
      throw new IOException(e);
    }
  }
}
