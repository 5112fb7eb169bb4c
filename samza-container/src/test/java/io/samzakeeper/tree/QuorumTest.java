package io.samzakeeper.tree;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers are sockets that answer {@code srvr} as ZooKeeper 3.9 does, or do not answer. */
class QuorumTest {
  private static final String SERVES = "Zookeeper version: 3.9.5\nMode: follower\n";
  private static final String DOES_NOT_SERVE =
      "This ZooKeeper instance is not currently serving requests\n";
  private static final String NOT_ALLOWED =
      "srvr is not executed because it is not in the whitelist.\n";
  private static final String SILENT = "";
  private static final String REFUSES = "refuses";

  private static final String THREE =
      """
      server.1=zk1:2888:3888:participant
      server.2=zk2:2888:3888:participant
      server.3=zk3:2888:3888:participant
      version=0""";
  private static final String STANDALONE = "";

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() throws Exception {
    threads.shutdownNow();
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @Test
  void aStandaloneServerThatIsDownIsTheWholeEnsemble() throws Exception {
    assertThat(isLost(STANDALONE, REFUSES)).isTrue();
    assertThat(isLost(STANDALONE, DOES_NOT_SERVE)).isTrue();
    assertThat(isLost(STANDALONE, SERVES)).isFalse();
    assertThat(isLost(STANDALONE, SILENT)).isFalse();
  }

  @Test
  void twoOfThreeThatDoNotServeLeaveNoMajority() throws Exception {
    assertThat(isLost(THREE, REFUSES, DOES_NOT_SERVE, SILENT)).isTrue();
    assertThat(isLost(THREE, DOES_NOT_SERVE, DOES_NOT_SERVE, DOES_NOT_SERVE)).isTrue();
    assertThat(isLost(THREE, REFUSES, REFUSES, REFUSES)).isTrue();
  }

  /** We may be the ones who are cut off. */
  @Test
  void whoIsSilentMayServeOthers() throws Exception {
    assertThat(isLost(THREE, SILENT, SILENT, REFUSES)).isFalse();
    assertThat(isLost(THREE, SILENT, SILENT, SILENT)).isFalse();
    assertThat(isLost(THREE, NOT_ALLOWED, NOT_ALLOWED, DOES_NOT_SERVE)).isFalse();
  }

  @Test
  void whereOneServesThereIsAQuorum() throws Exception {
    assertThat(isLost(THREE, REFUSES, DOES_NOT_SERVE, SERVES)).isFalse();
  }

  /** The string may name one server of three: that it is down says nothing. */
  @Test
  void serversThatTheStringDoesNotNameCount() throws Exception {
    assertThat(isLost(THREE, REFUSES)).isFalse();
    assertThat(isLost(THREE, REFUSES, REFUSES)).isTrue();
  }

  @Test
  void oneServerNamedTwiceIsOne() throws Exception {
    String server = server(REFUSES);
    Quorum quorum =
        Quorum.of(server + "," + server + "/chroot", THREE, Optional.empty()).orElseThrow();
    assertThat(quorum.isLost(threads)).isFalse();
  }

  @Test
  void whereCountingIsNotEnoughNothingIsSaid() {
    for (String more : List.of("server.4=zk4:2888:3888:observer", "group.1=1:2:3", "weight.1=2")) {
      assertThat(Quorum.of("zk1:2181", THREE + "\n" + more, Optional.empty())).isEmpty();
    }
  }

  @Test
  void whoCannotBeReachedIsToldHowEachServerIs() throws Exception {
    String down = server(REFUSES);
    String alone = server(DOES_NOT_SERVE);
    EnsembleReport report = EnsembleReport.ask(down + "," + alone + "/chroot", Optional.empty());
    assertThat(report.isDown()).isTrue();
    assertThat(report)
        .hasToString(
            "ZooKeeper has no quorum: "
                + down
                + " refuses connections, "
                + alone
                + " is up and belongs to no quorum");
    assertThat(EnsembleReport.ask(down, Optional.empty()))
        .hasToString("ZooKeeper does not answer: " + down + " refuses connections");
  }

  /** It may answer in a moment. */
  @Test
  void whoMayServeIsWaitedFor() throws Exception {
    for (String answer : List.of(SERVES, SILENT, NOT_ALLOWED)) {
      String servers = server(REFUSES) + "," + server(answer);
      assertThat(EnsembleReport.ask(servers, Optional.empty()).isDown()).as(answer).isFalse();
    }
  }

  private boolean isLost(String config, String... answers) throws Exception {
    List<String> servers = new ArrayList<>();
    for (String answer : answers) {
      servers.add(server(answer));
    }
    return Quorum.of(String.join(",", servers), config, Optional.empty())
        .orElseThrow()
        .isLost(threads);
  }

  private String server(String answer) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    ServerSocket socket = new ServerSocket(0, 50, loopback);
    String address = loopback.getHostAddress() + ":" + socket.getLocalPort();
    if (answer.equals(REFUSES)) {
      socket.close();
    } else {
      open.add(socket);
      threads.execute(() -> serve(socket, answer));
    }
    return address;
  }

  private void serve(ServerSocket server, String answer) {
    try {
      while (true) {
        Socket client = server.accept();
        open.add(client);
        if (!answer.equals(SILENT)) {
          client.getInputStream().readNBytes(4);
          client.getOutputStream().write(answer.getBytes(US_ASCII));
          client.close();
        }
      }
    } catch (SocketException e) {
      open.remove(server); // closed: the test is over
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
