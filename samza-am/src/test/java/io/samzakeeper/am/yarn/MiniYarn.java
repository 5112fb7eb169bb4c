package io.samzakeeper.am.yarn;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.token.Token;
import org.apache.hadoop.yarn.api.records.ApplicationAttemptId;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.NodeState;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.SignalContainerCommand;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.client.api.YarnClientApplication;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.security.AMRMTokenIdentifier;
import org.apache.hadoop.yarn.server.MiniYARNCluster;
import org.apache.hadoop.yarn.server.resourcemanager.ResourceManager;
import org.apache.hadoop.yarn.server.resourcemanager.recovery.FileSystemRMStateStore;
import org.apache.hadoop.yarn.server.resourcemanager.rmapp.attempt.RMAppAttempt;
import org.apache.hadoop.yarn.server.resourcemanager.rmapp.attempt.RMAppAttemptState;
import org.apache.hadoop.yarn.server.resourcemanager.rmcontainer.RMContainerState;

/**
 * A real RM and real NodeManagers in this process, on free ports. An application here is one whose
 * AM container only sleeps, so that a test can speak for its attempts.
 */
final class MiniYarn implements AutoCloseable {
  static final Duration LONG = Duration.ofSeconds(60);

  /**
   * Ports of the RM are chosen here: with 0 the cluster reads back what the RM has bound while the
   * RM is still starting, and NodeManagers then may look for it at port 0 for ever.
   */
  private static final List<String> RM_ADDRESSES =
      List.of(
          YarnConfiguration.RM_ADDRESS,
          YarnConfiguration.RM_ADMIN_ADDRESS,
          YarnConfiguration.RM_RESOURCE_TRACKER_ADDRESS,
          YarnConfiguration.RM_SCHEDULER_ADDRESS,
          YarnConfiguration.RM_WEBAPP_ADDRESS);

  private static final List<String> NM_ADDRESSES =
      List.of(
          YarnConfiguration.NM_ADDRESS,
          YarnConfiguration.NM_LOCALIZER_ADDRESS,
          YarnConfiguration.NM_COLLECTOR_SERVICE_ADDRESS,
          YarnConfiguration.NM_WEBAPP_ADDRESS);

  private final MiniYARNCluster cluster;
  private final YarnClient client;
  private final int nodeManagers;

  MiniYarn(Path directory, int nodeManagers) throws Exception {
    YarnConfiguration conf = new YarnConfiguration();
    conf.set("yarn.scheduler.capacity.root.queues", "default");
    conf.set("yarn.scheduler.capacity.root.default.capacity", "100");
    conf.set("yarn.scheduler.capacity.maximum-am-resource-percent", "1");
    conf.setInt(YarnConfiguration.RM_SCHEDULER_MINIMUM_ALLOCATION_MB, 64);
    conf.setInt(YarnConfiguration.RM_NM_HEARTBEAT_INTERVAL_MS, 100);
    conf.setBoolean(YarnConfiguration.NM_DISK_HEALTH_CHECK_ENABLE, false);
    conf.setBoolean(YarnConfiguration.NM_PMEM_CHECK_ENABLED, false);
    conf.setBoolean(YarnConfiguration.NM_VMEM_CHECK_ENABLED, false);
    conf.setBoolean(YarnConfiguration.RECOVERY_ENABLED, true);
    conf.setClass(YarnConfiguration.RM_STORE, FileSystemRMStateStore.class, Object.class);
    conf.set(
        YarnConfiguration.FS_RM_STATE_STORE_URI, directory.resolve("rm-state").toUri().toString());
    conf.setInt(YarnConfiguration.RM_WORK_PRESERVING_RECOVERY_SCHEDULING_WAIT_MS, 0);
    conf.setInt(YarnConfiguration.RESOURCEMANAGER_CONNECT_RETRY_INTERVAL_MS, 200);
    // Otherwise the NodeManagers hold on to the RM that they began with.
    conf.setBoolean(YarnConfiguration.YARN_MINICLUSTER_USE_RPC, true);
    conf.setBoolean(YarnConfiguration.YARN_MINICLUSTER_FIXED_PORTS, true);
    Iterator<Integer> free = freePorts(RM_ADDRESSES.size()).iterator();
    for (String address : RM_ADDRESSES) {
      conf.set(address, "localhost:" + free.next());
    }
    for (String address : NM_ADDRESSES) {
      conf.set(address, "localhost:0");
    }
    conf.setInt("hadoop.http.max.threads", 10);
    this.nodeManagers = nodeManagers;
    cluster = new MiniYARNCluster("keeper-" + directory.getFileName(), nodeManagers, 1, 1);
    cluster.init(conf);
    cluster.start();
    if (!cluster.waitForNodeManagersToConnect(LONG.toMillis())) {
      throw new IllegalStateException("not all NodeManagers have registered");
    }
    client = YarnClient.createYarnClient();
    client.init(cluster.getConfig());
    client.start();
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        held.add(new ServerSocket(0));
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }

  Configuration configuration() {
    return new YarnConfiguration(cluster.getConfig());
  }

  YarnClient client() {
    return client;
  }

  ResourceManager resourceManager() {
    return cluster.getResourceManager();
  }

  /** Where NodeManager {@code index} is. */
  String node(int index) {
    return cluster.getNodeManager(index).getNMContext().getNodeId().toString();
  }

  void restartResourceManager() throws Exception {
    cluster.restartResourceManager(0);
  }

  void stopResourceManager() {
    cluster.getResourceManager().stop();
  }

  /** Submits an application that keeps its containers from attempt to attempt. */
  ApplicationId submit() throws Exception {
    YarnClientApplication application = client.createApplication();
    ApplicationSubmissionContext context = application.getApplicationSubmissionContext();
    context.setApplicationName("test");
    context.setApplicationType("Samza");
    context.setResource(Resource.newInstance(64, 1));
    context.setKeepContainersAcrossApplicationAttempts(true);
    context.setMaxAppAttempts(2);
    context.setAMContainerSpec(
        ContainerLaunchContext.newInstance(
            Map.of(), Map.of(), List.of("exec sleep 600"), null, null, Map.of()));
    client.submitApplication(context);
    return context.getApplicationId();
  }

  /**
   * Ends the application with all its containers, so that the next one finds room. An application
   * that has unregistered is not killed any more: the RM waits for its AM container to end, which
   * only sleeps and has to be told.
   */
  void kill(ApplicationId application) throws Exception {
    client.killApplication(application);
    for (RMAppAttempt attempt :
        resourceManager().getRMContext().getRMApps().get(application).getAppAttempts().values()) {
      if (attempt.getState() == RMAppAttemptState.FINISHING) {
        client.signalToContainer(
            attempt.getMasterContainer().getId(), SignalContainerCommand.FORCEFUL_SHUTDOWN);
      }
    }
    // Not the queue's metrics: they are kept over a restart of the RM and count twice then.
    await()
        .atMost(LONG)
        .until(
            () ->
                client.getNodeReports(NodeState.RUNNING).stream()
                    .allMatch(node -> node.getNumContainers() == 0));
  }

  /** Waits until the attempt's AM container is launched, and gives the token that it has. */
  AttemptToken token(ApplicationId application, int attempt) throws Exception {
    ApplicationAttemptId id = ApplicationAttemptId.newInstance(application, attempt);
    await()
        .atMost(LONG)
        .until(
            () -> {
              RMAppAttempt found = find(id);
              return found != null && found.getState() == RMAppAttemptState.LAUNCHED;
            });
    Token<AMRMTokenIdentifier> token = find(id).getAMRMToken();
    return AttemptToken.of(
        org.apache.hadoop.yarn.api.records.Token.newInstance(
            token.getIdentifier(), token.getKind().toString(), token.getPassword(), ""));
  }

  /** Whether a NodeManager has the container among those that are not over. */
  boolean runs(String containerId) {
    ContainerId id = ContainerId.fromString(containerId);
    for (int i = 0; i < nodeManagers; i++) {
      var container = cluster.getNodeManager(i).getNMContext().getContainers().get(id);
      if (container != null && container.isRunning()) {
        return true;
      }
    }
    return false;
  }

  boolean isRunningInResourceManager(String containerId) {
    var container =
        resourceManager()
            .getResourceScheduler()
            .getRMContainer(ContainerId.fromString(containerId));
    return container != null && container.getState() == RMContainerState.RUNNING;
  }

  private RMAppAttempt find(ApplicationAttemptId id) {
    var application = resourceManager().getRMContext().getRMApps().get(id.getApplicationId());
    return application == null ? null : application.getRMAppAttempt(id);
  }

  @Override
  public void close() {
    client.stop();
    cluster.stop();
  }
}
