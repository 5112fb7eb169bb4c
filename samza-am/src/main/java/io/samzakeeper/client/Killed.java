package io.samzakeeper.client;

import io.samzakeeper.job.Application;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.TreeException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.KeeperException;

/** Waits for the end of an application that was killed, and writes it into the job's tree. */
final class Killed {
  private static final long LOOK_AGAIN_MILLIS = 200;

  private final Cluster cluster;
  private final JobTree tree;

  Killed(Cluster cluster, JobTree tree) {
    this.cluster = cluster;
    this.tree = tree;
  }

  void await(String applicationId, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    // YARN tells nobody: it has to be asked.
    while (cluster.report(applicationId).filter(YarnCluster::isActive).isPresent()) {
      if (System.nanoTime() > deadline) {
        throw new ClientException(
            ClientExit.UNREACHABLE,
            applicationId + " has not ended within " + patience.toSeconds() + " s of its kill");
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
    }
    record(applicationId);
  }

  private void record(String applicationId) {
    var current = tree.application();
    if (current.isEmpty()
        || !current.get().value().applicationId().equals(applicationId)
        || current.get().value().state().ended()) {
      return;
    }
    Application killed =
        new Application(
            applicationId,
            Application.State.KILLED,
            current.get().value().submitter(),
            System.currentTimeMillis(),
            "killed by its user");
    try {
      tree.client()
          .setData()
          .withVersion(current.get().version())
          .forPath(tree.paths().application(), Znodes.encode(killed));
    } catch (KeeperException.BadVersionException e) {
      // The leader wrote the end itself: it knows better.
      return;
    } catch (Exception e) {
      throw new TreeException("could not write " + tree.paths().application(), e);
    }
  }
}
