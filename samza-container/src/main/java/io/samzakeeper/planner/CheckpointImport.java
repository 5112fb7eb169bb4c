package io.samzakeeper.planner;

import io.samzakeeper.job.Znodes;
import io.samzakeeper.planner.StreamNames.Origin;
import io.samzakeeper.samza.CheckpointCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.samza.checkpoint.Checkpoint;
import org.apache.samza.checkpoint.CheckpointManager;
import org.apache.samza.checkpoint.CheckpointManagerFactory;
import org.apache.samza.config.Config;
import org.apache.samza.config.JobConfig;
import org.apache.samza.container.TaskName;
import org.apache.samza.job.model.JobModel;
import org.apache.samza.job.model.TaskMode;
import org.apache.samza.metrics.MetricsRegistryMap;
import org.apache.samza.system.SystemStream;

/**
 * Reads the last checkpoints of a job that ran on stock Samza so far, from what {@code
 * task.checkpoint.factory} names. Reads only: nothing is created where there is nothing.
 */
final class CheckpointImport {
  /** How long all checkpoints of a job may take to read. */
  static final Duration LIMIT = Duration.ofMinutes(2);

  private static final String KEY = "task.checkpoint.factory";
  private static final String OURS = "io.samzakeeper.samza.";
  private static final String KAFKA =
      "org.apache.samza.checkpoint.kafka.KafkaCheckpointManagerFactory";

  private final JobSystems systems;
  private final BoundedCalls calls;
  private final Notices notices;

  CheckpointImport(JobSystems systems, BoundedCalls calls, Notices notices) {
    this.systems = systems;
    this.calls = calls;
    this.notices = notices;
  }

  /** Task name to checkpoint as the tree keeps it; tasks without one are left out. */
  SortedMap<String, byte[]> read(JobModel model) {
    Config config = model.getConfig();
    String factory = config.get(KEY, "").strip();
    if (factory.isEmpty() || factory.startsWith(OURS)) {
      return new TreeMap<>();
    }
    ClassRules.check(KEY, factory, CheckpointManagerFactory.class);
    if (factory.equals(KAFKA) && !kafkaTopicExists(config)) {
      return new TreeMap<>();
    }
    SortedMap<String, byte[]> checkpoints =
        Failures.guard(
            config,
            KEY,
            factory,
            "a store of checkpoints that can be read (the job goes on from them), or none",
            () ->
                calls.within(
                    LIMIT, () -> read(config, factory, activeTasks(model)), () -> silent(factory)));
    if (!checkpoints.isEmpty()) {
      notices.add(
          "took over the checkpoints of "
              + checkpoints.size()
              + " tasks from "
              + KEY
              + "="
              + factory);
    }
    return checkpoints;
  }

  private SortedMap<String, byte[]> read(Config config, String factory, List<TaskName> tasks)
      throws ReflectiveOperationException {
    CheckpointManager manager =
        Class.forName(factory)
            .asSubclass(CheckpointManagerFactory.class)
            .getDeclaredConstructor()
            .newInstance()
            .getCheckpointManager(config, new MetricsRegistryMap());
    SortedMap<String, byte[]> checkpoints = new TreeMap<>();
    tasks.forEach(manager::register);
    manager.start();
    try {
      for (TaskName task : tasks) {
        Checkpoint checkpoint = manager.readLastCheckpoint(task);
        if (checkpoint != null) {
          checkpoints.put(
              task.getTaskName(),
              Znodes.encode(
                  CheckpointCodec.imported(task, checkpoint, System.currentTimeMillis())));
        }
      }
    } finally {
      manager.stop();
    }
    return checkpoints;
  }

  /** Reading a topic that is not there would create it. Its name is that of Samza's KafkaUtil. */
  private boolean kafkaTopicExists(Config config) {
    String system = config.get("task.checkpoint.system", config.get("job.default.system", ""));
    if (system.isBlank()) {
      return false;
    }
    JobConfig job = new JobConfig(config);
    String topic =
        "__samza_checkpoint_ver_1_for_"
            + job.getName().orElseThrow().replace('_', '-')
            + "_"
            + job.getJobId().replace('_', '-');
    return systems.isListed(
        new SystemStream(system, topic), new Origin("task.checkpoint.system", system));
  }

  private static List<TaskName> activeTasks(JobModel model) {
    List<TaskName> tasks = new ArrayList<>();
    model
        .getContainers()
        .values()
        .forEach(
            container ->
                container
                    .getTasks()
                    .forEach(
                        (name, task) -> {
                          if (task.getTaskMode() == TaskMode.Active) {
                            tasks.add(name);
                          }
                        }));
    return tasks;
  }

  private static PlanningException silent(String factory) {
    return PlanningException.environment(
        KEY,
        factory,
        "the job's checkpoints could not be read within " + LIMIT.toSeconds() + "s",
        "see that their store is up and can be reached from here, then try again",
        null);
  }
}
