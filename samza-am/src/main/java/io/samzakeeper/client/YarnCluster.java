package io.samzakeeper.client;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeys;
import org.apache.hadoop.fs.CommonConfigurationKeysPublic;
import org.apache.hadoop.yarn.api.protocolrecords.GetNewApplicationResponse;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.ContainerReport;
import org.apache.hadoop.yarn.api.records.ContainerState;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.NodeState;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.client.api.YarnClientApplication;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.ApplicationAttemptNotFoundException;
import org.apache.hadoop.yarn.exceptions.ApplicationNotFoundException;
import org.apache.hadoop.yarn.exceptions.ContainerNotFoundException;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.util.resource.Resources;
import org.apache.hadoop.yarn.webapp.util.WebAppUtils;

/** The cluster that the Hadoop configuration leads to. */
final class YarnCluster implements Cluster {
  /** A person waits: YARN's own patience would be a quarter of an hour. */
  private static final int PATIENCE_MS = 6_000;

  private static final EnumSet<YarnApplicationState> ACTIVE =
      EnumSet.of(
          YarnApplicationState.NEW,
          YarnApplicationState.NEW_SAVING,
          YarnApplicationState.SUBMITTED,
          YarnApplicationState.ACCEPTED,
          YarnApplicationState.RUNNING);

  private final Configuration configuration;
  private final String hadoopConfDir;
  private final YarnClient client;

  /**
   * @param hadoopConfDir where the configuration comes from, for messages
   */
  YarnCluster(Configuration hadoop, String hadoopConfDir) {
    this.hadoopConfDir = hadoopConfDir;
    this.configuration = new YarnConfiguration(hadoop);
    configuration.setInt(YarnConfiguration.RESOURCEMANAGER_CONNECT_MAX_WAIT_MS, PATIENCE_MS);
    configuration.setInt(YarnConfiguration.RESOURCEMANAGER_CONNECT_RETRY_INTERVAL_MS, 500);
    configuration.setInt(CommonConfigurationKeysPublic.IPC_CLIENT_CONNECT_MAX_RETRIES_KEY, 1);
    configuration.setInt(
        CommonConfigurationKeysPublic.IPC_CLIENT_CONNECT_MAX_RETRIES_ON_SOCKET_TIMEOUTS_KEY, 1);
    configuration.setInt(CommonConfigurationKeysPublic.IPC_CLIENT_CONNECT_TIMEOUT_KEY, PATIENCE_MS);
    configuration.setInt(CommonConfigurationKeys.IPC_CLIENT_RPC_TIMEOUT_KEY, 5 * PATIENCE_MS);
    this.client = YarnClient.createYarnClient();
    client.init(configuration);
    client.start();
  }

  /** The one that this machine is configured for. */
  static Cluster of(Installation installation) {
    Configuration hadoop = new YarnConfiguration();
    installation.requireClusterConfiguration(hadoop);
    return new YarnCluster(hadoop, installation.hadoopConfDir());
  }

  @Override
  public NewApplication newApplication() {
    return call(
        () -> {
          YarnClientApplication application = client.createApplication();
          GetNewApplicationResponse response = application.getNewApplicationResponse();
          return new NewApplication(
              response.getApplicationId(),
              response.getMaximumResourceCapability().getMemorySize(),
              response.getMaximumResourceCapability().getVirtualCores());
        });
  }

  @Override
  public boolean hasQueue(String queue) {
    return call(
        () -> {
          try {
            return client.getQueueInfo(queue) != null;
          } catch (YarnException e) {
            // The RM has no exception of its own for it; one that cannot be reached is no
            // YarnException.
            return false;
          }
        });
  }

  @Override
  public Optional<ApplicationReport> activeByName(String name, String type) {
    return call(
        () ->
            client.getApplications(Set.of(type), ACTIVE).stream()
                .filter(report -> report.getName().equals(name))
                .findFirst());
  }

  @Override
  public Optional<ApplicationReport> report(String applicationId) {
    return call(
        () -> {
          try {
            return Optional.of(
                client.getApplicationReport(ApplicationId.fromString(applicationId)));
          } catch (ApplicationNotFoundException e) {
            return Optional.empty();
          }
        });
  }

  @Override
  public List<HostChoice.Host> hosts() {
    return call(
        () -> client.getNodeReports(NodeState.RUNNING).stream().map(YarnCluster::host).toList());
  }

  private static HostChoice.Host host(NodeReport node) {
    Resource free = Resources.subtract(node.getCapability(), node.getUsed());
    return new HostChoice.Host(
        node.getNodeId().getHost(), free.getMemorySize(), free.getVirtualCores());
  }

  @Override
  public Optional<String> nodeOf(String containerId) {
    return call(
        () -> {
          try {
            ContainerReport report = client.getContainerReport(ContainerId.fromString(containerId));
            return Optional.ofNullable(report.getNodeHttpAddress())
                .filter(address -> report.getContainerState() != ContainerState.COMPLETE);
          } catch (ContainerNotFoundException
              | ApplicationAttemptNotFoundException
              | ApplicationNotFoundException e) {
            return Optional.empty();
          }
        });
  }

  @Override
  public List<String> nodes() {
    return call(
        () ->
            client.getNodeReports(NodeState.RUNNING).stream()
                .map(NodeReport::getHttpAddress)
                .toList());
  }

  @Override
  public void submit(ApplicationSubmissionContext context) {
    call(() -> client.submitApplication(context));
  }

  @Override
  public void kill(String applicationId) {
    call(
        () -> {
          client.killApplication(ApplicationId.fromString(applicationId), "killed by its user");
          return null;
        });
  }

  @Override
  public String webAddress() {
    return WebAppUtils.getRMWebAppURLWithScheme(configuration);
  }

  @Override
  public void close() {
    client.stop();
  }

  static boolean isActive(ApplicationReport report) {
    return ACTIVE.contains(report.getYarnApplicationState());
  }

  private interface Call<T> {
    T run() throws YarnException, IOException;
  }

  private <T> T call(Call<T> call) {
    try {
      return call.run();
    } catch (YarnException e) {
      throw new ClientException(
          ClientExit.BAD_INPUT, "the ResourceManager refused: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new ClientException(
          ClientExit.UNREACHABLE,
          "the ResourceManager at "
              + configuration.get(YarnConfiguration.RM_ADDRESS)
              + " cannot be reached ("
              + e.getMessage()
              + "); yarn.resourcemanager.address comes from HADOOP_CONF_DIR="
              + hadoopConfDir
              + ", which has to be the configuration of a cluster that runs",
          e);
    }
  }
}
