package io.samzakeeper.am.yarn;

import java.io.IOException;
import java.security.PrivilegedExceptionAction;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeys;
import org.apache.hadoop.fs.CommonConfigurationKeysPublic;
import org.apache.hadoop.ipc.RPC;
import org.apache.hadoop.net.Node;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.token.Token;
import org.apache.hadoop.yarn.api.ApplicationMasterProtocol;
import org.apache.hadoop.yarn.client.ClientRMProxy;
import org.apache.hadoop.yarn.conf.HAUtil;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.security.AMRMTokenIdentifier;
import org.apache.hadoop.yarn.util.RackResolver;

/**
 * Connects by YARN's own proxy, which follows the active RM where there are several. Each attempt
 * has a user of its own, since a user shows the newest AMRM token that it has.
 */
public final class YarnRmConnector implements RmConnector {
  /** YARN's defaults (30 s between tries, for 15 min) would keep an outage from the supervisor. */
  private static final int RETRY_INTERVAL_MS = 500;

  private static final int CONNECT_TIMEOUT_MS = 3_000;
  private static final int RPC_TIMEOUT_MS = 10_000;

  private final Configuration configuration;

  public YarnRmConnector(Configuration cluster) {
    configuration = new YarnConfiguration(cluster);
    int rms = HAUtil.isHAEnabled(cluster) ? HAUtil.getRMHAIds(cluster).size() : 1;
    // Tries in one call: with several RMs each is tried twice, a single one is tried again once.
    int tries = rms > 1 ? 2 * rms : 1;
    configuration.setInt(
        YarnConfiguration.RESOURCEMANAGER_CONNECT_RETRY_INTERVAL_MS, RETRY_INTERVAL_MS);
    configuration.setInt(
        YarnConfiguration.RESOURCEMANAGER_CONNECT_MAX_WAIT_MS, tries * RETRY_INTERVAL_MS);
    configuration.setInt(YarnConfiguration.CLIENT_FAILOVER_SLEEPTIME_BASE_MS, RETRY_INTERVAL_MS);
    configuration.setInt(YarnConfiguration.CLIENT_FAILOVER_SLEEPTIME_MAX_MS, RETRY_INTERVAL_MS);
    configuration.setInt(CommonConfigurationKeysPublic.IPC_CLIENT_CONNECT_MAX_RETRIES_KEY, 0);
    configuration.setInt(
        CommonConfigurationKeysPublic.IPC_CLIENT_CONNECT_MAX_RETRIES_ON_SOCKET_TIMEOUTS_KEY, 0);
    configuration.setInt(
        CommonConfigurationKeysPublic.IPC_CLIENT_CONNECT_TIMEOUT_KEY, CONNECT_TIMEOUT_MS);
    configuration.setInt(CommonConfigurationKeys.IPC_CLIENT_RPC_TIMEOUT_KEY, RPC_TIMEOUT_MS);
  }

  @Override
  public Connection connect(AttemptToken token) throws IOException {
    UserGroupInformation user = UserGroupInformation.createRemoteUser(token.attemptId().toString());
    addTo(user, token);
    try {
      ApplicationMasterProtocol rm =
          user.doAs(
              (PrivilegedExceptionAction<ApplicationMasterProtocol>)
                  () ->
                      ClientRMProxy.createRMProxy(configuration, ApplicationMasterProtocol.class));
      return new YarnConnection(user, rm);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while connecting to the ResourceManager", e);
    }
  }

  private void addTo(UserGroupInformation user, AttemptToken token) {
    Token<AMRMTokenIdentifier> copy = new Token<>(token.token());
    // A user keeps tokens by the service that they have when they are added.
    copy.setService(ClientRMProxy.getAMRMTokenService(configuration));
    user.addToken(copy);
  }

  private final class YarnConnection implements Connection {
    private final UserGroupInformation user;
    private final ApplicationMasterProtocol rm;

    YarnConnection(UserGroupInformation user, ApplicationMasterProtocol rm) {
      this.user = user;
      this.rm = rm;
    }

    @Override
    public ApplicationMasterProtocol rm() {
      return rm;
    }

    @Override
    public void replaceToken(AttemptToken newer) {
      addTo(user, newer);
    }

    @Override
    public Map<String, String> racksOf(Collection<String> hosts) {
      return RackResolver.resolve(configuration, List.copyOf(new LinkedHashSet<>(hosts))).stream()
          .collect(Collectors.toMap(Node::getName, Node::getNetworkLocation));
    }

    @Override
    public void close() {
      RPC.stopProxy(rm);
    }
  }
}
