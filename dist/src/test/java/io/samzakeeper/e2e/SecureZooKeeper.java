package io.samzakeeper.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * One server of ZooKeeper that wants to know who its clients are, from the unpacked tarball, with
 * the files that {@code docs/zookeeper.md} tells its reader to write; and commands that know it.
 */
final class SecureZooKeeper implements AutoCloseable {
  private final Cluster cluster;
  private final Path etc;
  private final String jvmOptions;
  private final int port;
  private final int securePort;

  /**
   * @param etc stands for the page's {@code /etc/keeper}
   * @param jvmOptions of the server, beside the heap
   */
  SecureZooKeeper(Cluster cluster, Path etc, String jvmOptions) throws IOException {
    this.cluster = cluster;
    this.etc = etc;
    this.jvmOptions = jvmOptions;
    try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket two = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.port = one.getLocalPort();
      this.securePort = two.getLocalPort();
    }
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  /** With TLS. */
  String secureAddress() {
    return "127.0.0.1:" + securePort;
  }

  /**
   * Starts the server, once all that it needs is written.
   *
   * @param settings lines beside those of any server
   * @param keeperProperties for commands and jobs
   */
  void start(String settings, String keeperProperties) throws IOException {
    Files.writeString(
        etc.resolve("zoo.cfg"),
        "tickTime=500\ndataDir="
            + etc.resolve("data")
            + "\nclientPort="
            + port
            + "\nclientPortAddress=127.0.0.1\nadmin.enableServer=false\n"
            + settings
                .replace("secureClientPortAddress=0.0.0.0", "secureClientPortAddress=127.0.0.1")
                .replace("secureClientPort=2281", "secureClientPort=" + securePort));
    Path conf = Files.createDirectories(etc.resolve("conf"));
    try (var files = Files.list(cluster.product().home().resolve("conf"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, conf.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Files.writeString(conf.resolve("keeper.properties"), keeperProperties);
    server("start").requireExitCode(0);
  }

  @Override
  public void close() {
    server("stop");
  }

  Command.Result server(String command) {
    return cluster
        .product()
        .run("zkServer.sh", environment(), List.of(command, etc.resolve("zoo.cfg").toString()));
  }

  Command.Result runJob(Path config, String... arguments) {
    List<String> all = new ArrayList<>(List.of("--config-path=" + config));
    all.addAll(List.of(arguments));
    return cluster.product().run("run-job.sh", environment(), all);
  }

  Command.Result keeper(String... arguments) {
    return cluster.product().run("keeper", environment(), List.of(arguments));
  }

  /** The processes of the job's containers. */
  List<ContainerProcess> processes(Path config) {
    String status = runJob(config, "--operation=status").requireExitCode(0).output();
    return ContainerProcesses.of(
        Pattern.compile("application_\\d+_\\d+")
            .matcher(status)
            .results()
            .map(MatchResult::group)
            .findFirst()
            .orElseThrow());
  }

  private Map<String, String> environment() {
    return Map.of(
        "KEEPER_CONF_DIR",
        etc.resolve("conf").toString(),
        "ZOO_JVM_OPTS",
        "-Xmx128m " + jvmOptions);
  }

  /** What the page tells its reader to write, with the directory of this test. */
  String block(String words) throws IOException {
    String page =
        Files.readString(cluster.product().home().resolve("docs").resolve("zookeeper.md"));
    return Pattern.compile("```(?:properties|text)\\n(.*?)```", Pattern.DOTALL)
        .matcher(page)
        .results()
        .map((MatchResult block) -> block.group(1))
        .filter(block -> block.contains(words))
        .findFirst()
        .orElseThrow()
        .replace("/etc/keeper/", etc + "/");
  }
}
