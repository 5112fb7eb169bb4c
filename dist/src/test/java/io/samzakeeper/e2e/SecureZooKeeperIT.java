package io.samzakeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * TLS and SASL as {@code docs/zookeeper.md} has them, from the unpacked tarball: a server with a
 * secure port, and a job whose commands, AMs and workers connect there.
 */
@Tag("long")
@ExtendWith(ClusterExtension.class)
class SecureZooKeeperIT {
  private static final String PASSWORD = "only-in-a-file";
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int BAD_INPUT = 2;

  private final Cluster cluster;
  private final String name;
  private final Path etc;
  private final int port;
  private final int securePort;

  SecureZooKeeperIT(Cluster cluster) throws IOException {
    this.cluster = cluster;
    this.name = cluster.uniqueName("secure");
    this.etc = cluster.directory(name);
    try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket two = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.port = one.getLocalPort();
      this.securePort = two.getLocalPort();
    }
  }

  @BeforeEach
  void startServer() throws IOException {
    Files.writeString(etc.resolve("password"), PASSWORD);
    sh(
        "keytool -genkeypair -keystore key.p12 -keyalg EC -dname CN=keeper -validity 10"
            + " -ext SAN=ip:127.0.0.1,dns:localhost"
            + common());
    sh("keytool -exportcert -keystore key.p12 -file certificate" + common());
    sh("keytool -importcert -keystore trust.p12 -file certificate -noprompt" + common());
    Files.writeString(
        etc.resolve("jaas.conf"),
        """
        Server { org.apache.zookeeper.server.auth.DigestLoginModule required user_alice="%1$s"; };
        Client { org.apache.zookeeper.server.auth.DigestLoginModule required
          username="alice" password="%1$s"; };
        """
            .formatted(PASSWORD));
    Files.writeString(
        etc.resolve("zoo.cfg"),
        "tickTime=500\ndataDir="
            + etc.resolve("data")
            + "\nclientPort="
            + port
            + "\n"
            + "clientPortAddress=127.0.0.1\nadmin.enableServer=false\n"
            + block("secureClientPort")
                .replace("0.0.0.0", "127.0.0.1")
                .replace("2281", "" + securePort)
            + block("authProvider.sasl"));
    Files.writeString(
        etc.resolve("zookeeper-client.properties"),
        block("zookeeper.client.secure")
            + block("java.security.auth.login.config")
            + "zookeeper.fips-mode=false\n");
    Path conf = Files.createDirectories(etc.resolve("conf"));
    try (var files = Files.list(cluster.product().home().resolve("conf"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, conf.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Files.writeString(
        conf.resolve("keeper.properties"),
        block("keeper.zk.client.config")
            .replace("zk1:2281,zk2:2281,zk3:2281", "127.0.0.1:" + securePort));
    server("start").requireExitCode(0);
  }

  @AfterEach
  void stopServer() {
    server("stop");
  }

  @Test
  void aJobRunsWithTlsAndIsItsUsersBySasl() throws IOException {
    assertThat(server("status").requireExitCode(0).output()).contains("standalone");
    Path config =
        EchoJob.config(cluster, name, 2, 1)
            .without("keeper.zk.connect")
            .with("keeper.zk.acl", "sasl")
            .writeTo(etc.resolve("job.properties"));
    runJob(config).requireExitCode(0);
    try {
      String status = runJob(config, "--operation=status").requireExitCode(0).output();
      String application =
          Pattern.compile("application_\\d+_\\d+")
              .matcher(status)
              .results()
              .map(MatchResult::group)
              .findFirst()
              .orElseThrow();
      List<ContainerProcess> processes = ContainerProcesses.of(application);
      assertThat(processes).hasSizeGreaterThan(1);
      for (ContainerProcess process : processes) {
        assertThat(Files.readString(Path.of("/proc", "" + process.pid(), "cmdline")))
            .doesNotContain(PASSWORD);
      }
      keeper("status", name).requireExitCode(0);
      Path anonymous = etc.resolve("anonymous.properties");
      Files.writeString(anonymous, block("zookeeper.client.secure"));
      String nobody = "keeper.zk.client.config=" + anonymous;
      assertThat(keeper("tree", name, "--config", nobody).output()).contains("NoAuth");
      assertThat(runJob(config, "--operation=kill", "--config", nobody).exitCode()).isEqualTo(8);
    } finally {
      runJob(config, "--operation=kill").requireExitCode(0);
    }
    Command.Result missing = runJob(config, "--config", "keeper.zk.client.config=/nowhere");
    assertThat(missing.output()).contains("keeper.zk.client.config=/nowhere");
    assertThat(missing.exitCode()).isEqualTo(BAD_INPUT);
  }

  private Command.Result runJob(Path config, String... arguments) {
    List<String> all = new ArrayList<>(List.of("--config-path=" + config));
    all.addAll(List.of(arguments));
    return cluster.product().run("run-job.sh", environment(), all);
  }

  private Command.Result keeper(String... arguments) {
    return cluster.product().run("keeper", environment(), List.of(arguments));
  }

  private Command.Result server(String command) {
    return cluster
        .product()
        .run("zkServer.sh", environment(), List.of(command, etc.resolve("zoo.cfg").toString()));
  }

  private Map<String, String> environment() {
    return Map.of(
        "KEEPER_CONF_DIR",
        etc.resolve("conf").toString(),
        "ZOO_JVM_OPTS",
        "-Xmx128m -Dzookeeper.fips-mode=false -Djava.security.auth.login.config="
            + etc.resolve("jaas.conf"));
  }

  /** What the page tells its reader to write, with the directory of this test. */
  private String block(String first) throws IOException {
    String page =
        Files.readString(cluster.product().home().resolve("docs").resolve("zookeeper.md"));
    return Pattern.compile("```properties\\n(.*?)```", Pattern.DOTALL)
        .matcher(page)
        .results()
        .map((MatchResult block) -> block.group(1))
        .filter(block -> block.contains(first))
        .findFirst()
        .orElseThrow()
        .replace("/etc/keeper/", etc + "/");
  }

  private static String common() {
    return " -alias keeper -storetype PKCS12 -storepass:file password";
  }

  private void sh(String commandLine) {
    Command.run(
            etc,
            Map.of(),
            etc.resolve("keytool.log"),
            PATIENCE,
            List.of("bash", "-c", "\"${JAVA_HOME:+$JAVA_HOME/bin/}\"" + commandLine))
        .requireExitCode(0);
  }
}
