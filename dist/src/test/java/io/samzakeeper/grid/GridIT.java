package io.samzakeeper.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.ApplicationNotFoundException;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The grid's own promises, on real processes. */
class GridIT {
  private static final Duration BOUND = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private final GridSoftware software = GridSoftware.fromSystemProperties();
  private Grid grid;

  @AfterEach
  void stop() {
    if (grid != null) {
      grid.stop();
    }
  }

  @Test
  void containersOutliveDaemonsButNotTheGrid() throws IOException, YarnException {
    GridOptions options = options(1).withNodes(2).withNodeMemoryMb(512);
    grid = new Grid(directory.resolve("grid"), software, System.out::println);
    grid.start(options);
    assertThat(grid.status().up()).isTrue();

    ApplicationId application;
    try (YarnClient yarn = client()) {
      application = submitSleeper(yarn);
      Awaitility.await()
          .atMost(BOUND)
          .until(() -> containers("sleep 601") == 1 && containers("sleep 602") == 1);

      // The node's own daemon, killed and started again, finds its container.
      String node = grid.containers().get(0).node();
      long before = grid.pid(node);
      grid.kill(node);
      assertThat(grid.running(node)).isFalse();
      grid.startDaemon(node);
      assertThat(grid.pid(node)).isNotEqualTo(before);
      assertThat(containers("sleep 601")).isEqualTo(1);

      // The ResourceManager, killed and started again, still knows the application.
      grid.kill("rm");
      grid.start(options);
      assertThat(yarn.getApplicationReport(application).getYarnApplicationState())
          .isIn(YarnApplicationState.ACCEPTED, YarnApplicationState.RUNNING);
      assertThat(containers("sleep 601")).isEqualTo(1);
    }

    List<ProcessId> all = Sweep.find(id());
    assertThat(all).hasSizeGreaterThanOrEqualTo(1 + 1 + 1 + 2 + 2);
    assertThatThrownBy(grid::clean).isInstanceOf(GridException.class).hasMessageContaining("stop");
    grid.stop();
    assertThat(all).noneMatch(ProcessId::alive);
    assertThat(Sweep.find(id())).isEmpty();
    assertThat(GridPorts.all(options)).allMatch(PortCheck::free);

    grid.start(options);
    try (YarnClient yarn = client()) {
      assertThatThrownBy(() -> yarn.getApplicationReport(application))
          .isInstanceOf(ApplicationNotFoundException.class);
    }
    grid.stop();
    grid.clean();
    assertThat(directory.resolve("grid")).doesNotExist();
  }

  @Test
  void threeZooKeepersGoOnWithTwo() throws IOException {
    grid = new Grid(directory.resolve("grid"), software, System.out::println);
    grid.start(options(3).withNodes(1).withNodeMemoryMb(512));
    assertThat(grid.zooKeeperConnect().split(",", -1)).hasSize(3);

    grid.kill("zk2");
    assertThat(state("zk2")).isEqualTo(GridStatus.State.DOWN);
    Awaitility.await()
        .atMost(BOUND)
        .until(() -> state("zk1") == GridStatus.State.UP && state("zk3") == GridStatus.State.UP);
    grid.pause("kafka");
    assertThat(state("kafka")).isEqualTo(GridStatus.State.PAUSED);
    grid.resume("kafka");
    grid.startDaemon("zk2");
    assertThat(grid.status().up()).isTrue();
  }

  @Test
  void aTakenPortIsNamedBeforeAnythingIsStarted() throws IOException {
    GridOptions options = options(1);
    int port = new GridPorts(options.portOffset()).kafka();
    grid = new Grid(directory.resolve("grid"), software, System.out::println);
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));

      assertThatThrownBy(() -> grid.start(options))
          .isInstanceOf(GridException.class)
          .hasMessageContaining("Port " + port + " on 127.0.0.1 is taken, and kafka wants it")
          .hasMessageContaining("--port-offset");
    }
    assertThat(Sweep.find(id())).isEmpty();
  }

  @Test
  void aDirectoryWithOtherThingsIsLeftAlone() throws IOException {
    Path file = Files.writeString(directory.resolve("letter.txt"), "dear");
    Grid wrong = new Grid(directory, software, System.out::println);

    assertThatThrownBy(() -> wrong.start(GridOptions.DEFAULT))
        .isInstanceOf(GridException.class)
        .hasMessageContaining("not a grid's");
    wrong.clean();
    assertThat(file).exists();
  }

  private GridOptions options(int zooKeepers) {
    GridOptions options = GridOptions.DEFAULT.withZooKeepers(zooKeepers);
    return options.withPortOffset(Grid.freePortOffset(options));
  }

  private String id() {
    return new GridStore(new GridLayout(directory.resolve("grid"))).load().orElseThrow().id();
  }

  private long containers(String command) {
    return grid.containers().stream().filter(one -> one.command().equals(command)).count();
  }

  private GridStatus.State state(String name) {
    return grid.status().daemons().stream()
        .filter(daemon -> daemon.name().equals(name))
        .findFirst()
        .orElseThrow()
        .state();
  }

  private YarnClient client() throws IOException {
    YarnConfiguration configuration = new YarnConfiguration();
    for (String file : List.of("core-site.xml", "yarn-site.xml")) {
      configuration.addResource(
          new org.apache.hadoop.fs.Path(grid.hadoopConfDir().resolve(file).toUri()));
    }
    assertThat(FileSystem.getDefaultUri(configuration).getScheme()).isEqualTo("file");
    YarnClient yarn = YarnClient.createYarnClient();
    yarn.init(configuration);
    yarn.start();
    return yarn;
  }

  /** An application master that never registers, and has a child in a session of its own. */
  private static ApplicationId submitSleeper(YarnClient yarn) throws IOException, YarnException {
    ApplicationSubmissionContext context =
        yarn.createApplication().getApplicationSubmissionContext();
    context.setApplicationName("sleeper");
    context.setMaxAppAttempts(50); // more than YARN's default: the grid allows it
    context.setKeepContainersAcrossApplicationAttempts(true);
    context.setResource(Resource.newInstance(128, 1));
    context.setAMContainerSpec(
        ContainerLaunchContext.newInstance(
            Map.of(), Map.of(), List.of("setsid sleep 602 & sleep 601"), null, null, null));
    return yarn.submitApplication(context);
  }
}
