package io.samzakeeper.client;

import io.samzakeeper.job.JobConfig;
import io.samzakeeper.job.JobId;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.curator.framework.CuratorFramework;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code keeper kill}. */
@Command(
    name = "kill",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Ends a job at once, with all its application masters and containers.",
      "What was processed since the last commit is processed again when the job is next submitted."
    },
    footer = {
      "",
      "Examples:",
      "  keeper kill word-count",
      "  keeper kill application_1700000000000_0042",
      "",
      "Exit codes: 0 it has ended, 2 bad input, 3 ZooKeeper or YARN cannot be reached, or it has",
      "not ended within 60 s, 6 the job does not run."
    })
final class KillCommand implements Callable<Integer> {
  @Mixin private JobOptions options;

  private final Map<String, String> environment;
  private final PrintStream out;

  KillCommand(Map<String, String> environment, PrintStream out) {
    this.environment = environment;
    this.out = out;
  }

  @Override
  public Integer call() throws InterruptedException {
    Installation installation = Installation.from(environment);
    JobConfig config = options.config(environment);
    Configuration hadoop = new YarnConfiguration();
    installation.requireClusterConfiguration(hadoop);
    try (CuratorFramework zooKeeper = ZooKeeperOfCommands.connect(config);
        Cluster cluster = new YarnCluster(hadoop, installation.hadoopConfDir())) {
      Jobs jobs = new Jobs(zooKeeper, config.zkRoot());
      JobId job = jobs.find(options.job());
      new Kill(cluster, jobs.tree(job), job, out).kill();
    }
    return ClientExit.OK.code();
  }
}
