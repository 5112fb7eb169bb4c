package io.samzakeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.samzakeeper.e2e.ContainerProcess.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kerby.kerberos.kerb.KrbException;
import org.apache.kerby.kerberos.kerb.server.SimpleKdcServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Row 42 with Kerberos as {@code docs/zookeeper.md} has it: a KDC, a server of ZooKeeper with a
 * keytab, and a job whose commands, AMs and workers log in with another.
 */
@Tag("long")
@ExtendWith(ClusterExtension.class)
class KerberosIT {
  private static final String REALM = "EXAMPLE.COM";
  private static final String SERVER = "zookeeper/localhost";
  private static final String ALICE = "alice/host1";
  private static final String MALLORY = "mallory/host1";
  private static final int REFUSED = 8;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Cluster cluster;
  private final String name;
  private final Path etc;
  private final SecureZooKeeper zooKeeper;
  private SimpleKdcServer kdc;

  KerberosIT(Cluster cluster) throws IOException {
    this.cluster = cluster;
    this.name = cluster.uniqueName("kerberos");
    this.etc = cluster.directory(name);
    this.zooKeeper =
        new SecureZooKeeper(
            cluster,
            etc,
            "-Djava.security.auth.login.config="
                + etc.resolve("jaas-server.conf")
                + " -Djava.security.krb5.conf="
                + etc.resolve("krb5.conf"));
  }

  @BeforeEach
  void startServers() throws IOException, KrbException {
    kdc = new SimpleKdcServer();
    kdc.setWorkDir(etc.toFile());
    kdc.setKdcRealm(REALM);
    kdc.setKdcHost("localhost");
    kdc.setAllowUdp(false);
    kdc.init();
    kdc.start();
    keytab("zookeeper.keytab", SERVER);
    keytab("alice.keytab", ALICE);
    keytab("mallory.keytab", MALLORY);
    Files.writeString(
        etc.resolve("jaas-server.conf"),
        zooKeeper.block("Server {").replace("zookeeper/zk1", SERVER));
    Path alices = client("alice");
    client("mallory");
    zooKeeper.start(
        zooKeeper.block("kerberos.removeHostFromPrincipal"),
        "keeper.zk.connect="
            + zooKeeper.address()
            + "\nkeeper.zk.client.config="
            + alices
            + "\nkeeper.zk.acl=sasl\n");
  }

  private void keytab(String file, String principal) throws KrbException {
    kdc.createAndExportPrincipals(etc.resolve(file).toFile(), principal);
  }

  /** The files of one user; the page has alice's. */
  private Path client(String user) throws IOException {
    String jaas = zooKeeper.block("Client {");
    String settings = zooKeeper.block("java.security.auth.login.config=/etc/keeper/jaas-alice");
    Files.writeString(etc.resolve("jaas-" + user + ".conf"), jaas.replace("alice", user));
    return Files.writeString(
        etc.resolve(user + ".properties"),
        settings.replace("jaas-alice", "jaas-" + user)
            + "java.security.krb5.conf="
            + etc.resolve("krb5.conf")
            + "\nzookeeper.server.principal="
            + SERVER
            + "@"
            + REALM
            + "\n");
  }

  @AfterEach
  void stopServers() throws KrbException {
    zooKeeper.close();
    kdc.stop();
  }

  @Test
  void aJobIsItsUsersByKerberosAndNobodyElseReadsOrEndsIt() throws IOException {
    Path config =
        EchoJob.config(cluster, name, 2, 1)
            .without("keeper.zk.connect")
            .writeTo(etc.resolve("job.properties"));
    zooKeeper.runJob(config).requireExitCode(0);
    try {
      Command.Result status = zooKeeper.keeper("status", name).requireExitCode(0);
      assertThat(status.output()).contains("epoch 1");
      assertThat(zooKeeper.keeper("tree", name).requireExitCode(0).output())
          .contains("assignments");

      zooKeeper.processes(config).stream()
          .filter(process -> process.kind() == Kind.CANDIDATE)
          .forEach(ContainerProcess::kill);
      await("the next leader, who has logged in")
          .atMost(PATIENCE)
          .until(() -> zooKeeper.keeper("status", name).output().contains("epoch 2"));

      for (String stranger :
          new String[] {etc.resolve("mallory.properties").toString(), nobody().toString()}) {
        String other = "keeper.zk.client.config=" + stranger;
        assertThat(zooKeeper.keeper("tree", name, "--config", other).output()).contains("NoAuth");
        assertThat(zooKeeper.runJob(config, "--operation=kill", "--config", other).exitCode())
            .isEqualTo(REFUSED);
      }
    } finally {
      zooKeeper.runJob(config, "--operation=kill").requireExitCode(0);
    }
  }

  /** Who connects without a name. */
  private Path nobody() throws IOException {
    return Files.writeString(etc.resolve("nobody.properties"), "zookeeper.sasl.client=false\n");
  }
}
