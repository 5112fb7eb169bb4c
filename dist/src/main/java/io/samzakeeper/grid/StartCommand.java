package io.samzakeeper.grid;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "start",
    description = {
      "Starts what is missing and returns when everything serves.",
      "Options that are not given stay as they were when this grid was last started."
    },
    footer = {
      "",
      "Examples:",
      "  grid start",
      "  grid start --zookeepers 3 --nodes 5 --port-offset 1000",
      "  grid start --yarn yarn.log-aggregation-enable=true",
      "  grid start nm2"
    },
    mixinStandardHelpOptions = true)
final class StartCommand implements Callable<Integer> {
  @Mixin private DataOption data;

  @Parameters(
      arity = "0..*",
      paramLabel = "DAEMON",
      description =
          "Start only these, of a grid that has been started before: zk1, kafka, rm, nm1...")
  private List<String> daemons = List.of();

  @Option(names = "--zookeepers", paramLabel = "1|3", description = "Default 1.")
  private Optional<Integer> zooKeepers;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "NodeManagers: nm1 at 127.0.0.2 and so on. Default 3.")
  private Optional<Integer> nodes;

  @Option(
      names = "--port-offset",
      paramLabel = "N",
      description = "Added to every port, so that grids can run side by side. Default 0.")
  private Optional<Integer> portOffset;

  @Option(
      names = "--node-memory",
      paramLabel = "MB",
      description = "What each node offers to containers. Default 3072.")
  private Optional<Integer> nodeMemory;

  @Option(
      names = "--yarn",
      paramLabel = "KEY=VALUE",
      description = "A property for yarn-site.xml of daemons and clients; may be repeated.")
  private Map<String, String> yarn;

  @Override
  public Integer call() {
    Grid grid = data.grid();
    if (!daemons.isEmpty()) {
      grid.startDaemons(daemons);
      return 0;
    }
    long begin = System.nanoTime();
    grid.start(options(grid.options().orElse(GridOptions.DEFAULT)));
    System.out.printf(
        "The grid is up (%.1f s). ResourceManager %s, ZooKeeper %s, Kafka %s%n",
        (System.nanoTime() - begin) / 1e9,
        grid.resourceManagerUi(),
        grid.zooKeeperConnect(),
        grid.kafkaBootstrap());
    System.out.println("export HADOOP_CONF_DIR=" + grid.hadoopConfDir());
    return 0;
  }

  private GridOptions options(GridOptions last) {
    return new GridOptions(
        zooKeepers.orElse(last.zooKeepers()),
        nodes.orElse(last.nodes()),
        portOffset.orElse(last.portOffset()),
        nodeMemory.orElse(last.nodeMemoryMb()),
        yarn == null ? last.yarnProperties() : yarn);
  }
}
