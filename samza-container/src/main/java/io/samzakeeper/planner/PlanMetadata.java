package io.samzakeeper.planner;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.samza.container.LocalityManager;
import org.apache.samza.container.grouper.task.TaskAssignmentManager;
import org.apache.samza.container.grouper.task.TaskPartitionAssignmentManager;
import org.apache.samza.coordinator.metadatastore.CoordinatorStreamStore;
import org.apache.samza.coordinator.metadatastore.CoordinatorStreamStore.CoordinatorMessageKey;
import org.apache.samza.coordinator.stream.messages.SetChangelogMapping;
import org.apache.samza.coordinator.stream.messages.SetContainerHostMapping;
import org.apache.samza.coordinator.stream.messages.SetTaskContainerMapping;
import org.apache.samza.coordinator.stream.messages.SetTaskModeMapping;
import org.apache.samza.coordinator.stream.messages.SetTaskPartitionMapping;
import org.apache.samza.job.model.JobModel;
import org.apache.samza.job.model.TaskMode;
import org.apache.samza.metadatastore.InMemoryMetadataStore;
import org.apache.samza.metadatastore.MetadataStore;
import org.apache.samza.startpoint.StartpointManager;
import org.apache.samza.storage.ChangelogStreamManager;
import org.apache.samza.system.SystemStreamPartition;

/**
 * Samza's managers of metadata over what the request brought, in memory. Which task ran where, with
 * which partitions, follows from the previous model: those namespaces are made from it and are not
 * handed out, so that no second copy of the plan can contradict it.
 */
final class PlanMetadata {
  private static final List<String> DERIVED =
      List.of(SetTaskContainerMapping.TYPE, SetTaskModeMapping.TYPE, SetTaskPartitionMapping.TYPE);

  private final Map<String, MetadataStore> stores = new HashMap<>();
  private final Optional<JobModel> previous;

  PlanMetadata(
      Map<String, ? extends Map<String, byte[]>> metadata, Optional<JobModel> previousModel) {
    this.previous = previousModel;
    addMissing(metadata);
    forgetAssignments();
  }

  /** Which task is where, with which partitions, is as in the previous plan again. */
  void forgetAssignments() {
    DERIVED.forEach(stores::remove);
    previous.ifPresent(this::derive);
  }

  /** Adds namespaces; those that hold anything already stay as they are. */
  void addMissing(Map<String, ? extends Map<String, byte[]>> metadata) {
    metadata.forEach(
        (namespace, values) -> {
          if (store(namespace).all().isEmpty()) {
            values.forEach(store(namespace)::put);
          }
        });
  }

  LocalityManager locality() {
    return new LocalityManager(store(SetContainerHostMapping.TYPE));
  }

  TaskAssignmentManager taskAssignment() {
    return new TaskAssignmentManager(
        store(SetTaskContainerMapping.TYPE), store(SetTaskModeMapping.TYPE));
  }

  TaskPartitionAssignmentManager taskPartitions() {
    return new TaskPartitionAssignmentManager(store(SetTaskPartitionMapping.TYPE));
  }

  ChangelogStreamManager changelogs() {
    return new ChangelogStreamManager(store(SetChangelogMapping.TYPE));
  }

  /**
   * Lets the manager of startpoints work on these namespaces. It wants one store for all of them,
   * with keys that carry the namespace.
   */
  void withStartpoints(StartpointWork work) throws Exception {
    MetadataStore wide = new InMemoryMetadataStore();
    stores.forEach(
        (namespace, store) ->
            store
                .all()
                .forEach(
                    (key, value) ->
                        wide.put(
                            CoordinatorStreamStore.serializeCoordinatorMessageKeyToJson(
                                namespace, key),
                            value)));
    StartpointManager manager = new StartpointManager(wide);
    manager.start();
    try {
      work.run(manager);
    } finally {
      manager.stop();
    }
    stores.clear();
    wide.all()
        .forEach(
            (wideKey, value) -> {
              CoordinatorMessageKey key =
                  CoordinatorStreamStore.deserializeCoordinatorMessageKeyFromJson(wideKey);
              store(key.getNamespace()).put(key.getKey(), value);
            });
  }

  interface StartpointWork {
    void run(StartpointManager manager) throws Exception;
  }

  /** Every namespace that must be kept, as it is now. */
  SortedMap<String, SortedMap<String, byte[]>> snapshot() {
    SortedMap<String, SortedMap<String, byte[]>> snapshot = new TreeMap<>();
    stores.forEach(
        (namespace, store) -> {
          if (!DERIVED.contains(namespace) && !store.all().isEmpty()) {
            snapshot.put(namespace, new TreeMap<>(store.all()));
          }
        });
    return snapshot;
  }

  private void derive(JobModel model) {
    DERIVED.forEach(stores::remove);
    Map<String, Map<String, TaskMode>> tasks = new HashMap<>();
    Map<SystemStreamPartition, List<String>> partitions = new HashMap<>();
    model
        .getContainers()
        .forEach(
            (processor, container) ->
                container
                    .getTasks()
                    .forEach(
                        (name, task) -> {
                          tasks
                              .computeIfAbsent(processor, p -> new HashMap<>())
                              .put(name.getTaskName(), task.getTaskMode());
                          for (SystemStreamPartition partition : task.getSystemStreamPartitions()) {
                            partitions.merge(
                                partition, List.of(name.getTaskName()), PlanMetadata::concat);
                          }
                        }));
    taskAssignment().writeTaskContainerMappings(tasks);
    taskPartitions().writeTaskPartitionAssignments(partitions);
  }

  private static List<String> concat(List<String> some, List<String> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  private MetadataStore store(String namespace) {
    return stores.computeIfAbsent(namespace, n -> new InMemoryMetadataStore());
  }
}
