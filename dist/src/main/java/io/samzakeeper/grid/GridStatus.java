package io.samzakeeper.grid;

import java.util.List;

/**
 * What {@code bin/grid status --json} prints.
 *
 * @param up whether every daemon is
 * @param dataDirectory the grid's one directory
 * @param hadoopConfDir {@code HADOOP_CONF_DIR} for clients
 * @param zooKeeper connect string
 * @param kafka bootstrap servers
 * @param resourceManagerUi address of its pages
 * @param stagingDirectory where submissions put files, {@code keeper.staging.dir} in core-site.xml
 */
public record GridStatus(
    boolean up,
    String dataDirectory,
    String hadoopConfDir,
    String zooKeeper,
    String kafka,
    String resourceManagerUi,
    String stagingDirectory,
    int portOffset,
    List<Daemon> daemons,
    List<ContainerProcess> containers) {

  /** UP: serves. STARTING: runs and does not serve yet. PAUSED: stopped by a signal. */
  public enum State {
    UP,
    STARTING,
    PAUSED,
    DOWN
  }

  /**
   * One daemon.
   *
   * @param pid 0 if it is down
   * @param memoryMb resident
   */
  public record Daemon(
      String name,
      DaemonKind kind,
      String address,
      State state,
      long pid,
      long memoryMb,
      String log) {}
}
