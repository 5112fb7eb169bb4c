package io.samzakeeper.client;

import io.samzakeeper.job.LogLevels;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeException;
import io.samzakeeper.tree.Versioned;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;

/** The levels of loggers that a job's tree has; its processes follow them. */
final class LogLevelChange {
  private final JobTree tree;

  LogLevelChange(JobTree tree) {
    this.tree = tree;
  }

  LogLevels current() {
    return read().map(Versioned::value).orElse(LogLevels.NONE);
  }

  /**
   * Durable on return; somebody else's change meanwhile is kept.
   *
   * @return what holds then
   */
  LogLevels change(UnaryOperator<LogLevels> change) {
    while (true) {
      Optional<Versioned<LogLevels>> before = read();
      LogLevels after = change.apply(before.map(Versioned::value).orElse(LogLevels.NONE));
      if (wrote(before, after)) {
        return after;
      }
    }
  }

  /** False where another one was quicker. */
  private boolean wrote(Optional<Versioned<LogLevels>> before, LogLevels after) {
    try {
      write(before, after);
      return true;
    } catch (KeeperException.BadVersionException
        | KeeperException.NodeExistsException
        | KeeperException.NoNodeException e) {
      return false;
    } catch (Exception e) {
      throw TreeException.of("write " + path(), e);
    }
  }

  private void write(Optional<Versioned<LogLevels>> before, LogLevels after) throws Exception {
    CuratorFramework client = tree.client();
    byte[] data = Znodes.encode(after);
    if (before.isEmpty()) {
      client.create().forPath(path(), data);
    } else {
      client.setData().withVersion(before.get().version()).forPath(path(), data);
    }
  }

  private Optional<Versioned<LogLevels>> read() {
    return tree.read(path(), LogLevels.class);
  }

  private String path() {
    return tree.paths().logLevels();
  }
}
