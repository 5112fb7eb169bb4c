package io.samzakeeper.tree;

import java.io.IOException;
import java.util.List;
import org.apache.curator.utils.ZookeeperFactory;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;

/** A client whose process dies before a given write: that one and all later ones are not made. */
@SuppressWarnings("try") // of ZooKeeper's own close
final class MortalZooKeeper extends ZooKeeper {
  private final Lifetime lifetime;

  private MortalZooKeeper(String connect, int sessionMillis, Watcher watcher, Lifetime lifetime)
      throws IOException {
    super(connect, sessionMillis, watcher);
    this.lifetime = lifetime;
  }

  /** How many writes are left. For one thread. */
  static final class Lifetime {
    private int left;
    private boolean over;

    Lifetime(int writes) {
      this.left = writes;
    }

    ZookeeperFactory clients() {
      return (connect, millis, watcher, canBeReadOnly) ->
          new MortalZooKeeper(connect, millis, watcher, this);
    }

    boolean isOver() {
      return over;
    }

    private void write() {
      if (left == 0) {
        over = true;
        throw new IllegalStateException("dead"); // nothing that Curator would try again after
      }
      left--;
    }
  }

  @Override
  public String create(String path, byte[] data, List<ACL> acl, CreateMode mode)
      throws KeeperException, InterruptedException {
    lifetime.write();
    return super.create(path, data, acl, mode);
  }

  /** Which Curator calls, but for parents. */
  @Override
  public String create(
      String path, byte[] data, List<ACL> acl, CreateMode mode, Stat stat, long ttlMillis)
      throws KeeperException, InterruptedException {
    lifetime.write();
    return super.create(path, data, acl, mode, stat, ttlMillis);
  }

  @Override
  public Stat setData(String path, byte[] data, int version)
      throws KeeperException, InterruptedException {
    lifetime.write();
    return super.setData(path, data, version);
  }

  @Override
  public void delete(String path, int version) throws KeeperException, InterruptedException {
    lifetime.write();
    super.delete(path, version);
  }

  @Override
  public List<OpResult> multi(Iterable<Op> operations)
      throws KeeperException, InterruptedException {
    lifetime.write();
    return super.multi(operations);
  }
}
