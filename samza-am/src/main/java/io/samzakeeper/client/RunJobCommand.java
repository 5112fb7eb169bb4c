package io.samzakeeper.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.samzakeeper.job.InvalidConfigException;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.ZooKeeperConnection;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.curator.framework.CuratorFramework;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code run-job.sh} and {@code run-app.sh}: Samza's flags, and a few of ours. */
@Command(
    name = "run-job.sh",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    version = "Samza Keeper 0.1.0",
    description = "Runs a Samza job on YARN, or says how it is, or ends it.",
    footer = {
      "",
      "Examples:",
      "  run-job.sh --config-path=my-job.properties --config keeper.zk.connect=zk1:2181",
      "  run-job.sh --config-path=my-job.properties --jar=my-job.jar --detached",
      "  run-job.sh --config-path=my-job.properties --operation=status --json",
      "",
      "HADOOP_CONF_DIR says which cluster. Exit codes: 0 done, 1 fault of the command, 2 bad input,",
      "3 something cannot be reached, 4 the job runs already, 5 the job failed, 6 it does not run."
    })
final class RunJobCommand implements Callable<Integer> {
  private static final Duration ZOOKEEPER_PATIENCE = Duration.ofSeconds(10);
  private static final Duration KILL_PATIENCE = Duration.ofSeconds(60);

  enum Operation {
    run,
    status,
    kill
  }

  @Option(
      names = "--config-path",
      paramLabel = "FILE",
      description = "The job's properties file; a path or a file: URI.")
  private Optional<String> configPath = Optional.empty();

  @Option(
      names = "--config-factory",
      paramLabel = "CLASS",
      description = "Loads the config; default: a properties file.")
  private Optional<String> configFactory = Optional.empty();

  @Option(
      names = "--config",
      paramLabel = "KEY=VALUE",
      description = "Overrides a key; as often as needed.")
  private List<String> overrides = List.of();

  @Option(names = "--operation", description = "One of ${COMPLETION-CANDIDATES}; default: run.")
  private Operation operation = Operation.run;

  @Option(
      names = "--jar",
      paramLabel = "FILE",
      description = "The job's jar, where there is no package (yarn.package.path).")
  private Optional<String> jar = Optional.empty();

  @Option(names = "--detached", description = "Returns when YARN has accepted the application.")
  private boolean detached;

  @Option(names = "--json", description = "Prints the status as JSON.")
  private boolean json;

  private final Installation installation;
  private final PrintStream out;

  RunJobCommand(Installation installation, PrintStream out) {
    this.installation = installation;
    this.out = out;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Framework framework = new Framework(installation.home());
    PlannerProcess planner =
        new PlannerProcess(framework, installation.home(), installation.cache());
    JobConfig config =
        new ConfigSource(planner).load(configPath, configFactory, overrides(), jar).validate();
    Configuration hadoop = new YarnConfiguration();
    installation.requireClusterConfiguration(hadoop);
    try (CuratorFramework zooKeeper = connect(config);
        Cluster cluster = new YarnCluster(hadoop, installation.hadoopConfDir())) {
      JobTree tree = new JobTree(zooKeeper, JobPaths.of(config.zkRoot(), config.jobId()));
      return switch (operation) {
        case run -> run(config, hadoop, framework, planner, cluster, tree);
        case status -> status(config, cluster, tree);
        case kill -> kill(config, cluster, tree);
      };
    }
  }

  private static CuratorFramework connect(JobConfig config) {
    try {
      return ZooKeeperConnection.forCommand(config.zkConnect(), ZOOKEEPER_PATIENCE);
    } catch (InvalidConfigException e) {
      // The address may be right and the ensemble down: not the input's fault for sure.
      throw new ClientException(ClientExit.UNREACHABLE, e.getMessage(), e);
    }
  }

  private int run(
      JobConfig config,
      Configuration hadoop,
      Framework framework,
      PlannerProcess planner,
      Cluster cluster,
      JobTree tree)
      throws IOException, InterruptedException {
    String applicationId =
        new Submission(
                cluster,
                tree.client(),
                hadoop,
                framework,
                planner,
                installation.cache(),
                out::println)
            .submit(config);
    out.println("Submitted " + config.jobId() + " as " + applicationId);
    if (detached) {
      return ClientExit.OK.code();
    }
    ApplicationReport report =
        new Follower(cluster, tree, applicationId, out::println).untilAllRun();
    boolean active = YarnCluster.isActive(report);
    out.println(active ? "All containers run" : applicationId + " has completed");
    out.println("ResourceManager  " + cluster.webAddress() + "/cluster/app/" + applicationId);
    if (active) {
      out.println("AM               " + report.getTrackingUrl());
    }
    return ClientExit.OK.code();
  }

  private int status(JobConfig config, Cluster cluster, JobTree tree) throws IOException {
    JobStatus status = statusOf(config, tree);
    Optional<ApplicationReport> report = cluster.report(status.application().applicationId());
    boolean active = report.filter(YarnCluster::isActive).isPresent();
    String yarnState = report.map(r -> r.getYarnApplicationState().toString()).orElse("UNKNOWN");
    if (json) {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("job", config.jobId().applicationName());
      values.put("yarnState", yarnState);
      values.put("trackingUrl", report.map(ApplicationReport::getTrackingUrl).orElse(""));
      values.put("application", status.application());
      values.put("epoch", status.epoch());
      values.put("leader", status.leader().orElse(null));
      values.put("processors", status.processors());
      out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(values));
    } else {
      out.println(
          config.jobId()
              + ": "
              + status.application().applicationId()
              + ", "
              + yarnState
              + (active ? "" : ", " + status.application().state()));
      if (active) {
        status
            .leader()
            .ifPresent(l -> out.println("AM " + l.candidateId() + ", epoch " + status.epoch()));
        report.ifPresent(r -> out.println("AM's page " + r.getTrackingUrl()));
        status.processors().forEach(p -> out.println(ProgressLines.line(p)));
      }
      status.processors().stream()
          .filter(p -> !p.lastError().isEmpty())
          .forEach(
              p -> out.println("Last error of container " + p.processor() + ": " + p.lastError()));
      report
          .map(ApplicationReport::getDiagnostics)
          .filter(text -> !active && !text.isBlank())
          .ifPresent(text -> out.println("Diagnostics: " + text.strip()));
    }
    return (active ? ClientExit.OK : ClientExit.NOT_RUNNING).code();
  }

  private int kill(JobConfig config, Cluster cluster, JobTree tree) throws InterruptedException {
    String applicationId = statusOf(config, tree).application().applicationId();
    if (cluster.report(applicationId).filter(YarnCluster::isActive).isEmpty()) {
      throw notRunning(config, "its last application was " + applicationId);
    }
    out.println("Killing " + applicationId);
    cluster.kill(applicationId);
    new Killed(cluster, tree).await(applicationId, KILL_PATIENCE);
    out.println("Killed " + applicationId);
    return ClientExit.OK.code();
  }

  private static JobStatus statusOf(JobConfig config, JobTree tree) {
    return JobStatus.read(tree, JobStatus.outline(tree))
        .orElseThrow(() -> notRunning(config, "it was never submitted"));
  }

  private static ClientException notRunning(JobConfig config, String why) {
    return new ClientException(ClientExit.NOT_RUNNING, config.jobId() + " does not run: " + why);
  }

  private Map<String, String> overrides() {
    Map<String, String> values = new LinkedHashMap<>();
    for (String override : overrides) {
      int equals = override.indexOf('=');
      if (equals < 1) {
        throw new InvalidConfigException("--config", override, "KEY=VALUE");
      }
      values.put(override.substring(0, equals), override.substring(equals + 1));
    }
    return values;
  }
}
