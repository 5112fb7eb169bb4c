package io.samzakeeper.tree;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.ACLProvider;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.data.ACL;

/**
 * Whatever is made in a job's tree gets the ACL of the job's own znode, so that no single create
 * can forget it and no process has to know which one it is. The submission decides on it, before
 * anything else is there. Znodes above the job's are everybody's.
 *
 * <p>Safe for any thread. The first create in a tree costs a read; so does each one of a command,
 * under which the ACL may change.
 */
final class InheritedAcl implements ACLProvider {
  private final String root;
  private final boolean remembers;
  private final Map<String, List<ACL>> known = new ConcurrentHashMap<>();
  private volatile CuratorFramework client;

  /**
   * @param root below which all jobs are
   * @param remembers whether the ACL is read once only
   */
  InheritedAcl(String root, boolean remembers) {
    this.root = root;
    this.remembers = remembers;
  }

  /** Before the first create. */
  void readWith(CuratorFramework reader) {
    client = reader;
  }

  @Override
  public List<ACL> getDefaultAcl() {
    return Ids.OPEN_ACL_UNSAFE;
  }

  @Override
  public List<ACL> getAclForPath(String path) {
    if (!path.startsWith(root + "/")) {
      return Ids.OPEN_ACL_UNSAFE;
    }
    int end = path.indexOf('/', root.length() + 1);
    if (end < 0) {
      return Ids.OPEN_ACL_UNSAFE; // the job's own: who wants it protected says so
    }
    String job = path.substring(0, end);
    List<ACL> acl = known.get(job);
    return acl != null ? acl : read(job);
  }

  private List<ACL> read(String job) {
    try {
      List<ACL> acl = client.getACL().forPath(job);
      if (remembers) {
        known.put(job, acl);
      }
      return acl;
    } catch (KeeperException.NoNodeException e) {
      return Ids.OPEN_ACL_UNSAFE; // it is made together with what is to be in it
    } catch (Exception e) {
      throw TreeException.of("read the ACL of " + job, e);
    }
  }
}
