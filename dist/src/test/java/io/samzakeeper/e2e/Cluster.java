package io.samzakeeper.e2e;

import io.samzakeeper.client.UserSecret;
import io.samzakeeper.grid.Grid;
import io.samzakeeper.grid.GridOptions;
import io.samzakeeper.grid.GridSoftware;
import io.samzakeeper.tree.ClientSettings;
import io.samzakeeper.tree.ZooKeeperConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.curator.framework.CuratorFramework;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;

/**
 * What all tests share: a grid of real processes, the product unpacked as a user does it, and ways
 * to look at both from outside. Started once a JVM; ends with it, however it ends.
 */
final class Cluster implements AutoCloseable {
  private final Path work;
  private final Grid grid;
  private final GridGuard guard;
  private final Product product;
  private final Topics topics;
  private final ResourceManager resourceManager;
  private final CuratorFramework zooKeeper;
  private final TransactionHistory transactions;
  private final AtomicInteger names = new AtomicInteger();

  private Cluster(Path work, Grid grid, GridGuard guard) {
    this.work = work;
    this.grid = grid;
    this.guard = guard;
    this.product = Product.unpack(BuildOutput.tarball(), work, grid.hadoopConfDir());
    this.topics = new Topics(grid.kafkaBootstrap());
    this.resourceManager =
        new ResourceManager(grid.resourceManagerUi().substring("http://".length()));
    this.zooKeeper =
        ZooKeeperConnection.forService(
            grid.zooKeeperConnect(),
            Duration.ofSeconds(20),
            access(List.of(userSecret(hadoopConfiguration()))));
    this.transactions = new TransactionHistory(transactionLogs(grid));
  }

  /** To the trees of jobs. */
  static ZooKeeperConnection.Access access(List<ZooKeeperConnection.Digest> identity) {
    return new ZooKeeperConnection.Access("/samza-keeper", identity, ClientSettings.NONE);
  }

  /** What lets the tests look into the trees of their user's jobs; made as a submission would. */
  static ZooKeeperConnection.Digest userSecret(Configuration hadoop) {
    return userSecret(Map.of(), hadoop);
  }

  /**
   * @param config says where the staging directory is, if it is not where the cluster has it
   */
  static ZooKeeperConnection.Digest userSecret(Map<String, String> config, Configuration hadoop) {
    try {
      return UserSecret.of(new io.samzakeeper.job.JobConfig(config), hadoop).make();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The one of most tests. */
  static Cluster start() {
    return start(BuildOutput.work(), GridOptions.DEFAULT);
  }

  /**
   * @param work where all of it is kept; what an earlier one has left there is deleted
   * @param wanted any ports will do
   */
  static Cluster start(Path work, GridOptions wanted) {
    Path data = work.resolve("grid");
    Grid grid = new Grid(data, GridSoftware.fromSystemProperties(), Cluster::log);
    if (Files.exists(data)) {
      // What an earlier run left, should it have been killed together with its guard.
      grid.stop();
      grid.clean();
    }
    Map<String, String> yarn = new HashMap<>(wanted.yarnProperties());
    yarn.put("yarn.nodemanager.delete.debug-delay-sec", "0");
    GridOptions options = wanted.withYarnProperties(yarn);
    options = options.withPortOffset(Grid.freePortOffset(options));
    GridGuard guard = GridGuard.over(data);
    try {
      grid.start(options);
      return new Cluster(work, grid, guard);
    } catch (RuntimeException | Error e) {
      guard.close();
      throw e;
    }
  }

  Grid grid() {
    return grid;
  }

  Product product() {
    return product;
  }

  Topics topics() {
    return topics;
  }

  ResourceManager resourceManager() {
    return resourceManager;
  }

  CuratorFramework zooKeeper() {
    return zooKeeper;
  }

  /** The transactions of the grid's ZooKeeper. */
  TransactionHistory transactions() {
    return transactions;
  }

  private static List<TransactionLog> transactionLogs(Grid grid) {
    return IntStream.rangeClosed(1, grid.options().orElseThrow().zooKeepers())
        .mapToObj(server -> grid.dataDirectory().resolve("zk" + server))
        // ZooKeeper's own directory in the one that it is given.
        .map(state -> new TransactionLog(state.resolve("version-2")))
        .toList();
  }

  /** The grid's NodeManager at an address: nm1 is 127.0.0.2, and so on. */
  static String nodeAt(String host) {
    return "nm" + (Integer.parseInt(host.substring(host.lastIndexOf('.') + 1)) - 1);
  }

  /** A name that no other test has used: for a job, and for what belongs to it. */
  String uniqueName(String base) {
    return base + "-" + names.incrementAndGet();
  }

  /** As {@code yarn application -kill}: by YARN alone, with nothing of the product. */
  void kill(String applicationId) {
    try (YarnClient yarn = YarnClient.createYarnClient()) {
      yarn.init(new YarnConfiguration(hadoopConfiguration()));
      yarn.start();
      yarn.killApplication(ApplicationId.fromString(applicationId));
    } catch (YarnException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a YARN client of the grid reads. */
  Configuration hadoopConfiguration() {
    Configuration configuration = new Configuration();
    for (String file : List.of("core-site.xml", "yarn-site.xml")) {
      configuration.addResource(
          new org.apache.hadoop.fs.Path(grid.hadoopConfDir().resolve(file).toUri()));
    }
    return configuration;
  }

  /**
   * {@code bin/keeper}, as a user calls it.
   *
   * @return what it printed
   */
  String keeper(int exitCode, String... arguments) {
    return product
        .run("keeper", Map.of("KEEPER_ZK_CONNECT", grid.zooKeeperConnect()), List.of(arguments))
        .requireExitCode(exitCode)
        .output();
  }

  /** A directory for the files of a test. */
  Path directory(String name) {
    try {
      return Files.createDirectories(work.resolve("jobs").resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    zooKeeper.close();
    topics.close();
    guard.close();
  }

  private static void log(String line) {
    System.out.println("grid: " + line);
  }
}
