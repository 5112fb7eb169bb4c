package io.samzakeeper.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.e2e.TransactionLog.Operation;
import io.samzakeeper.e2e.TransactionLog.Operation.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;

/** The ZooKeeper sessions of a job's candidates and workers, from outside. */
final class Sessions {
  /** ZooKeeper makes a session's password from its id with this, so that any server can. */
  private static final long SERVERS_SECRET = 0xB3415C00L;

  private final Cluster cluster;
  private final Job job;

  Sessions(Cluster cluster, Job job) {
    this.cluster = cluster;
    this.job = job;
  }

  /** The candidate's place in the election. */
  String znodeOf(String candidate) {
    String parent = job.tree().paths().candidates();
    return job.tree().readChildrenBytes(parent).entrySet().stream()
        .filter(child -> new String(child.getValue().value(), UTF_8).equals(candidate))
        .map(child -> parent + "/" + child.getKey())
        .findFirst()
        .orElseThrow();
  }

  long sessionOf(String candidate) throws Exception {
    return cluster.zooKeeper().checkExists().forPath(znodeOf(candidate)).getEphemeralOwner();
  }

  /** Ends a session as its owner could: it learns that it has expired. */
  void end(long session) throws IOException, InterruptedException {
    byte[] password = new byte[16];
    new Random(session ^ SERVERS_SECRET).nextBytes(password);
    CountDownLatch connected = new CountDownLatch(1);
    ZooKeeper twin =
        new ZooKeeper(
            cluster.grid().zooKeeperConnect(),
            6000,
            event -> {
              if (event.getState() == KeeperState.SyncConnected) {
                connected.countDown();
              }
            },
            session,
            password);
    assertThat(connected.await(20, TimeUnit.SECONDS)).as("the session is taken over").isTrue();
    twin.close();
  }

  /**
   * A leader that was has written nothing once another had its epoch; its own place in the election
   * it may give up.
   */
  void checkSilentSince(long session, int epoch) {
    List<Operation> all = cluster.transactions().read();
    long since = zxid(all, job.tree().paths().epoch(), epoch);
    assertThat(all)
        .filteredOn(op -> op.session() == session && op.zxid() > since)
        .as("writes of session 0x%x after epoch %d was taken", session, epoch)
        .allMatch(op -> op.path().startsWith(job.tree().paths().candidates() + "/"));
  }

  /** A worker that was has written nothing since its processor was given to another. */
  void checkSilentSince(long session, String processor, int version) {
    List<Operation> all = cluster.transactions().read();
    long since = zxid(all, job.tree().paths().assignment(processor), version);
    assertThat(all)
        .filteredOn(op -> op.session() == session && op.zxid() > since)
        .as("writes of session 0x%x after processor %s was given away", session, processor)
        .isEmpty();
  }

  /** The transaction that gave a znode a version. */
  private static long zxid(List<Operation> all, String path, int version) {
    return all.stream()
        .filter(op -> op.path().equals(path) && op.kind() == Kind.SET)
        .filter(op -> op.version() == version)
        .mapToLong(Operation::zxid)
        .findFirst()
        .orElseThrow();
  }

  /** As an operator's mistake or a lost message could: the candidate does not learn of it. */
  void takeFromElection(String candidate) throws Exception {
    try {
      cluster.zooKeeper().delete().forPath(znodeOf(candidate));
    } catch (KeeperException.NoNodeException e) {
      throw new IllegalStateException(candidate + " does not stand", e);
    }
  }
}
