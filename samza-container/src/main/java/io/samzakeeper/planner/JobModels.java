package io.samzakeeper.planner;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.samza.Partition;
import org.apache.samza.config.ClusterManagerConfig;
import org.apache.samza.config.Config;
import org.apache.samza.config.JobConfig;
import org.apache.samza.config.TaskConfig;
import org.apache.samza.container.TaskName;
import org.apache.samza.coordinator.JobModelCalculator;
import org.apache.samza.coordinator.JobModelHelper;
import org.apache.samza.job.model.ContainerModel;
import org.apache.samza.job.model.JobModel;
import org.apache.samza.job.model.TaskModel;
import org.apache.samza.serializers.model.SamzaObjectMapper;
import org.apache.samza.storage.ChangelogStreamManager;
import org.apache.samza.system.StreamMetadataCache;
import org.apache.samza.system.SystemAdmins;
import org.apache.samza.system.SystemStream;
import org.apache.samza.system.SystemStreamMetadata;
import org.apache.samza.system.SystemStreamPartition;
import org.apache.samza.util.SystemClock;

/** From an effective config to Samza's job model, and between the model and its JSON. */
final class JobModels {
  private static final String CONTAINER_COUNT = "job.container.count";

  private static final String DEFAULT_GROUPER =
      "org.apache.samza.container.grouper.task.GroupByContainerCountFactory";

  /** What GroupByContainerCount says; the numbers are all that tells how many tasks there are. */
  private static final Pattern TOO_MANY_CONTAINERS =
      Pattern.compile(
          ".*container count \\((\\d+)\\) is larger than your task count \\((\\d+)\\).*");

  private final JobSystems systems;
  private final PlanMetadata metadata;
  private final Map<String, String> previousTasks;

  /**
   * @param previous the plan that is current; its tasks stay where they are as far as can be
   */
  JobModels(JobSystems systems, PlanMetadata metadata, Optional<JobModel> previous) {
    this.systems = systems;
    this.metadata = metadata;
    this.previousTasks = previous.map(JobModels::processors).orElse(Map.of());
  }

  /** Calculates the model. */
  JobModel calculate(Config config) {
    checkInputs(config);
    metadata.forgetAssignments();
    try {
      return settled(group(config, metadata.changelogs().readPartitionMapping()));
    } catch (PlanningException e) {
      throw clearer(config, e);
    }
  }

  /** Adds the model's changelog partitions to the metadata. */
  void record(JobModel model) {
    ChangelogStreamManager changelogs = metadata.changelogs();
    // Only what is new: a mapping never changes, and rewritten bytes would be written to the tree.
    Map<TaskName, Integer> added = new HashMap<>();
    for (ContainerModel container : model.getContainers().values()) {
      container
          .getTasks()
          .forEach((name, task) -> added.put(name, task.getChangelogPartition().getPartitionId()));
    }
    added.keySet().removeAll(changelogs.readPartitionMapping().keySet());
    changelogs.writePartitionMapping(added);
  }

  /**
   * The model with its tasks left where they were, as far as balance and the number of containers
   * allow, in place of Samza's default, which deals all out anew once their number differs. Samza's
   * own answer stays where the job chose another grouper, where there are standby tasks (whose
   * containers follow those of the active ones), and with host affinity, where the default grouper
   * looks at the last plan itself.
   */
  private JobModel settled(JobModel model) {
    Config config = model.getConfig();
    if (previousTasks.isEmpty()
        || !new TaskConfig(config).getTaskNameGrouperFactory().equals(DEFAULT_GROUPER)
        || new JobConfig(config).getStandbyTasksEnabled()
        || new ClusterManagerConfig(config).getHostAffinityEnabled()) {
      return model;
    }
    Map<String, TaskModel> tasks = new HashMap<>();
    for (ContainerModel container : model.getContainers().values()) {
      container.getTasks().forEach((name, task) -> tasks.put(name.getTaskName(), task));
    }
    List<SortedSet<String>> placed =
        TaskPlacement.of(tasks.keySet(), previousTasks, model.getContainers().size());
    Map<String, ContainerModel> containers = new HashMap<>();
    for (int id = 0; id < placed.size(); id++) {
      Map<TaskName, TaskModel> share = new HashMap<>();
      placed.get(id).forEach(task -> share.put(tasks.get(task).getTaskName(), tasks.get(task)));
      String processor = Integer.toString(id);
      containers.put(processor, new ContainerModel(processor, share));
    }
    return new JobModel(config, containers);
  }

  /** Task to its processor, of a model. */
  private static Map<String, String> processors(JobModel model) {
    Map<String, String> processors = new HashMap<>();
    model
        .getContainers()
        .forEach(
            (processor, container) ->
                container
                    .getTasks()
                    .keySet()
                    .forEach(task -> processors.put(task.getTaskName(), processor)));
    return processors;
  }

  static String toJson(JobModel model) {
    try {
      return SamzaObjectMapper.getObjectMapper().writeValueAsString(model);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot encode the job model", e);
    }
  }

  /**
   * @param json empty for none
   */
  static Optional<JobModel> fromJson(String json) {
    if (json.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(SamzaObjectMapper.getObjectMapper().readValue(json, JobModel.class));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the previous plan's job model cannot be read", e);
    }
  }

  private JobModel group(Config config, Map<TaskName, Integer> changelogPartitions) {
    String grouper = "job.systemstreampartition.grouper.factory";
    return Failures.guard(
        config,
        grouper,
        new JobConfig(config).getSystemStreamPartitionGrouperFactory(),
        "groupers that take the job's input partitions",
        () ->
            new JobModelHelper(
                    metadata.locality(),
                    metadata.taskAssignment(),
                    metadata.taskPartitions(),
                    new StreamMetadataCache(systems.asSystemAdmins(), 0, SystemClock.instance()),
                    JobModelCalculator.INSTANCE)
                .newJobModel(config, changelogPartitions));
  }

  /** That the names of the inputs are well formed, their systems known, and broadcasts in range. */
  private void checkInputs(Config config) {
    TaskConfig task = new TaskConfig(config);
    for (SystemStream input :
        Failures.guard(
            config,
            "task.inputs",
            config.get("task.inputs", ""),
            "system.stream, separated by commas",
            task::getInputStreams)) {
      systems.admin(input.getSystem(), systems.names().origin(input));
    }
    String broadcast = "task.broadcast.inputs";
    SystemAdmins admins = systems.asSystemAdmins();
    for (SystemStreamPartition partition :
        Failures.guard(
            config,
            broadcast,
            config.get(broadcast, ""),
            "system.stream#partition or system.stream#[first-last], separated by commas",
            task::getBroadcastSystemStreamPartitions)) {
      SystemStream stream = partition.getSystemStream();
      systems.admin(stream.getSystem(), systems.names().origin(stream));
      SystemStreamMetadata described =
          admins
              .getSystemAdmin(stream.getSystem())
              .getSystemStreamPartitionCounts(Set.of(stream.getStream()), 0)
              .get(stream.getStream());
      Partition id = partition.getPartition();
      if (!described.getSystemStreamPartitionMetadata().containsKey(id)) {
        throw PlanningException.badInput(
            broadcast,
            config.get(broadcast),
            stream + " has no partition " + id.getPartitionId(),
            "partitions 0 to " + (described.getSystemStreamPartitionMetadata().size() - 1),
            null);
      }
    }
  }

  private static PlanningException clearer(Config config, PlanningException e) {
    String message = String.valueOf(e.getMessage());
    Matcher tooMany = TOO_MANY_CONTAINERS.matcher(message);
    if (tooMany.matches()) {
      return PlanningException.badInput(
          CONTAINER_COUNT,
          tooMany.group(1),
          "there are only " + tooMany.group(2) + " tasks (one for each group of input partitions)",
          "1 to " + tooMany.group(2),
          e);
    }
    if (message.contains("No tasks found")) {
      return config.get("task.inputs", "").isBlank()
          ? PlanningException.missing("task.inputs", "at least one system.stream")
          : PlanningException.badInput(
              "task.inputs",
              config.get("task.inputs"),
              "no task comes of it",
              "inputs with at least one partition",
              e);
    }
    return e;
  }
}
