package io.samzakeeper.e2e;

import io.samzakeeper.grid.GridOptions;

/** A grid with an ensemble of three, for measurements in other packages. */
public final class LargeJobGrid implements AutoCloseable {
  private final Cluster cluster =
      Cluster.start(BuildOutput.work().resolve("large-job"), GridOptions.DEFAULT.withZooKeepers(3));

  public String zooKeeper() {
    return cluster.grid().zooKeeperConnect();
  }

  @Override
  public void close() {
    cluster.close();
  }
}
