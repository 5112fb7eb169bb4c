package io.samzakeeper.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.samzakeeper.tree.ZooKeeperConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code docs/zookeeper.md} followed to the letter, from the unpacked tarball: its three machines
 * are three addresses of this one, so their names, directories and ports are other ones.
 */
class ZooKeeperServersIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int NOT_SERVING = 1;
  private static final int BAD_INPUT = 2;

  private final Path work = BuildOutput.work().resolve("zookeeper-servers");
  private final Path home = Product.unpack(BuildOutput.tarball(), work, work).home();

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  private final List<Server> servers = new ArrayList<>();

  @BeforeEach
  void install() throws IOException {
    for (int number = 1; number <= 3; number++) {
      servers.add(new Server(number));
    }
    List<String> blocks = codeBlocks();
    for (Server server : servers) {
      server.writeConf(blocks.get(0));
      server.sh(blocks.get(1)).requireExitCode(0);
    }
  }

  @AfterEach
  void stop() {
    servers.forEach(server -> server.sh("bin/zkServer.sh stop"));
  }

  @Test
  void threeServersServeThoughOneFails() throws Exception {
    String start = codeBlocks().get(2).lines().findFirst().orElseThrow();
    assertThat(servers.get(0).sh(start).requireExitCode(0).output())
        .contains("waits for the others");
    assertThat(servers.get(0).status()).isEqualTo(NOT_SERVING);
    servers.get(1).sh(start).requireExitCode(0);
    servers.get(2).sh(start).requireExitCode(0);
    awaitModes("follower", "follower", "leader");

    try (CuratorFramework client =
        ZooKeeperConnection.forService(connect(), Duration.ofSeconds(4))) {
      client.create().forPath("/count", "1".getBytes(UTF_8));
      for (String victim : List.of("follower", "leader")) {
        Server killed = withMode(victim);
        killed.kill();
        assertThat(killed.sh("bin/zkServer.sh status").output()).contains("does not run");
        awaitModes("follower", "leader");
        await(victim + " is dead, and it is written")
            .atMost(PATIENCE)
            .ignoreExceptions()
            .until(() -> client.setData().forPath("/count", victim.getBytes(UTF_8)) != null);
        killed.sh(start).requireExitCode(0);
        awaitModes("follower", "follower", "leader");
        assertThat(client.getData().forPath("/count")).asString(UTF_8).isEqualTo(victim);
      }
    }
    assertThat(servers.get(0).sh("bin/zkServer.sh start").requireExitCode(0).output())
        .contains("runs already");
    withMode("leader").sh("bin/zkServer.sh restart").requireExitCode(0);
    awaitModes("follower", "follower", "leader");
    for (Server server : servers) {
      server.sh("bin/zkServer.sh stop").requireExitCode(0);
      assertThat(server.status()).isEqualTo(NOT_SERVING);
    }
  }

  @Test
  void whatIsMissingIsNamedBeforeAnythingIsStarted() throws IOException {
    Server server = servers.get(0);
    Files.writeString(server.data.resolve("myid"), "7\n");
    assertThat(server.sh("bin/zkServer.sh start").requireExitCode(BAD_INPUT).output())
        .contains("myid", "'7'", "1 2 3");
    Files.delete(server.data.resolve("myid"));
    assertThat(server.sh("bin/zkServer.sh start").requireExitCode(BAD_INPUT).output())
        .contains("myid", "1 2 3");
    assertThat(server.sh("bin/zkServer.sh start /nowhere").requireExitCode(BAD_INPUT).output())
        .contains("/nowhere");
    Files.writeString(server.conf.resolve("zoo.cfg"), "clientPort=many\ndataDir=x\n");
    assertThat(server.sh("bin/zkServer.sh start").requireExitCode(BAD_INPUT).output())
        .contains("clientPort=many");
    assertThat(server.sh("bin/zkServer.sh dance").requireExitCode(BAD_INPUT).output())
        .contains("'dance'");
  }

  private void awaitModes(String... modes) {
    await("servers are " + List.of(modes))
        .atMost(PATIENCE)
        .until(
            () -> servers.stream().map(Server::mode).filter(mode -> !mode.isEmpty()).sorted(),
            found -> found.toList().equals(List.of(modes)));
  }

  private Server withMode(String mode) {
    return servers.stream().filter(server -> server.mode().equals(mode)).findFirst().orElseThrow();
  }

  private String connect() {
    return servers.stream()
        .map(server -> server.address + ":" + server.clientPort)
        .collect(Collectors.joining(","));
  }

  /** What the page tells its reader to write and to run. */
  private List<String> codeBlocks() throws IOException {
    String page = Files.readString(home.resolve("docs").resolve("zookeeper.md"));
    return Pattern.compile("```[a-z]+\\n(.*?)```", Pattern.DOTALL)
        .matcher(page)
        .results()
        .map((MatchResult block) -> block.group(1))
        .toList();
  }

  private final class Server {
    private final int number;
    private final String address;
    private final int clientPort;
    private final int peerPort;
    private final int electionPort;
    private final Path conf;
    private final Path data;
    private int commands;

    Server(int number) throws IOException {
      this.number = number;
      this.address = "127.0.0.1" + number;
      List<Integer> free = freePorts(address);
      this.clientPort = free.get(0);
      this.peerPort = free.get(1);
      this.electionPort = free.get(2);
      this.conf = directory.resolve("zk" + number).resolve("conf");
      this.data = directory.resolve("zk" + number).resolve("data");
    }

    /** All at once, so that they differ. */
    private List<Integer> freePorts(String host) throws IOException {
      try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getByName(host));
          ServerSocket two = new ServerSocket(0, 1, InetAddress.getByName(host));
          ServerSocket three = new ServerSocket(0, 1, InetAddress.getByName(host))) {
        return List.of(one.getLocalPort(), two.getLocalPort(), three.getLocalPort());
      }
    }

    /** The tarball's conf with the page's zoo.cfg. */
    void writeConf(String zooCfg) throws IOException {
      Files.createDirectories(conf);
      try (var files = Files.list(home.resolve("conf"))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Files.copy(file, conf.resolve(file.getFileName()));
        }
      }
      String mine =
          here(zooCfg)
              .replace("clientPort=2181", "clientPort=" + clientPort)
              .replace("clientPortAddress=0.0.0.0", "clientPortAddress=" + address);
      for (Server server : servers) {
        mine =
            mine.replace(
                "zk" + server.number + ":2888:3888",
                server.address + ":" + server.peerPort + ":" + server.electionPort);
      }
      Files.writeString(conf.resolve("zoo.cfg"), mine);
    }

    private String here(String text) {
      return text.replace("/var/lib/zookeeper", data.toString())
          .replace("echo 1 ", "echo " + number + " ");
    }

    Command.Result sh(String commandLine) {
      Path log = directory.resolve("zk" + number + "-" + ++commands + ".log");
      return Command.run(
          home,
          Map.of("KEEPER_CONF_DIR", conf.toString()),
          log,
          PATIENCE,
          List.of("bash", "-c", here(commandLine)));
    }

    int status() {
      return sh("bin/zkServer.sh status").exitCode();
    }

    /** Leader or follower; empty while it is neither. */
    String mode() {
      Command.Result status = sh("bin/zkServer.sh status");
      String output = status.output().strip();
      return status.exitCode() == 0 ? output.substring(output.lastIndexOf(' ') + 1) : "";
    }

    void kill() throws IOException {
      long pid = Long.parseLong(Files.readString(data.resolve("zookeeper_server.pid")).strip());
      ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
      process.destroyForcibly();
      await("the server is dead").atMost(PATIENCE).until(() -> !process.isAlive());
    }
  }
}
