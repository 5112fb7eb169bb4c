package io.samzakeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What a user does wrong: one message that names key, value and what is allowed, the documented
 * exit code (docs/exit-codes.md), and nothing left behind in YARN or ZooKeeper.
 */
@ExtendWith(ClusterExtension.class)
class BadInputIT {
  private static final int BAD_INPUT = 2;
  private static final int UNREACHABLE = 3;

  private final Cluster cluster;

  BadInputIT(Cluster cluster) {
    this.cluster = cluster;
  }

  /** Verbs that are scripts of their own. */
  @Test
  void keeperRunAndKeeperGridAreTheirScripts() {
    assertThat(cluster.keeper(0, "run", "--help")).contains("run-job", "--config-path");
    assertThat(cluster.keeper(BAD_INPUT, "run")).contains("--config-path is missing");
    assertThat(cluster.keeper(0, "grid", "--help")).contains("A real cluster on this machine");
  }

  @TestFactory
  List<DynamicTest> badValues() {
    List<DynamicTest> tests = new ArrayList<>();
    tests.add(bad("no job.name", (c, n) -> c.without("job.name"), BAD_INPUT, "job.name"));
    tests.add(
        bad(
            "a name that YARN and ZooKeeper cannot take",
            (c, n) -> c.with("job.name", n + "/x"),
            BAD_INPUT,
            "job.name",
            "/x",
            "letters"));
    tests.add(
        bad(
            "no ZooKeeper address",
            (c, n) -> c.without("keeper.zk.connect"),
            BAD_INPUT,
            "keeper.zk.connect"));
    String nobody = "127.0.0.1:" + unusedPort();
    tests.add(
        bad(
            "nobody at the ZooKeeper address",
            (c, n) -> c.with("keeper.zk.connect", nobody),
            UNREACHABLE,
            "keeper.zk.connect",
            nobody));
    tests.add(
        bad(
            "a package that is not there",
            (c, n) -> c.with("yarn.package.path", "file:///nowhere/job.tgz"),
            BAD_INPUT,
            "yarn.package.path",
            "/nowhere/job.tgz"));
    tests.add(
        bad(
            "a package that is no archive",
            (c, n) -> c.with("yarn.package.path", noArchive(n).toUri().toString()),
            BAD_INPUT,
            "yarn.package.path",
            "job.tgz"));
    tests.add(
        bad(
            "a class that is not in the package",
            (c, n) -> c.with("task.class", "com.example.Nowhere"),
            BAD_INPUT,
            "task.class",
            "com.example.Nowhere"));
    tests.add(
        bad(
            "a container larger than YARN's largest",
            (c, n) -> c.with("cluster-manager.container.memory.mb", "999999"),
            BAD_INPUT,
            "cluster-manager.container.memory.mb",
            "999999"));
    tests.add(
        bad(
            "a number that is none",
            (c, n) -> c.with("job.container.count", "two"),
            BAD_INPUT,
            "job.container.count",
            "two"));
    tests.add(
        bad(
            "an input topic that does not exist",
            (c, n) -> c.with("task.inputs", "kafka.no-such-" + n),
            BAD_INPUT,
            "no-such-" + "bad-input"));
    return tests;
  }

  @Test
  void malformedPropertyFile() throws IOException {
    String name = cluster.uniqueName("bad-input");
    Path file = cluster.directory(name).resolve("malformed.properties");
    Files.writeString(file, "job.name=" + name + "\ntask.class=\\u00zz\n");
    Command.Result result = cluster.product().runJob(List.of("--config-path=" + file));
    assertRefused(result, name, BAD_INPUT, List.of("malformed.properties"));
  }

  @Test
  void noPropertyFile() {
    Command.Result result =
        cluster.product().runJob(List.of("--config-path=/nowhere/job.properties"));
    assertThat(result.exitCode()).as(result.output()).isEqualTo(BAD_INPUT);
    assertThat(result.output()).contains("/nowhere/job.properties");
  }

  @Test
  void nobodyAtTheResourceManagersAddress() throws IOException {
    String name = cluster.uniqueName("bad-input");
    Path configuration = Files.createDirectories(cluster.directory(name).resolve("hadoop"));
    Files.copy(
        cluster.grid().hadoopConfDir().resolve("core-site.xml"),
        configuration.resolve("core-site.xml"));
    Files.writeString(
        configuration.resolve("yarn-site.xml"),
        "<configuration><property><name>yarn.resourcemanager.address</name><value>127.0.0.1:"
            + unusedPort()
            + "</value></property></configuration>");
    JobConfig config = EchoJob.config(cluster, name, 1, 1);
    Job job = new Job(cluster, config);
    Command.Result result =
        cluster
            .product()
            .run(
                "run-job.sh",
                Map.of("HADOOP_CONF_DIR", configuration.toString()),
                List.of("--config-path=" + job.file()));
    assertRefused(result, name, UNREACHABLE, List.of("yarn.resourcemanager.address"));
  }

  private DynamicTest bad(
      String title, BiConsumer<JobConfig, String> change, int exitCode, String... words) {
    return DynamicTest.dynamicTest(
        title,
        () -> {
          String name = cluster.uniqueName("bad-input");
          JobConfig config = EchoJob.config(cluster, name, 1, 1);
          change.accept(config, name);
          Path file = config.writeTo(cluster.directory(name).resolve("job.properties"));
          Command.Result result = cluster.product().runJob(List.of("--config-path=" + file));
          assertRefused(result, name, exitCode, List.of(words));
        });
  }

  private void assertRefused(Command.Result result, String name, int exitCode, List<String> words)
      throws IOException {
    assertThat(result.exitCode()).as(result.output()).isEqualTo(exitCode);
    assertThat(result.output()).contains(words).doesNotContain("\tat ");
    assertThat(cluster.resourceManager().applicationsNamed(name + "_1")).isEmpty();
    try {
      List<String> jobs =
          cluster.zooKeeper().checkExists().forPath("/samza-keeper") == null
              ? List.of()
              : cluster.zooKeeper().getChildren().forPath("/samza-keeper");
      assertThat(jobs).noneMatch(job -> job.startsWith(name + "-") || job.equals(name));
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Path noArchive(String name) {
    Path file = cluster.directory(name).resolve("job.tgz");
    try {
      return Files.writeString(file, "this is no archive");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Free a moment ago, and nobody has a reason to take it. */
  private static int unusedPort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
