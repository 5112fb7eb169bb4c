package io.samzakeeper.grid;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Says how each daemon of a grid is started. Every JVM is kept small: a grid shares a laptop. */
final class DaemonCatalog {
  /** In the environment of every process of a grid; containers get it through yarn-site.xml. */
  static final String GRID_ID = "KEEPER_GRID_ID";

  private static final List<String> SMALL_JVM =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:-UsePerfData",
          "-Xss512k",
          "-Xshare:auto",
          "-Djava.net.preferIPv4Stack=true",
          "-Djava.awt.headless=true");

  private static final String LEVEL = "-Dorg.slf4j.simpleLogger.defaultLogLevel=";
  private static final String INFO = LEVEL + "info";
  private static final String WARN = LEVEL + "warn";

  private final GridLayout layout;
  private final GridSoftware software;
  private final GridIdentity identity;
  private final GridPorts ports;

  DaemonCatalog(GridLayout layout, GridSoftware software, GridIdentity identity) {
    this.layout = layout;
    this.software = software;
    this.identity = identity;
    this.ports = new GridPorts(identity.options().portOffset());
  }

  /** In the order in which people think of them: zk1, kafka, rm, nm1, nm2, nm3. */
  List<DaemonSpec> all() {
    List<DaemonSpec> all = new ArrayList<>();
    for (int server = 1; server <= identity.options().zooKeepers(); server++) {
      all.add(zooKeeper(server));
    }
    all.add(kafka());
    all.add(resourceManager());
    for (int node = 1; node <= identity.options().nodes(); node++) {
      all.add(nodeManager(node));
    }
    return all;
  }

  private DaemonSpec zooKeeper(int server) {
    String name = "zk" + server;
    String configuration = layout.configuration(name).resolve("zoo.cfg").toString();
    Supplier<List<String>> command =
        java(
            name,
            128,
            INFO,
            "zookeeper",
            "",
            "org.apache.zookeeper.server.quorum.QuorumPeerMain",
            configuration);
    return spec(
        name,
        DaemonKind.ZOOKEEPER,
        GridPorts.Address.LOCAL + ":" + ports.zooKeeper(server),
        ports.ofZooKeeper(server, identity.options().zooKeepers()),
        Optional.empty(),
        command);
  }

  private DaemonSpec kafka() {
    String configuration = layout.configuration("kafka").resolve("server.properties").toString();
    Supplier<List<String>> format =
        java(
            "kafka",
            128,
            WARN,
            "kafka",
            "",
            "kafka.tools.StorageTool",
            "format",
            "--cluster-id=" + identity.kafkaClusterId(), // which may begin with "-"
            "-c",
            configuration);
    Supplier<List<String>> run =
        java("kafka", 256, INFO, "kafka", "", "kafka.Kafka", configuration);
    return spec(
        "kafka",
        DaemonKind.KAFKA,
        GridPorts.Address.LOCAL + ":" + ports.kafka(),
        ports.ofKafka(),
        Optional.of(
            new DaemonSpec.Preparation(format, layout.state("kafka").resolve("meta.properties"))),
        run);
  }

  private DaemonSpec resourceManager() {
    return yarn(
        "rm",
        DaemonKind.RESOURCE_MANAGER,
        GridPorts.Address.LOCAL + ":" + ports.resourceManagerWeb(),
        ports.ofResourceManager(),
        256,
        "org.apache.hadoop.yarn.server.resourcemanager.ResourceManager");
  }

  private DaemonSpec nodeManager(int node) {
    return yarn(
        "nm" + node,
        DaemonKind.NODE_MANAGER,
        GridPorts.Address.ofNode(node) + ":" + ports.nodeManagerContainers(),
        ports.ofNodeManager(node),
        192,
        "org.apache.hadoop.yarn.server.nodemanager.NodeManager");
  }

  private DaemonSpec yarn(
      String name,
      DaemonKind kind,
      String address,
      List<GridPorts.Use> uses,
      int heapMb,
      String main) {
    String configuration = layout.configuration(name).toString();
    Supplier<List<String>> command = java(name, heapMb, INFO, "hadoop", ":" + configuration, main);
    return spec(name, kind, address, uses, Optional.empty(), command);
  }

  private Supplier<List<String>> java(
      String name,
      int heapMb,
      String logLevel,
      String product,
      String moreClassPath,
      String... mainAndArguments) {
    return () -> {
      List<String> command = new ArrayList<>();
      command.add(GridSoftware.java());
      command.addAll(SMALL_JVM);
      command.add("-Xmx" + heapMb + "m");
      command.add("-Djava.io.tmpdir=" + layout.temporary(name));
      // Read by slf4j-simple, that is by ZooKeeper and Kafka.
      command.add(logLevel);
      command.add("-Dorg.slf4j.simpleLogger.showDateTime=true");
      command.add("-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd HH:mm:ss,SSS");
      command.add("-Dorg.slf4j.simpleLogger.showThreadName=false");
      command.add("-Dorg.slf4j.simpleLogger.showShortLogName=true");
      command.add("-cp");
      command.add(software.classPath(product) + moreClassPath);
      command.addAll(List.of(mainAndArguments));
      return command;
    };
  }

  private DaemonSpec spec(
      String name,
      DaemonKind kind,
      String address,
      List<GridPorts.Use> uses,
      Optional<DaemonSpec.Preparation> preparation,
      Supplier<List<String>> command) {
    Map<String, String> environment =
        Map.of(
            GRID_ID,
            identity.id(),
            "KEEPER_GRID_DAEMON",
            name,
            "JAVA_HOME",
            System.getProperty("java.home"),
            "HADOOP_CONF_DIR",
            layout.configuration(name).toString());
    return new DaemonSpec(
        name, kind, address, uses, preparation, command, environment, layout.log(name));
  }
}
