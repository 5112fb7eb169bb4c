package io.samzakeeper.client;

import io.samzakeeper.job.JobConfig;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.curator.framework.CuratorFramework;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run-job.sh} and {@code run-app.sh}: Samza's flags, and a few of ours. */
@Command(
    name = "run-job.sh",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    version = "Samza Keeper 0.1.0",
    description = {
      "Runs a Samza job on YARN, or says how it is, or ends it.",
      "validate: whether the job runs with as many containers, standby AMs and spares as it should."
    },
    footer = {
      "",
      "Examples:",
      "  run-job.sh --config-path=my-job.properties --config keeper.zk.connect=zk1:2181",
      "  run-job.sh --config-path=my-job.properties --jar=my-job.jar --detached",
      "  run-job.sh --config-path=my-job.properties --operation=status --json",
      "",
      "HADOOP_CONF_DIR says which cluster. Exit codes: 0 done, 1 fault of the command, 2 bad"
          + " input,",
      "3 something cannot be reached, 4 the job runs already, 5 the job failed, 6 it does not run,",
      "7 (validate) it runs, but not all of it."
    })
final class RunJobCommand implements Callable<Integer> {
  enum Operation {
    run,
    status,
    validate,
    kill
  }

  @Mixin private ConfigOptions options;

  @Option(names = "--operation", description = "One of ${COMPLETION-CANDIDATES}; default: run.")
  private Operation operation = Operation.run;

  @Option(
      names = "--jar",
      paramLabel = "FILE",
      description = "The job's jar, where there is no package (yarn.package.path).")
  private Optional<String> jar = Optional.empty();

  @Option(names = "--detached", description = "Returns when YARN has accepted the application.")
  private boolean detached;

  @Option(names = "--json", description = "Prints JSON, of status and validate.")
  private boolean json;

  private final Map<String, String> environment;
  private final PrintStream out;

  RunJobCommand(Map<String, String> environment, PrintStream out) {
    this.environment = environment;
    this.out = out;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Installation installation = Installation.from(environment);
    Framework framework = new Framework(installation);
    PlannerProcess planner =
        new PlannerProcess(framework, installation.home(), installation.cache());
    JobConfig config = options.load(planner, environment, jar);
    Configuration hadoop = new YarnConfiguration();
    installation.requireClusterConfiguration(hadoop);
    try (CuratorFramework zooKeeper =
            operation == Operation.run
                ? ZooKeeperOfCommands.connectToSubmit(config)
                : ZooKeeperOfCommands.connect(config);
        Cluster cluster = new YarnCluster(hadoop, installation.hadoopConfDir())) {
      JobTree tree = new JobTree(zooKeeper, JobPaths.of(config.zkRoot(), config.jobId()));
      return switch (operation) {
        case run -> run(config, hadoop, framework, planner, installation.cache(), cluster, tree);
        case status -> new StatusReport(cluster, tree, config.jobId(), out).print(json).code();
        case validate -> new Validation(cluster, tree, config.jobId(), out).print(json).code();
        case kill -> {
          new Kill(cluster, tree, config.jobId(), out::println).kill();
          yield ClientExit.OK.code();
        }
      };
    }
  }

  private int run(
      JobConfig config,
      Configuration hadoop,
      Framework framework,
      PlannerProcess planner,
      Path cache,
      Cluster cluster,
      JobTree tree)
      throws IOException, InterruptedException {
    String applicationId =
        new Submission(cluster, tree.client(), hadoop, framework, planner, cache, out::println)
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
}
