package io.samzakeeper.planner;

import io.samzakeeper.planner.StreamNames.Origin;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.samza.config.Config;
import org.apache.samza.config.JobConfig;
import org.apache.samza.config.StorageConfig;
import org.apache.samza.container.TaskName;
import org.apache.samza.coordinator.metadatastore.CoordinatorStreamStore;
import org.apache.samza.coordinator.metadatastore.NamespaceAwareCoordinatorStreamStore;
import org.apache.samza.coordinator.stream.messages.SetChangelogMapping;
import org.apache.samza.job.model.ContainerModel;
import org.apache.samza.job.model.JobModel;
import org.apache.samza.metrics.MetricsRegistryMap;
import org.apache.samza.storage.ChangelogStreamManager;
import org.apache.samza.util.CoordinatorStreamUtil;

/**
 * Which task has which partition of the changelogs, as the coordinator stream of a stock job has
 * it. A job that has grown gives new tasks other partitions than a fresh one would: where stock and
 * we differ, a task would restore another one's state.
 */
final class StockChangelogs {
  private final JobSystems systems;
  private final BoundedCalls calls;
  private final Notices notices;

  StockChangelogs(JobSystems systems, BoundedCalls calls, Notices notices) {
    this.systems = systems;
    this.calls = calls;
    this.notices = notices;
  }

  /**
   * @throws PlanningException when the stock job had a task's state in another partition
   */
  void requireAsIn(JobModel model) {
    if (!hasChangelogs(model.getConfig())) {
      return;
    }
    Map<TaskName, Integer> stock =
        new PlanMetadata(new StockMetadata(systems, calls, notices).find(), Optional.empty())
            .changelogs()
            .readPartitionMapping();
    partitions(model)
        .forEach(
            (task, partition) -> {
              Integer other = stock.get(task);
              if (other != null && !other.equals(partition)) {
                throw PlanningException.badInput(
                    "job.coordinator.system",
                    system(model.getConfig()),
                    "the stock job has the state of "
                        + task.getTaskName()
                        + " in partition "
                        + other
                        + " of its changelogs, and this one in partition "
                        + partition,
                    "a job whose tasks have the same partitions in both",
                    null);
              }
            });
  }

  /** Gives a stock job the partitions that the tasks have here. */
  void write(JobModel model) {
    Config config = model.getConfig();
    if (!hasChangelogs(config)) {
      return;
    }
    String system = system(config);
    Origin origin = new Origin("job.coordinator.system", system);
    Failures.guard(
        config,
        origin.key(),
        system,
        "a system whose coordinator stream can be written",
        () ->
            calls.within(
                StockMetadata.LIMIT,
                () -> {
                  write(config, partitions(model));
                  return null;
                },
                () ->
                    StockMetadata.silent(
                        origin, CoordinatorStreamUtil.getCoordinatorSystemStream(config))));
    notices.add(
        "wrote the changelog partitions of the tasks to coordinator stream "
            + StockMetadata.name(CoordinatorStreamUtil.getCoordinatorSystemStream(config)));
  }

  private static void write(Config config, Map<TaskName, Integer> partitions) {
    CoordinatorStreamUtil.createCoordinatorStream(config);
    CoordinatorStreamStore store =
        new CoordinatorStreamStore(
            CoordinatorStreamUtil.buildCoordinatorStreamConfig(config), new MetricsRegistryMap());
    store.init();
    try {
      new ChangelogStreamManager(
              new NamespaceAwareCoordinatorStreamStore(store, SetChangelogMapping.TYPE))
          .writePartitionMapping(partitions);
      store.flush();
    } finally {
      store.close();
    }
  }

  private static String system(Config config) {
    String system = new JobConfig(config).getCoordinatorSystemNameOrNull();
    if (system == null || system.isBlank()) {
      throw PlanningException.missing(
          "job.coordinator.system", "the system of the stock job's coordinator stream");
    }
    return system;
  }

  private static boolean hasChangelogs(Config config) {
    StorageConfig storage = new StorageConfig(config);
    return storage.getStoreNames().stream()
        .anyMatch(store -> storage.getChangelogStream(store).isPresent());
  }

  private static Map<TaskName, Integer> partitions(JobModel model) {
    Map<TaskName, Integer> partitions = new HashMap<>();
    for (ContainerModel container : model.getContainers().values()) {
      container
          .getTasks()
          .forEach(
              (name, task) -> partitions.put(name, task.getChangelogPartition().getPartitionId()));
    }
    return new TreeMap<>(partitions);
  }
}
