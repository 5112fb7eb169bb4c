package io.samzakeeper.client;

import io.samzakeeper.change.SubmissionClaim;
import io.samzakeeper.change.TreeWrites;
import io.samzakeeper.job.CheckpointRecord;
import io.samzakeeper.job.CheckpointRecord.Input;
import io.samzakeeper.job.CheckpointRecord.Snapshot;
import io.samzakeeper.job.InvalidConfigException;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.Versioned;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.curator.framework.api.transaction.CuratorOp;

/**
 * The checkpoints of a job's tasks, to read at any time and to change while nobody runs the job and
 * the {@link SubmissionClaim} is held. What is written is durable on return.
 */
final class JobCheckpoints {
  private final JobTree tree;

  JobCheckpoints(JobTree tree) {
    this.tree = tree;
  }

  /** By task. */
  SortedMap<String, CheckpointRecord> all() {
    tree.sync();
    SortedMap<String, CheckpointRecord> records = new TreeMap<>();
    tree.readChildren(tree.paths().checkpoints(), CheckpointRecord.class)
        .forEach((name, record) -> records.put(JobPaths.decode(name), record.value()));
    return records;
  }

  /**
   * Some of them.
   *
   * @throws InvalidConfigException when one of the tasks has none
   */
  SortedMap<String, CheckpointRecord> of(Collection<String> tasks) {
    requireCheckpoints(tasks);
    String parent = tree.paths().checkpoints();
    SortedMap<String, CheckpointRecord> some = new TreeMap<>();
    tree.readBytes(parent, tasks.stream().map(JobPaths::encode).toList())
        .forEach(
            (name, value) ->
                some.put(
                    JobPaths.decode(name),
                    Znodes.decode(parent + "/" + name, value.value(), CheckpointRecord.class)));
    return some;
  }

  /** Of those that have a checkpoint, readable or not. */
  SortedSet<String> names() {
    tree.sync();
    return tree.children(tree.paths().checkpoints()).stream()
        .map(JobPaths::decode)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * @throws InvalidConfigException when one of the tasks has none
   */
  void requireCheckpoints(Collection<String> tasks) {
    SortedSet<String> all = names();
    for (String task : tasks) {
      if (!all.contains(task)) {
        throw new InvalidConfigException(
            "TASK",
            task,
            all.isEmpty()
                ? "none: no task of the job has a checkpoint"
                : "a task with a checkpoint: " + String.join(", ", all));
      }
    }
  }

  /**
   * A checkpoint with other offsets, in each of the versions that Samza wrote.
   *
   * @param offsets by the names of inputs, see {@link CheckpointInput}
   * @throws InvalidConfigException when one of the inputs is not the task's
   */
  static CheckpointRecord with(
      CheckpointRecord record, Map<String, String> offsets, long nowMillis) {
    Set<String> known = new TreeSet<>();
    record
        .versions()
        .values()
        .forEach(snapshot -> snapshot.inputs().forEach(i -> known.add(CheckpointInput.name(i))));
    for (String input : offsets.keySet()) {
      if (!known.contains(input)) {
        throw new InvalidConfigException(
            "INPUT", input, "an input of " + record.task() + ": " + String.join(", ", known));
      }
    }
    SortedMap<Integer, Snapshot> versions = new TreeMap<>();
    record
        .versions()
        .forEach(
            (version, snapshot) ->
                versions.put(
                    version,
                    new Snapshot(
                        snapshot.id(),
                        snapshot.inputs().stream().map(input -> with(input, offsets)).toList(),
                        snapshot.state())));
    return byCommand(record.task(), versions, nowMillis);
  }

  private static Input with(Input input, Map<String, String> offsets) {
    return new Input(
        input.system(),
        input.stream(),
        input.partition(),
        input.keyBucket(),
        offsets.getOrDefault(CheckpointInput.name(input), input.offset()));
  }

  /** Written by no container, in no epoch. */
  static CheckpointRecord byCommand(
      String task, SortedMap<Integer, Snapshot> versions, long nowMillis) {
    return new CheckpointRecord(task, "", 0, nowMillis, versions);
  }

  /**
   * Refuses checkpoints of tasks that the job does not have: nobody would read them.
   *
   * @throws InvalidConfigException when there is one
   */
  void requireTasks(Collection<String> tasks) {
    Set<String> planned = tasks();
    for (String task : tasks) {
      if (!planned.contains(task)) {
        throw new InvalidConfigException(
            "TASK", task, "a task of the job: " + String.join(", ", planned));
      }
    }
  }

  /** Of the current plan. */
  Set<String> tasks() {
    Set<String> planned = new TreeSet<>();
    JobStatus.outline(tree).values().forEach(planned::addAll);
    return planned;
  }

  /** No process of the last application, wherever one may be left, can write them afterwards. */
  void shutOut(String author) throws Exception {
    TreeWrites.inChunks(tree.client(), LastApplication.shutOut(tree, author));
  }

  /** Puts them in the place of what these tasks have. Again is the remedy where it fails midway. */
  void put(Collection<CheckpointRecord> records, String author) throws Exception {
    List<CuratorOp> operations = new ArrayList<>(LastApplication.shutOut(tree, author));
    tree.ensure(tree.paths().checkpoints());
    // One listing: to look for each of ten thousand would be as many round trips.
    Set<String> present = names();
    for (CheckpointRecord record : records) {
      String path = tree.paths().checkpoint(record.task());
      byte[] data = Znodes.encode(record);
      operations.add(
          present.contains(record.task())
              ? tree.client().transactionOp().setData().forPath(path, data)
              : tree.client().transactionOp().create().forPath(path, data));
    }
    TreeWrites.inChunks(tree.client(), operations);
  }

  /** Takes them away: the next run starts these tasks as new ones. */
  void remove(Collection<String> tasks, String author) throws Exception {
    List<CuratorOp> operations = new ArrayList<>(LastApplication.shutOut(tree, author));
    for (String task : tasks) {
      operations.add(tree.client().transactionOp().delete().forPath(tree.paths().checkpoint(task)));
    }
    TreeWrites.inChunks(tree.client(), operations);
  }

  /** The application that ran the job last. */
  Optional<String> lastApplication() {
    tree.sync();
    return tree.application().map(Versioned::value).map(last -> last.applicationId());
  }
}
