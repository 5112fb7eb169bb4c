package io.samzakeeper.client;

import io.samzakeeper.job.ConfigKey;
import io.samzakeeper.job.InvalidConfigException;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.tree.ClientSettings;
import io.samzakeeper.tree.TreeException;
import io.samzakeeper.tree.ZooKeeperConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.utils.ZKPaths;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.zookeeper.KeeperException;

/** The ensemble that a config names, as a command needs it: now, or a word on why not. */
final class ZooKeeperOfCommands {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private ZooKeeperOfCommands() {}

  /**
   * @throws InvalidConfigException when the address ends in a chroot that is not there
   */
  static CuratorFramework connect(JobConfig config) {
    return connect(config, new YarnConfiguration());
  }

  /**
   * The same, where there is a configuration of the cluster already: to read one takes a while.
   *
   * @param hadoop says where the user's secret is
   */
  static CuratorFramework connect(JobConfig config, Configuration hadoop) {
    return withSecretWhereNeeded(config, hadoop, client -> requireRoot(client, config));
  }

  private static CuratorFramework withSecretWhereNeeded(
      JobConfig config, Configuration hadoop, Consumer<CuratorFramework> first) {
    CuratorFramework client = connectAs(List.of(), config);
    try {
      first.accept(client);
      if (!isClosedToUs(client, config)) {
        return client;
      }
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
    client.close();
    return connectAs(secret(config, hadoop).stream().toList(), config);
  }

  /**
   * Whether there is a tree that is not everybody's. Only then the user's secret is of use: to read
   * it takes longer than the rest of most commands.
   */
  private static boolean isClosedToUs(CuratorFramework client, JobConfig config) {
    String root = config.zkRoot();
    try {
      List<String> trees =
          client.getChildren().forPath(root).stream()
              .map(tree -> ZKPaths.makePath(root, tree))
              .toList();
      return !new TreeWalk(client).mayReadAll(trees);
    } catch (KeeperException.NoNodeException e) {
      return false;
    } catch (TreeException e) {
      throw e;
    } catch (Exception e) {
      throw TreeException.of("list " + root, e);
    }
  }

  private static void requireRoot(CuratorFramework client, JobConfig config) {
    if (isThere(client)) {
      return;
    }
    throw new InvalidConfigException(
        ZooKeeperConnection.CONNECT_KEY,
        config.zkConnect(),
        "a chroot that is there; that ensemble has no "
            + chroot(config.zkConnect())
            + ", and so no jobs in it");
  }

  /** For a submission: a chroot that is not there is made. */
  static CuratorFramework connectToSubmit(JobConfig config) {
    return switch (config.zkAcl()) {
      case DIGEST -> {
        CuratorFramework client = connectAs(List.of(makeSecret(config)), config);
        try {
          makeRoot(client, config);
          yield client;
        } catch (RuntimeException e) {
          client.close();
          throw e;
        }
      }
      // What an earlier submission has protected has to be opened.
      case SASL, OPEN ->
          withSecretWhereNeeded(
              config, new YarnConfiguration(), client -> makeRoot(client, config));
    };
  }

  private static void makeRoot(CuratorFramework client, JobConfig config) {
    if (!isThere(client)) {
      makeChroot(config);
    }
  }

  private static ZooKeeperConnection.Digest makeSecret(JobConfig config) {
    try {
      return UserSecret.of(config, new YarnConfiguration()).make();
    } catch (IOException e) {
      throw new ClientException(
          ClientExit.UNREACHABLE,
          "could not write the secret to the staging directory: " + e.getMessage(),
          e);
    }
  }

  private static boolean isThere(CuratorFramework client) {
    try {
      return client.checkExists().forPath("/") != null;
    } catch (Exception e) {
      throw TreeException.of("read /", e);
    }
  }

  private static void makeChroot(JobConfig config) {
    String address = config.zkConnect();
    String chroot = chroot(address);
    String servers = address.substring(0, address.indexOf('/'));
    ZooKeeperConnection.Access access = access(List.of(), config);
    try (CuratorFramework whole = reached(servers, access)) {
      ZKPaths.mkdirs(whole.getZookeeperClient().getZooKeeper(), chroot);
    } catch (ClientException e) {
      throw e;
    } catch (Exception e) {
      throw TreeException.of("make " + chroot, e);
    }
  }

  private static String chroot(String address) {
    return address.substring(address.indexOf('/'));
  }

  private static CuratorFramework connectAs(
      List<ZooKeeperConnection.Digest> identity, JobConfig config) {
    return reached(config.zkConnect(), access(identity, config));
  }

  private static ZooKeeperConnection.Access access(
      List<ZooKeeperConnection.Digest> identity, JobConfig config) {
    return new ZooKeeperConnection.Access(
        config.zkRoot(),
        identity,
        ClientSettings.of(ConfigKey.ZK_CLIENT_CONFIG.key(), config.zkClientConfig()));
  }

  /** Where there is one: it opens the trees of the user's jobs. */
  private static Optional<ZooKeeperConnection.Digest> secret(
      JobConfig config, Configuration hadoop) {
    try {
      return UserSecret.of(config, hadoop).find();
    } catch (IOException e) {
      throw new ClientException(
          ClientExit.UNREACHABLE, "could not read the staging directory: " + e.getMessage(), e);
    }
  }

  private static CuratorFramework reached(String address, ZooKeeperConnection.Access access) {
    try {
      return ZooKeeperConnection.forCommand(address, PATIENCE, access);
    } catch (InvalidConfigException e) {
      // The address may be right and the ensemble down: not the input's fault for sure.
      throw new ClientException(ClientExit.UNREACHABLE, e.getMessage(), e);
    }
  }
}
