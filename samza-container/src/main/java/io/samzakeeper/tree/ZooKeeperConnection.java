package io.samzakeeper.tree;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.AuthInfo;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.state.ConnectionStateErrorPolicy;
import org.apache.curator.framework.state.SessionConnectionStateErrorPolicy;
import org.apache.curator.retry.RetryForever;
import org.apache.curator.retry.RetryNTimes;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.server.auth.DigestAuthenticationProvider;

/** Opens clients of the ensemble, each kind of process with the retries that it needs. */
public final class ZooKeeperConnection {
  /** Config key of the ensemble's address. */
  public static final String CONNECT_KEY = "keeper.zk.connect";

  private static final int RETRY_PAUSE_MILLIS = 100;

  /** How long a command waits for a connection before it asks the servers why there is none. */
  private static final int QUESTION_MILLIS = 1_000;

  /** So often in a row they say that they are down: an election of their leader is no outage. */
  private static final int TIMES_DOWN = 3;

  private ZooKeeperConnection() {}

  /**
   * For a process that lives long: connection loss is retried for as long as the session lives, so
   * a blip is a pause. Curator says {@code LOST} only when the ensemble has said so; what else is
   * to be taken for a loss, a {@link SessionGuard} says.
   */
  public static CuratorFramework forService(String connect, Duration sessionTimeout) {
    return start(service(connect, sessionTimeout, ClientSettings.NONE));
  }

  /** The same for a process that is known to the ensemble. */
  public static CuratorFramework forService(
      String connect, Duration sessionTimeout, Access access) {
    return start(
        service(connect, sessionTimeout, access.settings()),
        new InheritedAcl(access.root(), true),
        access.digests());
  }

  private static CuratorFrameworkFactory.Builder service(
      String connect, Duration session, ClientSettings settings) {
    ZKClientConfig config = settings.forService();
    return builder(connect, session)
        .retryPolicy(new RetryForever(RETRY_PAUSE_MILLIS))
        .zookeeperFactory(
            (servers, millis, watcher, canBeReadOnly) ->
                new ServiceHandle(servers, millis, watcher, canBeReadOnly, config));
  }

  /**
   * How a process is known to an ensemble, and what it may do there. What it makes in a job's tree
   * has the ACL of that job's znode.
   *
   * @param root below which all jobs are
   * @param digests what they protect, only their like can read
   */
  public record Access(String root, List<Digest> digests, ClientSettings settings) {}

  /** The session timeout that the ensemble granted at the last connection. */
  public static Duration grantedSession(CuratorFramework client) {
    try {
      ZooKeeper handle = client.getZookeeperClient().getZooKeeper();
      return Duration.ofMillis(
          handle instanceof ServiceHandle service ? service.granted() : handle.getSessionTimeout());
    } catch (Exception e) {
      throw TreeException.of("learn the session's timeout", e);
    }
  }

  /**
   * Neither ZooKeeper's client nor Curator shall end a session that has no connection: the first
   * gets a socket that does not, the second injects the end after the timeout that the handle says.
   */
  @SuppressWarnings("try") // of ZooKeeper's own close
  private static final class ServiceHandle extends ZooKeeper {
    private static final int NEVER = (int) Duration.ofDays(20).toMillis();

    ServiceHandle(
        String connect,
        int sessionMillis,
        Watcher watcher,
        boolean canBeReadOnly,
        ZKClientConfig config)
        throws IOException {
      super(connect, sessionMillis, watcher, canBeReadOnly, config);
    }

    @Override
    public int getSessionTimeout() {
      return NEVER;
    }

    int granted() {
      return super.getSessionTimeout();
    }
  }

  /** User and password of ZooKeeper's digest scheme. It does not print the password. */
  public record Digest(String user, String password) {
    /** As it is in ACLs. */
    public String id() {
      try {
        return DigestAuthenticationProvider.generateDigest(user + ":" + password);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has what ZooKeeper uses", e);
      }
    }

    private AuthInfo authorization() {
      return new AuthInfo("digest", (user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
      return user;
    }
  }

  /**
   * For a command: it must end soon, with a word on why.
   *
   * @throws TreeException when nobody answers at that address within the patience, or, sooner, when
   *     all servers are down or without a quorum; says which of them are how
   */
  public static CuratorFramework forCommand(String connect, Duration patience) {
    return connected(
        connect,
        patience,
        ClientSettings.NONE,
        start(command(connect, patience, ClientSettings.NONE)));
  }

  /** The same for a process that is known to the ensemble. */
  public static CuratorFramework forCommand(String connect, Duration patience, Access access) {
    return connected(
        connect,
        patience,
        access.settings(),
        start(
            command(connect, patience, access.settings()),
            new InheritedAcl(access.root(), false),
            access.digests()));
  }

  private static CuratorFrameworkFactory.Builder command(
      String connect, Duration patience, ClientSettings settings) {
    return builder(connect, Duration.ofSeconds(10))
        .zkClientConfig(settings.forCommand())
        .connectionTimeoutMs((int) patience.toMillis())
        .retryPolicy(new RetryNTimes(3, RETRY_PAUSE_MILLIS));
  }

  private static CuratorFramework connected(
      String connect, Duration patience, ClientSettings settings, CuratorFramework client) {
    long begun = System.nanoTime();
    try {
      EnsembleReport report;
      int timesDown = 0;
      do {
        if (client.blockUntilConnected(QUESTION_MILLIS, TimeUnit.MILLISECONDS)) {
          return client;
        }
        report = EnsembleReport.ask(connect, settings.tlsOfCommands());
        timesDown = report.isDown() ? timesDown + 1 : 0;
      } while (timesDown < TIMES_DOWN && System.nanoTime() - begun < patience.toNanos());
      client.close();
      throw new TreeException(
          report + "; " + CONNECT_KEY + "=" + connect + " was tried for " + seconds(begun) + " s",
          null);
    } catch (InterruptedException e) {
      client.close();
      throw TreeException.of("connect to ZooKeeper at " + connect, e);
    }
  }

  private static long seconds(long begunNanos) {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begunNanos);
  }

  /** Sessions decide, not connections: a connection lost for less than the session is a pause. */
  private static CuratorFrameworkFactory.Builder builder(String connect, Duration session) {
    ConnectionStateErrorPolicy policy = new SessionConnectionStateErrorPolicy();
    return CuratorFrameworkFactory.builder()
        .connectString(connect)
        .sessionTimeoutMs((int) session.toMillis())
        .connectionTimeoutMs((int) Math.min(session.toMillis(), 5000))
        .simulatedSessionExpirationPercent(100)
        .connectionStateErrorPolicy(policy);
  }

  private static CuratorFramework start(
      CuratorFrameworkFactory.Builder builder, InheritedAcl acl, List<Digest> digests) {
    CuratorFramework client =
        builder
            .authorization(digests.stream().map(Digest::authorization).toList())
            .aclProvider(acl)
            .build();
    acl.readWith(client);
    client.start();
    return client;
  }

  private static CuratorFramework start(CuratorFrameworkFactory.Builder builder) {
    CuratorFramework client = builder.build();
    client.start();
    return client;
  }
}
