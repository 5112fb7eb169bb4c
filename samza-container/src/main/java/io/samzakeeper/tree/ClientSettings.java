package io.samzakeeper.tree;

import io.samzakeeper.job.InvalidConfigException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;
import javax.security.auth.login.Configuration;
import org.apache.zookeeper.PatientClientSocket;
import org.apache.zookeeper.PatientNettySocket;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.ClientX509Util;
import org.apache.zookeeper.common.ConfigException;
import org.apache.zookeeper.common.X509Exception.SSLContextException;
import org.apache.zookeeper.common.ZKConfig;

/**
 * How this process connects to ZooKeeper, in the words of ZooKeeper's own client: with TLS, with
 * SASL. They are in a file that each host has at the same place, so that passwords are in no
 * command line, in no environment and not in the job's tree. What the file does not say, system
 * properties may.
 */
public final class ClientSettings {
  /** Without a file. */
  public static final ClientSettings NONE = new ClientSettings(Optional.empty());

  /** Names the file in the environment of candidates and workers. */
  public static final String VARIABLE = "KEEPER_ZK_CLIENT_CONFIG";

  /** What Java itself reads, from system properties only: where the JAAS file is, for instance. */
  private static final String JAVAS = "java.security.";

  /**
   * ZooKeeper's client gives its connection up over a larger one, and one request may read many
   * znodes. Of one znode's value the usual limit holds.
   */
  private static final int MAX_ANSWER_BYTES = 64 << 20;

  private static final String NIO = "ClientCnxnSocketNIO";
  private static final String NETTY = "ClientCnxnSocketNetty";

  private final Optional<Path> file;

  private ClientSettings(Optional<Path> file) {
    this.file = file;
  }

  /**
   * Reads the file. What in it is for Java itself becomes system properties, where they are not
   * set.
   *
   * @param key that names the file, for messages
   * @throws InvalidConfigException when it cannot be used
   */
  public static ClientSettings of(String key, Optional<String> file) {
    if (file.isEmpty()) {
      return NONE;
    }
    Path path = Path.of(file.get());
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidConfigException(
          key,
          file.get(),
          "a file on this host with properties of ZooKeeper's client (" + e + ")",
          e);
    }
    ClientSettings settings = new ClientSettings(Optional.of(path));
    try {
      tellJava(properties);
      settings.forCommand();
    } catch (InvalidConfigException | SecurityException e) {
      throw new InvalidConfigException(key, file.get(), e.getMessage(), e);
    }
    return settings;
  }

  private static void tellJava(Properties properties) {
    boolean told = false;
    for (String name : properties.stringPropertyNames()) {
      if (name.startsWith(JAVAS) && System.getProperty(name) == null) {
        System.setProperty(name, properties.getProperty(name).strip());
        told = true;
      }
    }
    if (told) {
      // Whoever has asked for a login before has been told that there is none, and Java remembers.
      Configuration.getConfiguration().refresh();
    }
  }

  /** For a connection that may end by itself. */
  ZKClientConfig forCommand() {
    return withSocket(NIO, NETTY);
  }

  /** For one that leaves it to the ensemble to end its session. */
  ZKClientConfig forService() {
    return withSocket(PatientClientSocket.class.getName(), PatientNettySocket.class.getName());
  }

  /** One that is neither of ZooKeeper's two stays. */
  private ZKClientConfig withSocket(String nio, String netty) {
    ZKClientConfig config = read();
    if (config.getProperty(ZKConfig.JUTE_MAXBUFFER) == null) {
      config.setProperty(ZKConfig.JUTE_MAXBUFFER, Integer.toString(MAX_ANSWER_BYTES));
    }
    String key = ZKClientConfig.ZOOKEEPER_CLIENT_CNXN_SOCKET;
    String wanted = config.getProperty(key);
    boolean isSecure = config.getBoolean(ZKClientConfig.SECURE_CLIENT);
    if (isSecure && wanted != null && wanted.endsWith(NIO)) {
      throw new InvalidConfigException(key, wanted, "for TLS " + NETTY + ", or no such property");
    }
    if (wanted == null ? isSecure : wanted.endsWith(NETTY)) {
      config.setProperty(key, netty);
    } else if (wanted == null || wanted.endsWith(NIO)) {
      config.setProperty(key, nio);
    }
    return config;
  }

  /** For a connection of our own beside the client's, where that has TLS. */
  static Optional<SSLSocketFactory> tls(ZKClientConfig config) throws SSLContextException {
    if (!config.getBoolean(ZKClientConfig.SECURE_CLIENT)) {
      return Optional.empty();
    }
    try (ClientX509Util util = new ClientX509Util()) {
      return Optional.of(util.createSSLContext(config).getSocketFactory());
    }
  }

  /** The same for a command that knows no ensemble yet. */
  Optional<SSLSocketFactory> tlsOfCommands() {
    try {
      return tls(forCommand());
    } catch (SSLContextException e) {
      throw new TreeException("cannot ask the servers with TLS: " + e.getMessage(), e);
    }
  }

  private ZKClientConfig read() {
    try {
      return file.isEmpty() ? new ZKClientConfig() : new ZKClientConfig(file.get());
    } catch (ConfigException e) {
      throw new InvalidConfigException(
          "the client's settings", file.get().toString(), "a readable file", e);
    }
  }
}
