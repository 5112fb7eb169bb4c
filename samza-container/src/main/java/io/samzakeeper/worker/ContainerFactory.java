package io.samzakeeper.worker;

import io.samzakeeper.samza.GatedChooserFactory;
import io.samzakeeper.samza.InputGate;
import io.samzakeeper.samza.KeeperMetricsRegistry;
import io.samzakeeper.samza.OwnedTree;
import io.samzakeeper.samza.PromptKafkaSystemFactory;
import io.samzakeeper.samza.ZkCheckpointManagerFactory;
import io.samzakeeper.samza.ZkMetadataStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.samza.application.ApplicationUtil;
import org.apache.samza.application.descriptors.ApplicationDescriptorUtil;
import org.apache.samza.config.ClusterManagerConfig;
import org.apache.samza.config.Config;
import org.apache.samza.config.JobConfig;
import org.apache.samza.config.MapConfig;
import org.apache.samza.config.SystemConfig;
import org.apache.samza.config.TaskConfig;
import org.apache.samza.container.LocalityManager;
import org.apache.samza.container.SamzaContainer;
import org.apache.samza.container.SamzaContainer$;
import org.apache.samza.context.ExternalContext;
import org.apache.samza.context.JobContextImpl;
import org.apache.samza.coordinator.metadatastore.NamespaceAwareCoordinatorStreamStore;
import org.apache.samza.coordinator.stream.messages.SetContainerHostMapping;
import org.apache.samza.drain.DrainMonitor;
import org.apache.samza.job.model.JobModel;
import org.apache.samza.logging.LoggingContextHolder;
import org.apache.samza.metrics.MetricsReporter;
import org.apache.samza.metrics.ReadableMetricsRegistry;
import org.apache.samza.runtime.ProcessorContext;
import org.apache.samza.runtime.ProcessorLifecycleListener;
import org.apache.samza.startpoint.StartpointManager;
import org.apache.samza.task.TaskFactoryUtil;
import org.apache.samza.util.DiagnosticsUtil;
import org.apache.samza.util.ScalaJavaUtil;
import org.slf4j.MDC;
import scala.Option;

/**
 * Builds a Samza container from the plan, wired as {@code
 * org.apache.samza.runtime.ContainerLaunchUtil} of Samza 1.8.0 wires it, but on the job's tree in
 * place of a coordinator stream, and without the heartbeat to the AM.
 */
final class ContainerFactory {
  /** Samza's own default of {@code task.commit.max.delay.ms}. */
  private static final Duration LEAST_COMMIT_DELAY = Duration.ofMinutes(1);

  /** The worker's {@link InputGate} drains. */
  private static final DrainMonitor NO_DRAIN_MONITOR = null;

  private final WorkerEnvironment environment;
  private final OwnedTree owned;
  private final InputGate gate;

  /**
   * @param gate that keeps messages from the container's tasks once it is closed
   */
  ContainerFactory(WorkerEnvironment environment, OwnedTree owned, InputGate gate) {
    this.environment = environment;
    this.owned = owned;
    this.gate = gate;
  }

  /**
   * A container that was not started, with the listener and the metrics that it reports to.
   *
   * @param metrics its own and those of its systems; tasks have others
   */
  record Built(
      SamzaContainer container, ContainerListener listener, ReadableMetricsRegistry metrics) {}

  /**
   * Loads the user's classes. Throws what they throw.
   *
   * @param onRunning see {@link ContainerListener}
   */
  Built build(JobModel planned, Runnable onRunning) {
    JobModel model = withOurConfig(planned);
    Config config = model.getConfig();
    String processor = environment.processor();
    String jobName = environment.job().name();
    String jobId = environment.job().id();
    Optional<String> containerId = Optional.of(environment.containerId());
    prepareLogging(config);
    DiagnosticsUtil.writeMetadataFile(jobName, jobId, processor, containerId, config);

    var application =
        ApplicationDescriptorUtil.getAppDescriptor(ApplicationUtil.fromConfig(config), config);
    Map<String, MetricsReporter> reporters = new HashMap<>();
    application
        .getMetricsReporterFactories()
        .forEach(
            (name, factory) ->
                reporters.put(name, factory.getMetricsReporter(name, processor, config)));
    var diagnostics =
        DiagnosticsUtil.buildDiagnosticsManager(
            jobName, jobId, model, processor, containerId, environment.samzaEpochId(), config);
    KeeperMetricsRegistry metrics = new KeeperMetricsRegistry(owned, gate);
    Option<ExternalContext> noExternalContext = Option.apply(null);
    SamzaContainer container =
        SamzaContainer$.MODULE$.apply(
            processor,
            model,
            ScalaJavaUtil.toScalaMap(reporters),
            metrics,
            TaskFactoryUtil.getTaskFactory(application),
            JobContextImpl.fromConfigWithDefaults(config, model),
            Option.apply(application.getApplicationContainerContextFactory().orElse(null)),
            Option.apply(application.getApplicationTaskContextFactory().orElse(null)),
            noExternalContext,
            locality(config),
            startpoints(config),
            Option.apply(diagnostics.orElse(null)),
            NO_DRAIN_MONITOR);
    ProcessorLifecycleListener lifecycle =
        application
            .getProcessorLifecycleListenerFactory()
            .createInstance(new ProcessorContext() {}, config);
    ContainerListener listener = new ContainerListener(lifecycle, onRunning);
    container.setContainerListener(listener);
    return new Built(container, listener, metrics);
  }

  private JobModel withOurConfig(JobModel planned) {
    Map<String, String> config = new HashMap<>(planned.getConfig());
    // Checkpoints are kept in the tree, whatever the config names: only there are they fenced.
    config.put(TaskConfig.CHECKPOINT_MANAGER_FACTORY, ZkCheckpointManagerFactory.class.getName());
    config.put(
        GatedChooserFactory.WANTED, new TaskConfig(planned.getConfig()).getMessageChooserClass());
    config.put(TaskConfig.MESSAGE_CHOOSER_CLASS_NAME, GatedChooserFactory.class.getName());
    // A task goes on while a commit of it waits, but not for longer than this (default: 1 min).
    long wait = Math.max(environment.outageMax().toMillis(), LEAST_COMMIT_DELAY.toMillis());
    config.putIfAbsent(TaskConfig.COMMIT_MAX_DELAY_MS, Long.toString(wait));
    for (String system : new SystemConfig(planned.getConfig()).getSystemNames()) {
      String key = String.format(SystemConfig.SYSTEM_FACTORY_FORMAT, system);
      if (PromptKafkaSystemFactory.SAMZAS.equals(config.get(key))) {
        config.put(key, PromptKafkaSystemFactory.class.getName());
      }
    }
    return new JobModel(new MapConfig(config), planned.getContainers());
  }

  private void prepareLogging(Config config) {
    MDC.put("containerName", "samza-container-" + environment.processor());
    MDC.put("jobName", environment.job().name());
    MDC.put("jobId", environment.job().id());
    LoggingContextHolder.INSTANCE.setConfig(config);
  }

  /** Null, which Samza takes for none, where nobody will ask. */
  private LocalityManager locality(Config config) {
    if (!new ClusterManagerConfig(config).getHostAffinityEnabled()) {
      return null;
    }
    return new LocalityManager(
        new NamespaceAwareCoordinatorStreamStore(
            open(SetContainerHostMapping.TYPE), SetContainerHostMapping.TYPE));
  }

  private StartpointManager startpoints(Config config) {
    if (!new JobConfig(config).getStartpointEnabled()) {
      return null;
    }
    return new StartpointManager(
        open(StartpointManager.NAMESPACE, StartpointManager.NAMESPACE + "-fan-out"));
  }

  private ZkMetadataStore open(String... namespaces) {
    ZkMetadataStore store = new ZkMetadataStore(owned, List.of(namespaces));
    store.init();
    return store;
  }
}
