package io.samzakeeper.am.yarn;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.HAUtil;
import org.apache.hadoop.yarn.conf.YarnConfiguration;

/**
 * Whether application masters speak to a proxy on their own node instead of the RM, as in a
 * federation: docs/takeover.md. Such a proxy takes no request from another node.
 */
public final class AmRmProxy {
  private AmRmProxy() {}

  /**
   * Decides by the addresses that a link will connect to: a proxy gives its AMs a token that only
   * it takes, so an AM that does not connect to it does not work at all.
   *
   * @param cluster the configuration that links are made with
   * @param host of this process, as its NodeManager calls it
   * @return what it was seen by, for people
   */
  public static Optional<String> seenBy(Configuration cluster, String host) {
    if (cluster.getBoolean(YarnConfiguration.FEDERATION_ENABLED, false)) {
      return Optional.of(YarnConfiguration.FEDERATION_ENABLED + "=true");
    }
    boolean enabled = cluster.getBoolean(YarnConfiguration.AMRM_PROXY_ENABLED, false);
    int proxyPort =
        cluster
            .getSocketAddr(
                YarnConfiguration.AMRM_PROXY_ADDRESS,
                YarnConfiguration.DEFAULT_AMRM_PROXY_ADDRESS,
                YarnConfiguration.DEFAULT_AMRM_PROXY_PORT)
            .getPort();
    for (String key : schedulerKeys(cluster)) {
      InetSocketAddress scheduler =
          cluster.getSocketAddr(
              key,
              YarnConfiguration.DEFAULT_RM_SCHEDULER_ADDRESS,
              YarnConfiguration.DEFAULT_RM_SCHEDULER_PORT);
      if (isHere(scheduler, host) && (enabled || scheduler.getPort() == proxyPort)) {
        return Optional.of(
            key
                + "="
                + scheduler.getHostString()
                + ":"
                + scheduler.getPort()
                + " is the AMRMProxy of each node");
      }
    }
    return Optional.empty();
  }

  private static List<String> schedulerKeys(Configuration cluster) {
    String key = YarnConfiguration.RM_SCHEDULER_ADDRESS;
    if (!HAUtil.isHAEnabled(cluster)) {
      return List.of(key);
    }
    List<String> keys = new ArrayList<>();
    HAUtil.getRMHAIds(cluster).forEach(id -> keys.add(HAUtil.addSuffix(key, id)));
    return keys;
  }

  /** A proxy is reached by every AM at the same address, so it is one that means "this node". */
  private static boolean isHere(InetSocketAddress scheduler, String host) {
    return scheduler.getHostString().equals(host)
        || (scheduler.getAddress() != null
            && (scheduler.getAddress().isLoopbackAddress()
                || scheduler.getAddress().isAnyLocalAddress()));
  }
}
