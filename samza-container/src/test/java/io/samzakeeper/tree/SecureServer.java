package io.samzakeeper.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A ZooKeeper server in a process of its own, as what it does with TLS and SASL is up to its JVM's
 * properties. It knows alice and mallory by SASL (DIGEST-MD5, which needs no KDC), and whoever has
 * the one certificate there is by TLS.
 */
final class SecureServer implements AutoCloseable {
  private static final int TICK_MILLIS = 200;
  private static final String PASSWORD = "changeit-or-not";

  private final Path directory;
  private final int port;
  private final int securePort;
  private final List<String> more;
  private Process process;

  /**
   * Starts it.
   *
   * @param more lines of its configuration
   */
  SecureServer(Path directory, String... more) {
    this.directory = directory;
    this.more = List.of(more);
    try {
      List<Integer> free = freePorts(2);
      this.port = free.get(0);
      this.securePort = free.get(1);
      prepare();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start();
  }

  /** With SASL and without TLS. */
  String address() {
    return "127.0.0.1:" + port;
  }

  /** With TLS. */
  String secureAddress() {
    return "127.0.0.1:" + securePort;
  }

  /** A file for clients that connect with TLS. */
  Path tls() {
    return write(
        "tls.properties",
        List.of(
            "zookeeper.client.secure=true",
            "zookeeper.ssl.keyStore.location=" + directory.resolve("key.p12"),
            "zookeeper.ssl.keyStore.passwordPath=" + directory.resolve("password"),
            "zookeeper.ssl.trustStore.location=" + directory.resolve("trust.p12"),
            "zookeeper.ssl.trustStore.passwordPath=" + directory.resolve("password")));
  }

  /** A file for clients that say who they are, by a section of the one JAAS file of a JVM. */
  Path sasl(String user) {
    return write(
        user + ".properties",
        List.of(
            "java.security.auth.login.config=" + directory.resolve("jaas.conf"),
            "zookeeper.sasl.clientconfig=" + user,
            // ZooKeeper 3.9 has no DIGEST-MD5 otherwise.
            "zookeeper.fips-mode=false"));
  }

  void start() {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-Dzookeeper.fips-mode=false",
            "-Djava.security.auth.login.config=" + directory.resolve("jaas.conf"),
            "-cp",
            System.getProperty("java.class.path"),
            "org.apache.zookeeper.server.quorum.QuorumPeerMain",
            directory.resolve("zoo.cfg").toString());
    builder.redirectErrorStream(true).redirectOutput(directory.resolve("log").toFile());
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void kill() {
    process.destroyForcibly();
    try {
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
  }

  private void prepare() throws IOException {
    write("password", List.of(PASSWORD));
    keytool(
        "-genkeypair",
        "-keystore",
        "key.p12",
        "-keyalg",
        "EC",
        "-dname",
        "CN=keeper",
        "-ext",
        "SAN=ip:127.0.0.1,dns:localhost",
        "-validity",
        "10");
    keytool("-exportcert", "-keystore", "key.p12", "-file", "certificate");
    keytool("-importcert", "-keystore", "trust.p12", "-file", "certificate", "-noprompt");
    write(
        "jaas.conf",
        List.of(
            "Server { org.apache.zookeeper.server.auth.DigestLoginModule required",
            "  user_alice=\"of alice\" user_mallory=\"of mallory\"; };",
            "alice { org.apache.zookeeper.server.auth.DigestLoginModule required",
            "  username=\"alice\" password=\"of alice\"; };",
            "mallory { org.apache.zookeeper.server.auth.DigestLoginModule required",
            "  username=\"mallory\" password=\"of mallory\"; };"));
    List<String> settings =
        new ArrayList<>(
            List.of(
                "tickTime=" + TICK_MILLIS,
                "maxSessionTimeout=40000",
                "initLimit=10",
                "syncLimit=5",
                "dataDir=" + Files.createDirectories(directory.resolve("data")),
                "clientPort=" + port,
                "clientPortAddress=127.0.0.1",
                "secureClientPort=" + securePort,
                "secureClientPortAddress=127.0.0.1",
                "serverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory",
                "authProvider.sasl=org.apache.zookeeper.server.auth.SASLAuthenticationProvider",
                "ssl.keyStore.location=" + directory.resolve("key.p12"),
                "ssl.keyStore.passwordPath=" + directory.resolve("password"),
                "ssl.trustStore.location=" + directory.resolve("trust.p12"),
                "ssl.trustStore.passwordPath=" + directory.resolve("password"),
                "admin.enableServer=false"));
    settings.addAll(more);
    write("zoo.cfg", settings);
  }

  /** All at once, so that they differ. */
  static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        sockets.add(socket);
        ports.add(socket.getLocalPort());
      }
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
    return ports;
  }

  private Path write(String name, List<String> lines) {
    try {
      return Files.write(directory.resolve(name), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void keytool(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-alias", "keeper", "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass:file", "password"));
    Path output = directory.resolve("keytool");
    Process tool =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(tool.waitFor()).as(Files.readString(output)).isZero();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
