package io.samzakeeper.am.yarn;

import io.samzakeeper.am.supervisor.Action;
import io.samzakeeper.am.supervisor.Event;
import io.samzakeeper.am.supervisor.LeadershipLostException;
import io.samzakeeper.am.supervisor.Lease;
import io.samzakeeper.am.supervisor.NodeManagerLink;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeys;
import org.apache.hadoop.fs.CommonConfigurationKeysPublic;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.client.api.NMClient;
import org.apache.hadoop.yarn.client.api.NMTokenCache;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts processes through YARN's own client for NodeManagers. Each start is answered by exactly
 * one event. Stops go through the RM's release list, which needs no NodeManager token.
 */
public final class NmLink implements NodeManagerLink {
  private static final Logger LOG = LoggerFactory.getLogger(NmLink.class);

  private static final int CONNECT_MAX_WAIT_MS = 3_000;
  private static final int CONNECT_RETRY_INTERVAL_MS = 500;
  private static final int RPC_TIMEOUT_MS = 10_000;

  private final YarnContainers containers;
  private final ContainerLaunches launches;
  private final Lease lease;
  private final Consumer<Event> events;
  private final NmLinkSettings settings;
  private final NMTokenCache tokens = new NMTokenCache();
  private final NMClient client;
  private final ExecutorService callers;
  private final ScheduledExecutorService timer;

  /**
   * @param cluster configuration
   * @param containers shared with the {@link RmLink}
   * @param events the supervisor's queue; must not block
   */
  public NmLink(
      Configuration cluster,
      YarnContainers containers,
      ContainerLaunches launches,
      Lease lease,
      Consumer<Event> events,
      NmLinkSettings settings) {
    this.containers = containers;
    this.launches = launches;
    this.lease = lease;
    this.events = events;
    this.settings = settings;
    AtomicInteger number = new AtomicInteger();
    this.callers =
        Executors.newFixedThreadPool(
            settings.threads(), task -> daemon(task, "nm-link-" + number.incrementAndGet()));
    this.timer = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "nm-link-timer"));
    this.client = NMClient.createNMClient("nm-link");
    client.setNMTokenCache(tokens);
    client.cleanupRunningContainersOnStop(false);
    client.init(bounded(cluster));
    client.start();
  }

  @Override
  public void launch(Action.Launch launch) {
    AtomicBoolean answered = new AtomicBoolean();
    Consumer<Event> answer =
        event -> {
          if (answered.compareAndSet(false, true)) {
            events.accept(event);
          }
        };
    try {
      Future<?> call = callers.submit(() -> answer.accept(start(launch)));
      ScheduledFuture<?> unused =
          timer.schedule(
              () -> {
                if (!call.isDone()) {
                  String reason = "no answer within " + settings.launchTimeout();
                  answer.accept(failed(launch, reason));
                  call.cancel(true);
                }
              },
              settings.launchTimeout().toMillis(),
              TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.info("{} is not started: the link is closed", launch.containerId());
    }
  }

  @Override
  public void token(String node, Event.OpaqueToken token) {
    try {
      tokens.setToken(node, YarnRecords.decode(token));
    } catch (IOException e) {
      // Starts on this node will say that there is no token.
      LOG.error("{}: its NodeManager token cannot be read", node, e);
    }
  }

  /** Containers go on; calls under way are interrupted. */
  @Override
  public void close() {
    timer.shutdownNow();
    callers.shutdownNow();
    client.stop();
  }

  private Event start(Action.Launch launch) {
    Container container = containers.find(launch.containerId()).orElse(null);
    if (container == null) {
      return failed(launch, "the token for its start is not known to this leader");
    }
    try {
      lease.check();
      client.startContainer(container, launches.context(launch));
      LOG.info(
          "{}: start of its {} accepted by {}; waiting for it to report in",
          launch.containerId(),
          launch.role(),
          launch.node());
      return new Event.Launched(launch.containerId());
    } catch (LeadershipLostException e) {
      return failed(launch, e.getMessage());
    } catch (YarnException | IOException | RuntimeException e) {
      if (isStartedAlready(e)) {
        LOG.info("{}: runs on {} already", launch.containerId(), launch.node());
        return new Event.Launched(launch.containerId());
      }
      LOG.debug("{}: start failed", launch.containerId(), e);
      return failed(launch, String.valueOf(e.getMessage()));
    }
  }

  private static Event failed(Action.Launch launch, String reason) {
    LOG.warn(
        "{}: its {} was not started on {}: {}",
        launch.containerId(),
        launch.role(),
        launch.node(),
        reason);
    return new Event.LaunchFailed(launch.containerId(), reason);
  }

  /**
   * A start that was repeated (by us, or by a predecessor whose answer was lost) is what we wanted.
   * Neither the NodeManager nor YARN's client has an exception of its own for it.
   */
  private static boolean isStartedAlready(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    return message.contains("Attempt to relaunch the same container")
        || message.contains("already is running on this node")
        || message.contains("is already started");
  }

  private static Configuration bounded(Configuration cluster) {
    Configuration configuration = new YarnConfiguration(cluster);
    configuration.setInt(YarnConfiguration.CLIENT_NM_CONNECT_MAX_WAIT_MS, CONNECT_MAX_WAIT_MS);
    configuration.setInt(
        YarnConfiguration.CLIENT_NM_CONNECT_RETRY_INTERVAL_MS, CONNECT_RETRY_INTERVAL_MS);
    configuration.setInt(
        CommonConfigurationKeysPublic.IPC_CLIENT_CONNECT_TIMEOUT_KEY, CONNECT_MAX_WAIT_MS);
    configuration.setInt(CommonConfigurationKeys.IPC_CLIENT_RPC_TIMEOUT_KEY, RPC_TIMEOUT_MS);
    return configuration;
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
