package io.samzakeeper.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.job.CheckpointRecord;
import io.samzakeeper.job.CheckpointRecord.Input;
import io.samzakeeper.job.CheckpointRecord.Snapshot;
import io.samzakeeper.job.PlannerRequest;
import io.samzakeeper.job.PlannerResult;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.samza.ZkCheckpointManagerFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.samza.Partition;
import org.apache.samza.checkpoint.Checkpoint;
import org.apache.samza.checkpoint.CheckpointManager;
import org.apache.samza.checkpoint.CheckpointManagerFactory;
import org.apache.samza.checkpoint.CheckpointV1;
import org.apache.samza.config.Config;
import org.apache.samza.config.MapConfig;
import org.apache.samza.container.TaskName;
import org.apache.samza.coordinator.metadatastore.CoordinatorStreamStore;
import org.apache.samza.coordinator.metadatastore.NamespaceAwareCoordinatorStreamStore;
import org.apache.samza.coordinator.stream.messages.SetChangelogMapping;
import org.apache.samza.job.model.JobModel;
import org.apache.samza.metrics.MetricsRegistry;
import org.apache.samza.metrics.MetricsRegistryMap;
import org.apache.samza.storage.ChangelogStreamManager;
import org.apache.samza.system.SystemStreamPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that ran on stock Samza goes on where it was. */
class MovingFromStockTest {
  @TempDir Path streams;

  private final SortedMap<String, String> config = new TreeMap<>();

  @BeforeEach
  void aJobWithACoordinatorSystem() throws IOException {
    Files.writeString(streams.resolve("lines"), "3");
    config.put("job.name", "moved_job");
    config.put("job.default.system", "files");
    config.put("task.class", SampleJobs.Copy.class.getName());
    config.put("task.inputs", "files.lines");
    config.put("systems.files.samza.factory", FileSystemFactory.class.getName());
    config.put("systems.files.directory", streams.toString());
  }

  @Test
  void takesTheChangelogPartitionsOfTheCoordinatorStream() throws IOException {
    Files.writeString(streams.resolve("__samza_coordinator_moved-job_1"), "1");
    CoordinatorStreamStore stock =
        new CoordinatorStreamStore(new MapConfig(config), new MetricsRegistryMap());
    stock.init();
    new ChangelogStreamManager(
            new NamespaceAwareCoordinatorStreamStore(stock, SetChangelogMapping.TYPE))
        .writePartitionMapping(
            Map.of(new TaskName("Partition 0"), 1, new TaskName("Partition 1"), 0));
    stock.close();

    PlannerResult result = plan(true);

    JobModel model = JobModels.fromJson(result.model()).orElseThrow();
    assertThat(model.getContainers().get("0").getTasks())
        .hasEntrySatisfying(
            new TaskName("Partition 0"), t -> assertChangelog(t.getChangelogPartition(), 1))
        .hasEntrySatisfying(
            new TaskName("Partition 1"), t -> assertChangelog(t.getChangelogPartition(), 0))
        .hasEntrySatisfying(
            new TaskName("Partition 2"), t -> assertChangelog(t.getChangelogPartition(), 2));
    assertThat(result.notices()).anyMatch(line -> line.contains("__samza_coordinator_moved-job_1"));
    assertThat(plan(false).notices()).isEmpty();
  }

  @Test
  void createsNoCoordinatorStreamWhereThereIsNone() throws IOException {
    assertThat(plan(true).notices()).isEmpty();

    try (var files = Files.list(streams)) {
      assertThat(files.map(Path::getFileName).map(Path::toString)).containsExactly("lines");
    }
  }

  @Test
  void readsTheLastCheckpointOfEachTaskThatHasOne() {
    config.put("task.checkpoint.factory", Checkpoints.class.getName());
    config.put("checkpoint.of.Partition 1", "42");

    PlannerResult result = plan(true);

    assertThat(result.checkpoints()).containsOnlyKeys("Partition 1");
    CheckpointRecord record =
        Znodes.decode("result", result.checkpoints().get("Partition 1"), CheckpointRecord.class);
    assertThat(record.task()).isEqualTo("Partition 1");
    assertThat(record.versions())
        .containsExactly(
            Map.entry(
                1,
                new Snapshot(
                    "", List.of(new Input("files", "lines", 1, -1, "42")), new TreeMap<>())));
    assertThat(plan(false).checkpoints()).isEmpty();
  }

  @Test
  void aBatchRunStartsWithoutCheckpoints() {
    config.put("task.checkpoint.factory", Checkpoints.class.getName());
    config.put("checkpoint.of.Partition 1", "42");
    config.put("app.mode", "BATCH");

    assertThat(plan(true).checkpoints()).isEmpty();
  }

  @Test
  void readsNothingFromOurOwnFactory() {
    config.put("task.checkpoint.factory", ZkCheckpointManagerFactory.class.getName());

    assertThat(plan(true).checkpoints()).isEmpty();
  }

  @Test
  void doesNotGoOnWithoutCheckpointsThatItCannotRead() {
    config.put("task.checkpoint.factory", "no.such.Factory");

    assertThat(answer(true).problem().message())
        .startsWith("task.checkpoint.factory=no.such.Factory")
        .contains("CheckpointManagerFactory");
  }

  private PlannerResult plan(boolean takeOver) {
    PlannerResult result = answer(takeOver);
    assertThat(result.problem()).isNull();
    return result;
  }

  private PlannerResult answer(boolean takeOver) {
    return new Planner().answer(PlannerRequest.plan(config, "", new TreeMap<>(), true, takeOver));
  }

  private static void assertChangelog(Partition partition, int id) {
    assertThat(partition.getPartitionId()).isEqualTo(id);
  }

  /** Checkpoints that stand in the config: {@code checkpoint.of.<task>}. */
  public static final class Checkpoints implements CheckpointManagerFactory {
    @Override
    public CheckpointManager getCheckpointManager(Config config, MetricsRegistry registry) {
      return new FixedCheckpoints(config, new HashSet<>());
    }
  }

  private record FixedCheckpoints(Config config, Set<TaskName> registered)
      implements CheckpointManager {
    @Override
    public void start() {}

    @Override
    public void register(TaskName taskName) {
      registered.add(taskName);
    }

    @Override
    public void writeCheckpoint(TaskName taskName, Checkpoint checkpoint) {
      throw new UnsupportedOperationException("an import writes nothing");
    }

    @Override
    public void createResources() {
      throw new UnsupportedOperationException("an import creates nothing");
    }

    @Override
    public Checkpoint readLastCheckpoint(TaskName taskName) {
      assertThat(registered).contains(taskName);
      String offset = config.get("checkpoint.of." + taskName.getTaskName());
      return offset == null
          ? null
          : new CheckpointV1(
              Map.of(new SystemStreamPartition("files", "lines", new Partition(1)), offset));
    }

    @Override
    public void stop() {}
  }
}
