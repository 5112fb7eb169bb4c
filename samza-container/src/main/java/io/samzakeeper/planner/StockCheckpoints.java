package io.samzakeeper.planner;

import io.samzakeeper.job.CheckpointRecord;
import io.samzakeeper.job.CheckpointRecord.Snapshot;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.planner.StreamNames.Origin;
import io.samzakeeper.samza.CheckpointCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.samza.checkpoint.Checkpoint;
import org.apache.samza.checkpoint.CheckpointManager;
import org.apache.samza.checkpoint.CheckpointManagerFactory;
import org.apache.samza.config.Config;
import org.apache.samza.config.JobConfig;
import org.apache.samza.config.TaskConfig;
import org.apache.samza.container.TaskName;
import org.apache.samza.job.model.JobModel;
import org.apache.samza.job.model.TaskMode;
import org.apache.samza.metrics.MetricsRegistryMap;
import org.apache.samza.system.SystemStream;

/**
 * Checkpoints where stock Samza keeps them: in what {@code task.checkpoint.factory} names. Samza's
 * own classes read and write them.
 */
final class StockCheckpoints {
  /** How long all checkpoints of a job may take to read, or to write and read again. */
  static final Duration LIMIT = Duration.ofMinutes(2);

  private static final String KEY = "task.checkpoint.factory";
  private static final String OURS = "io.samzakeeper.samza.";
  private static final String KAFKA =
      "org.apache.samza.checkpoint.kafka.KafkaCheckpointManagerFactory";

  private final JobSystems systems;
  private final BoundedCalls calls;
  private final Notices notices;

  StockCheckpoints(JobSystems systems, BoundedCalls calls, Notices notices) {
    this.systems = systems;
    this.calls = calls;
    this.notices = notices;
  }

  /**
   * What a job that is submitted for the first time goes on from: nothing where the config names no
   * store of checkpoints, or Kafka has none.
   *
   * @return task name to checkpoint as the tree keeps it; tasks without one are left out
   */
  SortedMap<String, byte[]> takeOver(JobModel model) {
    Config config = model.getConfig();
    String factory = config.get(KEY, "").strip();
    if (factory.isEmpty() || factory.startsWith(OURS)) {
      return new TreeMap<>();
    }
    ClassRules.check(KEY, factory, CheckpointManagerFactory.class);
    if (factory.equals(KAFKA) && !kafkaTopicExists(config)) {
      return new TreeMap<>();
    }
    SortedMap<String, byte[]> checkpoints = read(model, factory);
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

  /**
   * The same where they are asked for by name: in Kafka, unless the config names another store.
   *
   * @throws PlanningException when there are none at all, too
   */
  SortedMap<String, byte[]> read(JobModel model) {
    Config config = model.getConfig();
    String factory = factory(config);
    if (factory.equals(KAFKA) && !kafkaTopicExists(config)) {
      throw PlanningException.badInput(
          "task.checkpoint.system",
          checkpointSystem(config),
          "there is no topic " + topic(config) + " in it",
          "a system with the checkpoint topic of a stock job of this name and id",
          null);
    }
    SortedMap<String, byte[]> checkpoints = read(model, factory);
    if (checkpoints.isEmpty()) {
      throw PlanningException.badInput(
          KEY, factory, "it has no checkpoint of any task", "a store that has some", null);
    }
    return checkpoints;
  }

  /**
   * Writes checkpoints of tasks there, and reads them back as stock Samza will.
   *
   * @param checkpoints task name to checkpoint as the tree keeps it
   */
  void write(JobModel model, SortedMap<String, byte[]> checkpoints) {
    Config config = model.getConfig();
    String factory = factory(config);
    List<CheckpointRecord> records = new ArrayList<>();
    checkpoints.forEach(
        (task, data) -> records.add(Znodes.decode(task, data, CheckpointRecord.class)));
    Failures.guard(
        config,
        KEY,
        factory,
        "a store of checkpoints that can be written and read",
        () ->
            calls.within(
                LIMIT,
                () -> {
                  write(config, factory, records);
                  return null;
                },
                () -> silent(factory)));
  }

  private static String factory(Config config) {
    String named = config.get(KEY, "").strip();
    String factory = named.isEmpty() || named.startsWith(OURS) ? KAFKA : named;
    ClassRules.check(KEY, factory, CheckpointManagerFactory.class);
    return factory;
  }

  private SortedMap<String, byte[]> read(JobModel model, String factory) {
    Config config = model.getConfig();
    return Failures.guard(
        config,
        KEY,
        factory,
        "a store of checkpoints that can be read (the job goes on from them), or none",
        () ->
            calls.within(
                LIMIT, () -> read(config, factory, activeTasks(model)), () -> silent(factory)));
  }

  private static SortedMap<String, byte[]> read(Config config, String factory, List<TaskName> tasks)
      throws ReflectiveOperationException {
    CheckpointManager manager = manager(config, factory);
    SortedMap<String, byte[]> checkpoints = new TreeMap<>();
    start(manager, tasks);
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

  private static void write(Config config, String factory, List<CheckpointRecord> records)
      throws ReflectiveOperationException {
    List<TaskName> tasks = records.stream().map(record -> new TaskName(record.task())).toList();
    CheckpointManager writer = manager(config, factory);
    writer.createResources();
    start(writer, tasks);
    try {
      for (CheckpointRecord record : records) {
        record
            .versions()
            .forEach(
                (version, snapshot) ->
                    writer.writeCheckpoint(
                        new TaskName(record.task()),
                        CheckpointCodec.toCheckpoint(version, snapshot)));
      }
    } finally {
      writer.stop();
    }
    // Its serdes do not keep all that there can be, and an older one of a version that is
    // preferred may be there still.
    CheckpointManager reader = manager(config, factory);
    start(reader, tasks);
    try {
      List<Short> readVersions = new TaskConfig(config).getCheckpointReadVersions();
      for (CheckpointRecord record : records) {
        requireThatItReads(
            factory, record, readVersions, reader.readLastCheckpoint(new TaskName(record.task())));
      }
    } finally {
      reader.stop();
    }
  }

  private static void requireThatItReads(
      String factory, CheckpointRecord record, List<Short> readVersions, Checkpoint read) {
    Snapshot wanted =
        readVersions.stream()
            .map(version -> record.versions().get((int) version))
            .filter(snapshot -> snapshot != null)
            .findFirst()
            .orElse(null);
    if (wanted == null) {
      throw PlanningException.badInput(
          "task.checkpoint.read.versions",
          readVersions.toString(),
          record.task() + " has checkpoints of versions " + record.versions().keySet() + " only",
          "one of them",
          null);
    }
    boolean same =
        read != null
            && inputs(CheckpointCodec.imported(new TaskName(record.task()), read, 0))
                .equals(List.of(wanted.inputs()));
    if (!same) {
      throw PlanningException.badInput(
          KEY,
          factory,
          "the checkpoint of "
              + record.task()
              + " was written to it and is read back otherwise ("
              + (read == null ? "none" : read.getOffsets())
              + "): stock Samza would not go on where the job is",
          "a store that keeps these inputs (Samza's own version 2 does not keep topics with dots,"
              + " version 1 no key buckets)",
          null);
    }
  }

  private static List<List<CheckpointRecord.Input>> inputs(CheckpointRecord record) {
    return record.versions().values().stream().map(Snapshot::inputs).toList();
  }

  private static CheckpointManager manager(Config config, String factory)
      throws ReflectiveOperationException {
    return Class.forName(factory)
        .asSubclass(CheckpointManagerFactory.class)
        .getDeclaredConstructor()
        .newInstance()
        .getCheckpointManager(config, new MetricsRegistryMap());
  }

  private static void start(CheckpointManager manager, Collection<TaskName> tasks) {
    tasks.forEach(manager::register);
    manager.start();
  }

  /** Reading a topic that is not there would create it. */
  private boolean kafkaTopicExists(Config config) {
    String system = checkpointSystem(config);
    return !system.isBlank()
        && systems.isListed(
            new SystemStream(system, topic(config)), new Origin("task.checkpoint.system", system));
  }

  private static String checkpointSystem(Config config) {
    return config.get("task.checkpoint.system", config.get("job.default.system", ""));
  }

  /** As Samza's KafkaUtil names it. */
  private static String topic(Config config) {
    JobConfig job = new JobConfig(config);
    return "__samza_checkpoint_ver_1_for_"
        + job.getName().orElseThrow().replace('_', '-')
        + "_"
        + job.getJobId().replace('_', '-');
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
        "the job's checkpoints could not be read or written within " + LIMIT.toSeconds() + "s",
        "see that their store is up and can be reached from here, then try again",
        null);
  }
}
