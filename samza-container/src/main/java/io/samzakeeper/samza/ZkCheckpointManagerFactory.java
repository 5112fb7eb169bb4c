package io.samzakeeper.samza;

import org.apache.samza.checkpoint.CheckpointManager;
import org.apache.samza.checkpoint.CheckpointManagerFactory;
import org.apache.samza.config.Config;
import org.apache.samza.config.TaskConfig;
import org.apache.samza.metrics.MetricsRegistry;

/**
 * What the worker sets as {@code task.checkpoint.factory}. Only a worker can use it: the connection
 * and the fence come with its {@link KeeperMetricsRegistry}.
 */
public final class ZkCheckpointManagerFactory implements CheckpointManagerFactory {

  @Override
  public CheckpointManager getCheckpointManager(Config config, MetricsRegistry registry) {
    if (!(registry instanceof KeeperMetricsRegistry keeper)) {
      throw new IllegalStateException(
          TaskConfig.CHECKPOINT_MANAGER_FACTORY
              + " is "
              + getClass().getName()
              + " outside of a worker: leave this key out of the config");
    }
    TaskConfig task = new TaskConfig(config);
    return new ZkCheckpointManager(
        keeper.owned(),
        task.getCheckpointReadVersions(),
        !task.getCheckpointManagerConsumerStopAfterFirstRead());
  }
}
