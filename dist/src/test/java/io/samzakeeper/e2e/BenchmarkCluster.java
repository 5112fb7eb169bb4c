package io.samzakeeper.e2e;

import static org.apache.hadoop.yarn.api.records.YarnApplicationState.FAILED;
import static org.apache.hadoop.yarn.api.records.YarnApplicationState.FINISHED;
import static org.apache.hadoop.yarn.api.records.YarnApplicationState.KILLED;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  Submission stockSubmission() {
    return new Submission(
        "stock",
        List.of(harness.resolve("bin/submit.sh").toString(), "--config", "job.container.count=1"),
        Map.of("STOCK_WORK", work.toString()));
  }

  /** The same job and package; nothing but where ZooKeeper is has to be added. */
  Submission ourSubmission() {
    return new Submission(
        "ours",
        List.of(
            home.resolve("bin/run-job.sh").toString(),
            "--config-path=" + work.resolve("job/job.properties"),
            "--config",
            "job.container.count=1",
            "--config",
            "job.name=ours",
            "--config",
            "keeper.zk.connect=127.0.0.1:12181",
            "--config",
            "keeper.staging.dir=" + work.resolve("run/staging").toUri()),
        Map.of("HADOOP_CONF_DIR", work.resolve("conf/client").toString()));
  }

  Process start(Submission submission) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(submission.command());
    builder.environment().putAll(submission.environment());
    builder.redirectErrorStream(true);
    builder.redirectOutput(work.resolve("run/submit-" + submission.name() + ".log").toFile());
    return builder.start();
  }

  RecordTail records() throws IOException {
    return new RecordTail(work.resolve("results/out.csv"));
  }

  /** Kills an application and waits until none of its processes is left. */
  void kill(String applicationId) throws IOException {
    Configuration configuration = new Configuration();
    for (String file : List.of("core-site.xml", "yarn-site.xml")) {
      Path path = work.resolve("conf/client").resolve(file);
      if (Files.exists(path)) {
        configuration.addResource(new org.apache.hadoop.fs.Path(path.toUri()));
      }
    }
    ApplicationId id = ApplicationId.fromString(applicationId);
    try (YarnClient yarn = YarnClient.createYarnClient()) {
      yarn.init(new YarnConfiguration(configuration));
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
