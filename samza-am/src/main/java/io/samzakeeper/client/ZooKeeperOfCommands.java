package io.samzakeeper.client;

import io.samzakeeper.job.InvalidConfigException;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.tree.TreeException;
import io.samzakeeper.tree.ZooKeeperConnection;
import java.time.Duration;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.utils.ZKPaths;

/** The ensemble that a config names, as a command needs it: now, or a word on why not. */
final class ZooKeeperOfCommands {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private ZooKeeperOfCommands() {}

  /**
   * @throws InvalidConfigException when the address ends in a chroot that is not there
   */
  static CuratorFramework connect(JobConfig config) {
    CuratorFramework client = connect(config.zkConnect());
    try {
      requireRoot(client, config);
      return client;
    } catch (RuntimeException e) {
      client.close();
      throw e;
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
    CuratorFramework client = connect(config.zkConnect());
    try {
      if (!isThere(client)) {
        makeChroot(config.zkConnect());
      }
      return client;
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  private static boolean isThere(CuratorFramework client) {
    try {
      return client.checkExists().forPath("/") != null;
    } catch (Exception e) {
      throw TreeException.of("read /", e);
    }
  }

  private static void makeChroot(String address) {
    String chroot = chroot(address);
    try (CuratorFramework whole = connect(address.substring(0, address.indexOf('/')))) {
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

  private static CuratorFramework connect(String address) {
    try {
      return ZooKeeperConnection.forCommand(address, PATIENCE);
    } catch (InvalidConfigException e) {
      // The address may be right and the ensemble down: not the input's fault for sure.
      throw new ClientException(ClientExit.UNREACHABLE, e.getMessage(), e);
    }
  }
}
