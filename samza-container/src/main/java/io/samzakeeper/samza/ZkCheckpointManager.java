package io.samzakeeper.samza;

import io.samzakeeper.job.CheckpointRecord;
import io.samzakeeper.job.CheckpointRecord.Snapshot;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.Versioned;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.samza.SamzaException;
import org.apache.samza.checkpoint.Checkpoint;
import org.apache.samza.checkpoint.CheckpointManager;
import org.apache.samza.container.TaskName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checkpoints in the job's tree. They are read once, in one burst, and kept; a write returns when
 * it is durable, and is refused once the processor belongs to another container. Writes are for any
 * thread; Samza has at most one commit of a task under way.
 */
public final class ZkCheckpointManager implements CheckpointManager {
  private static final Logger LOG = LoggerFactory.getLogger(ZkCheckpointManager.class);

  private final OwnedTree owned;
  private final List<Short> readVersions;
  private final boolean follows;
  private final Map<TaskName, Entry> tasks = new ConcurrentHashMap<>();

  /**
   * @param readVersions Samza's checkpoint versions that may be read, the preferred one first
   * @param follows whether somebody else writes these checkpoints, as for a standby container: then
   *     each read asks ZooKeeper
   */
  public ZkCheckpointManager(OwnedTree owned, List<Short> readVersions, boolean follows) {
    this.owned = owned;
    this.readVersions = List.copyOf(readVersions);
    this.follows = follows;
  }

  @Override
  public void register(TaskName taskName) {
    tasks.computeIfAbsent(taskName, Entry::new);
  }

  /**
   * Reads the last checkpoint of every registered task.
   *
   * @throws io.samzakeeper.job.UnreadableZnodeException when one is corrupt or of a newer format
   */
  @Override
  public void start() {
    // What the last owner wrote before it was fenced must be seen, whichever server answers.
    owned.tree().sync();
    read(tasks.values());
    LOG.info(
        "Read the checkpoints of {} tasks: {} have one",
        tasks.size(),
        tasks.values().stream().filter(entry -> !entry.versions().isEmpty()).count());
  }

  @Override
  public Checkpoint readLastCheckpoint(TaskName taskName) {
    Entry entry = entry(taskName);
    if (follows) {
      read(List.of(entry));
    }
    SortedMap<Integer, Snapshot> versions = entry.versions();
    for (short version : readVersions) {
      Snapshot snapshot = versions.get((int) version);
      if (snapshot != null) {
        return CheckpointCodec.toCheckpoint(version, snapshot);
      }
    }
    return null;
  }

  /**
   * @throws io.samzakeeper.tree.FencedException when the processor was given away: nothing is
   *     written
   * @throws io.samzakeeper.tree.TreeException when the worker stops before it is known to be
   *     written
   */
  @Override
  public void writeCheckpoint(TaskName taskName, Checkpoint checkpoint) {
    entry(taskName).write(checkpoint.getVersion(), CheckpointCodec.toSnapshot(checkpoint));
  }

  /** Removes the checkpoints of every task of the job, not only of this worker's. */
  @Override
  public void clearCheckpoints() {
    String parent = owned.tree().paths().checkpoints();
    List<CompletableFuture<Void>> removals = new ArrayList<>();
    for (String name : owned.tree().children(parent)) {
      removals.add(owned.writes().submit(parent + "/" + name, null));
    }
    removals.forEach(CompletableFuture::join);
    tasks.values().forEach(entry -> entry.set(new TreeMap<>()));
  }

  /** Nothing to do: every write was durable when it returned. */
  @Override
  public void stop() {}

  private Entry entry(TaskName taskName) {
    Entry entry = tasks.get(taskName);
    if (entry == null) {
      throw new SamzaException(taskName + " is not registered for checkpoints");
    }
    return entry;
  }

  private void read(Collection<Entry> entries) {
    String parent = owned.tree().paths().checkpoints();
    SortedMap<String, Versioned<byte[]>> values =
        owned.tree().readBytes(parent, entries.stream().map(Entry::znode).toList());
    for (Entry entry : entries) {
      Versioned<byte[]> value = values.get(entry.znode());
      if (value != null) {
        entry.set(Znodes.decode(entry.path(), value.value(), CheckpointRecord.class).versions());
      }
    }
  }

  /** One task: what is known to be durable. */
  private final class Entry {
    private final TaskName task;
    private SortedMap<Integer, Snapshot> durable = new TreeMap<>();

    Entry(TaskName task) {
      this.task = task;
    }

    String znode() {
      return JobPaths.encode(task.getTaskName());
    }

    String path() {
      return owned.tree().paths().checkpoint(task.getTaskName());
    }

    synchronized SortedMap<Integer, Snapshot> versions() {
      return durable;
    }

    synchronized void set(SortedMap<Integer, Snapshot> versions) {
      durable = versions;
    }

    synchronized void write(int version, Snapshot snapshot) {
      SortedMap<Integer, Snapshot> next = new TreeMap<>(durable);
      next.put(version, snapshot);
      CheckpointRecord record =
          new CheckpointRecord(
              task.getTaskName(),
              owned.assignment().containerId(),
              owned.assignment().epoch(),
              System.currentTimeMillis(),
              next);
      owned.writes().put(path(), Znodes.encode(record));
      durable = next;
    }
  }
}
