package io.samzakeeper.client;

import io.samzakeeper.tree.TreeException;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.ClientInfo;
import org.apache.zookeeper.data.Id;

/** Who a connection is to ZooKeeper by SASL: with Kerberos a principal, as its servers map it. */
final class SaslIdentity {
  private static final String SCHEME = "sasl";

  private SaslIdentity() {}

  /**
   * Everything for it, and nobody else anything.
   *
   * @throws ClientException when it is not known by SASL
   */
  static List<ACL> only(CuratorFramework client) {
    try {
      List<ACL> acl =
          client.getZookeeperClient().getZooKeeper().whoAmI().stream()
              .filter(known -> known.getAuthScheme().equals(SCHEME))
              .map(SaslIdentity::everything)
              .toList();
      if (acl.isEmpty()) {
        throw unknown("ZooKeeper does not know this command by SASL", null);
      }
      return acl;
    } catch (KeeperException.UnimplementedException e) {
      throw unknown("these servers cannot say who we are: ZooKeeper 3.7 or later can", e);
    } catch (ClientException e) {
      throw e;
    } catch (Exception e) {
      throw TreeException.of("ask ZooKeeper who we are", e);
    }
  }

  private static ACL everything(ClientInfo known) {
    return new ACL(Perms.ALL, new Id(SCHEME, known.getUser()));
  }

  private static ClientException unknown(String why, Exception cause) {
    return new ClientException(
        ClientExit.BAD_INPUT,
        "keeper.zk.acl=sasl: "
            + why
            + "; see docs/zookeeper.md, Who may read and write it, or set keeper.zk.acl=digest",
        cause);
  }
}
