package io.samzakeeper.client;

import io.samzakeeper.job.InvalidConfigException;
import io.samzakeeper.job.JobConfig;
import io.samzakeeper.tree.ZooKeeperConnection;
import java.time.Duration;
import org.apache.curator.framework.CuratorFramework;

/** The ensemble that a config names, as a command needs it: now, or a word on why not. */
final class ZooKeeperOfCommands {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private ZooKeeperOfCommands() {}

  static CuratorFramework connect(JobConfig config) {
    String address = config.zkConnect();
    try {
      return ZooKeeperConnection.forCommand(address, PATIENCE);
    } catch (InvalidConfigException e) {
      // The address may be right and the ensemble down: not the input's fault for sure.
      throw new ClientException(ClientExit.UNREACHABLE, e.getMessage(), e);
    }
  }
}
