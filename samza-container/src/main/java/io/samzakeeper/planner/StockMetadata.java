package io.samzakeeper.planner;

import io.samzakeeper.planner.StreamNames.Origin;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.samza.config.Config;
import org.apache.samza.config.JobConfig;
import org.apache.samza.coordinator.metadatastore.CoordinatorStreamStore;
import org.apache.samza.coordinator.metadatastore.CoordinatorStreamStore.CoordinatorMessageKey;
import org.apache.samza.coordinator.stream.messages.SetChangelogMapping;
import org.apache.samza.coordinator.stream.messages.SetContainerHostMapping;
import org.apache.samza.coordinator.stream.messages.SetTaskContainerMapping;
import org.apache.samza.coordinator.stream.messages.SetTaskModeMapping;
import org.apache.samza.coordinator.stream.messages.SetTaskPartitionMapping;
import org.apache.samza.metrics.MetricsRegistryMap;
import org.apache.samza.startpoint.StartpointManager;
import org.apache.samza.system.SystemStream;
import org.apache.samza.util.CoordinatorStreamUtil;

/**
 * Reads what a job that ran on stock Samza so far has in its coordinator stream, where there is
 * one: without its mapping of tasks to changelog partitions, a task could restore another one's
 * state. Reads only.
 */
final class StockMetadata {
  /** How long the coordinator stream may take to read. */
  static final Duration LIMIT = Duration.ofSeconds(60);

  private static final Set<String> NAMESPACES =
      Set.of(
          SetChangelogMapping.TYPE,
          SetContainerHostMapping.TYPE,
          SetTaskContainerMapping.TYPE,
          SetTaskModeMapping.TYPE,
          SetTaskPartitionMapping.TYPE,
          StartpointManager.NAMESPACE,
          StartpointManager.NAMESPACE + "-fan-out");

  private final JobSystems systems;
  private final BoundedCalls calls;
  private final Notices notices;

  StockMetadata(JobSystems systems, BoundedCalls calls, Notices notices) {
    this.systems = systems;
    this.calls = calls;
    this.notices = notices;
  }

  /** Namespace to key to value, which the job goes on with; empty where there is none. */
  Map<String, Map<String, byte[]>> takeOver() {
    Map<String, Map<String, byte[]>> metadata = find();
    if (!metadata.isEmpty()) {
      notices.add(
          "took over the task and changelog mappings of coordinator stream "
              + name(CoordinatorStreamUtil.getCoordinatorSystemStream(systems.config()))
              + ", which is not used any more");
    }
    return metadata;
  }

  /** Namespace to key to value; empty where there is no coordinator stream. */
  Map<String, Map<String, byte[]>> find() {
    Config config = systems.config();
    String system = new JobConfig(config).getCoordinatorSystemNameOrNull();
    if (system == null || system.isBlank()) {
      return Map.of();
    }
    Origin origin = new Origin("job.coordinator.system", system);
    SystemStream stream = CoordinatorStreamUtil.getCoordinatorSystemStream(config);
    if (!systems.isListed(stream, origin)) {
      return Map.of();
    }
    return Failures.guard(
        config,
        origin.key(),
        origin.value(),
        "a system whose stream " + stream.getStream() + " can be read",
        () -> calls.within(LIMIT, () -> read(config), () -> silent(origin, stream)));
  }

  static String name(SystemStream stream) {
    return stream.getSystem() + "." + stream.getStream();
  }

  private static Map<String, Map<String, byte[]>> read(Config config) {
    Map<String, Map<String, byte[]>> metadata = new HashMap<>();
    CoordinatorStreamStore store =
        new CoordinatorStreamStore(
            CoordinatorStreamUtil.buildCoordinatorStreamConfig(config), new MetricsRegistryMap());
    store.init();
    try {
      store
          .all()
          .forEach(
              (wideKey, value) -> {
                CoordinatorMessageKey key =
                    CoordinatorStreamStore.deserializeCoordinatorMessageKeyFromJson(wideKey);
                if (NAMESPACES.contains(key.getNamespace())) {
                  metadata
                      .computeIfAbsent(key.getNamespace(), n -> new HashMap<>())
                      .put(key.getKey(), value);
                }
              });
    } finally {
      store.close();
    }
    return metadata;
  }

  static PlanningException silent(Origin origin, SystemStream stream) {
    return PlanningException.environment(
        origin.key(),
        origin.value(),
        "coordinator stream "
            + stream.getStream()
            + " could not be read or written within "
            + LIMIT.toSeconds()
            + "s",
        "see that its system is up and can be reached from here, then try again",
        null);
  }
}
