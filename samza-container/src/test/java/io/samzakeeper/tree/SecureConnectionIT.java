package io.samzakeeper.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.samzakeeper.job.InvalidConfigException;
import io.samzakeeper.tree.ZooKeeperConnection.Access;
import io.samzakeeper.tree.ZooKeeperConnection.Digest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections with TLS and with SASL, to a real server of ZooKeeper that wants them. */
class SecureConnectionIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration SESSION = Duration.ofSeconds(2);

  /** A handshake with a server that has just begun takes a second or two of a busy machine. */
  private static final Duration LONG_SESSION = Duration.ofSeconds(6);

  private static final Digest DIGEST = new Digest("keeper-user", "a secret");

  private static final String JAAS = "java.security.auth.login.config";

  @TempDir Path directory;

  @BeforeEach
  @AfterEach
  void forgetWhoWeAre() {
    System.clearProperty(JAAS);
  }

  @Test
  void commandsAndServicesConnectWithTls() throws Exception {
    try (SecureServer server = new SecureServer(directory);
        CuratorFramework command =
            ZooKeeperConnection.forCommand(
                server.secureAddress(), PATIENCE, access(server.tls(), DIGEST));
        CuratorFramework service =
            ZooKeeperConnection.forService(
                server.secureAddress(), SESSION, access(server.tls(), DIGEST))) {
      command.create().withACL(TreeSecret.only(DIGEST)).forPath("/a", "1".getBytes(UTF_8));
      assertThat(service.getData().forPath("/a")).asString(UTF_8).isEqualTo("1");
      assertThatThrownBy(
              () -> ZooKeeperConnection.forCommand(server.secureAddress(), Duration.ofSeconds(2)))
          .isInstanceOf(TreeException.class)
          .hasMessageStartingWith("ZooKeeper does not answer: ");
    }
  }

  /** Without {@code PatientNettySocket} the client ends the session after 8 s. */
  @Test
  void aSessionWithTlsOutlivesAnOutageThatIsLongerThanItsTimeout() throws Exception {
    try (SecureServer server = new SecureServer(directory);
        CuratorFramework service =
            ZooKeeperConnection.forService(
                server.secureAddress(), LONG_SESSION, access(server.tls()))) {
      service.create().forPath("/a");
      long session = service.getZookeeperClient().getZooKeeper().getSessionId();
      server.kill();
      await("an outage").pollDelay(LONG_SESSION.multipliedBy(3).dividedBy(2)).until(() -> true);
      server.start();
      service.setData().forPath("/a", "2".getBytes(UTF_8));
      assertThat(service.getZookeeperClient().getZooKeeper().getSessionId()).isEqualTo(session);
    }
  }

  @Test
  void aServerThatSaysWithTlsThatItDoesNotServeIsHeard() throws Exception {
    List<Integer> ports = SecureServer.freePorts(4);
    Files.createDirectories(directory.resolve("data"));
    Files.writeString(directory.resolve("data").resolve("myid"), "1");
    ExecutorService threads = Executors.newCachedThreadPool();
    try (SecureServer server =
        new SecureServer(
            directory,
            "server.1=127.0.0.1:%d:%d".formatted(ports.get(0), ports.get(1)),
            "server.2=127.0.0.1:%d:%d".formatted(ports.get(2), ports.get(3)))) {
      ClientSettings settings = settings(server.tls());
      Quorum quorum =
          Quorum.of(server.secureAddress(), "", ClientSettings.tls(settings.forService()))
              .orElseThrow();
      Quorum withoutTls = Quorum.of(server.secureAddress(), "", Optional.empty()).orElseThrow();
      // Where nobody listens yet, that is the same answer, and without TLS, too.
      await().atMost(PATIENCE).until(() -> !withoutTls.isLost(threads));
      await().atMost(PATIENCE).until(() -> quorum.isLost(threads));
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void whoIsKnownBySaslIsLetInAndNobodyElse() throws Exception {
    List<ACL> alices = List.of(new ACL(Perms.ALL, new Id("sasl", "alice")));
    try (SecureServer server = new SecureServer(directory);
        CuratorFramework alice =
            ZooKeeperConnection.forCommand(
                server.address(), PATIENCE, access(server.sasl("alice")));
        CuratorFramework worker =
            ZooKeeperConnection.forService(
                server.address(), SESSION, access(server.sasl("alice"), DIGEST));
        CuratorFramework mallory =
            ZooKeeperConnection.forService(
                server.address(), SESSION, access(server.sasl("mallory")))) {
      alice.create().creatingParentsIfNeeded().withACL(alices).forPath("/jobs/a");
      worker.create().forPath("/jobs/a/b", "1".getBytes(UTF_8));
      assertThat(alice.getACL().forPath("/jobs/a/b")).isEqualTo(alices);
      for (String path : List.of("/jobs/a", "/jobs/a/b")) {
        assertThatThrownBy(() -> mallory.getData().forPath(path))
            .isInstanceOf(KeeperException.NoAuthException.class);
        assertThatThrownBy(() -> mallory.setData().forPath(path))
            .isInstanceOf(KeeperException.NoAuthException.class);
      }
    }
  }

  @Test
  void aFileThatCannotBeUsedIsNamed() throws Exception {
    for (Path file :
        List.of(
            directory.resolve("nothing"),
            Files.writeString(
                directory.resolve("nio"),
                "zookeeper.client.secure=true\nzookeeper.clientCnxnSocket=ClientCnxnSocketNIO\n"))) {
      assertThatThrownBy(() -> settings(file))
          .isInstanceOf(InvalidConfigException.class)
          .hasMessageContainingAll("keeper.zk.client.config", file.toString());
    }
  }

  private static Access access(Path file, Digest... digests) {
    return new Access("/jobs", List.of(digests), settings(file));
  }

  private static ClientSettings settings(Path file) {
    return ClientSettings.of("keeper.zk.client.config", Optional.of(file.toString()));
  }
}
