package io.samzakeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
  private final SecureZooKeeper zooKeeper;

  SecureZooKeeperIT(Cluster cluster) throws IOException {
    this.cluster = cluster;
    this.name = cluster.uniqueName("secure");
    this.etc = cluster.directory(name);
    this.zooKeeper =
        new SecureZooKeeper(
            cluster,
            etc,
            "-Dzookeeper.fips-mode=false -Djava.security.auth.login.config="
                + etc.resolve("jaas.conf"));
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
        etc.resolve("zookeeper-client.properties"),
        zooKeeper.block("zookeeper.client.secure")
            + zooKeeper.block("java.security.auth.login.config=/etc/keeper/jaas.conf")
            + "zookeeper.fips-mode=false\n");
    zooKeeper.start(
        zooKeeper.block("secureClientPort") + zooKeeper.block("authProvider.sasl"),
        zooKeeper
            .block("keeper.zk.client.config")
            .replace("zk1:2281,zk2:2281,zk3:2281", zooKeeper.secureAddress()));
  }

  @AfterEach
  void stopServer() {
    zooKeeper.close();
  }

  @Test
  void aJobRunsWithTlsAndIsItsUsersBySasl() throws IOException {
    assertThat(zooKeeper.server("status").requireExitCode(0).output()).contains("standalone");
    Path config =
        EchoJob.config(cluster, name, 2, 1)
            .without("keeper.zk.connect")
            .with("keeper.zk.acl", "sasl")
            .writeTo(etc.resolve("job.properties"));
    zooKeeper.runJob(config).requireExitCode(0);
    try {
      List<ContainerProcess> processes = zooKeeper.processes(config);
      assertThat(processes).hasSizeGreaterThan(1);
      for (ContainerProcess process : processes) {
        assertThat(Files.readString(Path.of("/proc", "" + process.pid(), "cmdline")))
            .doesNotContain(PASSWORD);
      }
      zooKeeper.keeper("status", name).requireExitCode(0);
      Path anonymous = etc.resolve("anonymous.properties");
      Files.writeString(anonymous, zooKeeper.block("zookeeper.client.secure"));
      String nobody = "keeper.zk.client.config=" + anonymous;
      assertThat(zooKeeper.keeper("tree", name, "--config", nobody).output()).contains("NoAuth");
      assertThat(zooKeeper.runJob(config, "--operation=kill", "--config", nobody).exitCode())
          .isEqualTo(8);
    } finally {
      zooKeeper.runJob(config, "--operation=kill").requireExitCode(0);
    }
    Command.Result missing =
        zooKeeper.runJob(config, "--config", "keeper.zk.client.config=/nowhere");
    assertThat(missing.output()).contains("keeper.zk.client.config=/nowhere");
    assertThat(missing.exitCode()).isEqualTo(BAD_INPUT);
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
