package io.samzakeeper.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.job.CheckpointRecord;
import io.samzakeeper.job.CheckpointRecord.Input;
import io.samzakeeper.job.CheckpointRecord.Snapshot;
import io.samzakeeper.job.PlannerRequest;
import io.samzakeeper.job.PlannerRequest.Mode;
import io.samzakeeper.job.PlannerResult;
import io.samzakeeper.job.PlannerResult.Status;
import io.samzakeeper.job.Znodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.samza.checkpoint.file.FileSystemCheckpointManagerFactory;
import org.apache.samza.config.MapConfig;
import org.apache.samza.container.TaskName;
import org.apache.samza.coordinator.metadatastore.CoordinatorStreamStore;
import org.apache.samza.coordinator.metadatastore.NamespaceAwareCoordinatorStreamStore;
import org.apache.samza.coordinator.stream.messages.SetChangelogMapping;
import org.apache.samza.metrics.MetricsRegistryMap;
import org.apache.samza.storage.ChangelogStreamManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a planner is asked about a job that is planned: where it is, in terms of stock Samza. */
class StockPositionsTest {
  private static final String COORDINATOR_STREAM = "__samza_coordinator_moved-job_1";

  @TempDir private Path directory;

  private final SortedMap<String, String> config = new TreeMap<>();
  private Path streams;

  @BeforeEach
  void aJobWithCheckpointsInFiles() throws IOException {
    streams = Files.createDirectory(directory.resolve("streams"));
    Files.writeString(streams.resolve("lines"), "3");
    config.put("job.name", "moved_job");
    config.put("job.default.system", "files");
    config.put("task.class", SampleJobs.Copy.class.getName());
    config.put("task.inputs", "files.lines");
    config.put("systems.files.samza.factory", FileSystemFactory.class.getName());
    config.put("systems.files.directory", streams.toString());
    config.put("task.checkpoint.factory", FileSystemCheckpointManagerFactory.class.getName());
    config.put(
        "task.checkpoint.path", Files.createDirectory(directory.resolve("checkpoints")).toString());
  }

  @Test
  void whatIsWrittenForStockSamzaIsWhatIsReadOfIt() {
    String model = model();
    SortedMap<String, byte[]> ours = new TreeMap<>();
    ours.put("Partition 0", checkpoint("Partition 0", input(0, -1, "41")));
    ours.put("Partition 2", checkpoint("Partition 2", input(2, -1, "7")));

    PlannerResult written = about(Mode.WRITE_KAFKA_CHECKPOINTS, model, ours);
    assertThat(written.problem()).isNull();
    assertThat(written.notices()).as("no changelog, no coordinator stream").isEmpty();

    PlannerResult read = about(Mode.READ_KAFKA_CHECKPOINTS, model, new TreeMap<>());
    assertThat(read.problem()).isNull();
    assertThat(read.checkpoints()).containsOnlyKeys("Partition 0", "Partition 2");
    assertThat(inputs(read, "Partition 0")).containsExactly(input(0, -1, "41"));
    assertThat(inputs(read, "Partition 2")).containsExactly(input(2, -1, "7"));
  }

  @Test
  void whatStockSamzaWouldReadOtherwiseIsRefused() {
    SortedMap<String, byte[]> ours = new TreeMap<>();
    ours.put("Partition 0", checkpoint("Partition 0", input(0, 1, "41")));

    PlannerResult written = about(Mode.WRITE_KAFKA_CHECKPOINTS, model(), ours);

    assertThat(written.status()).isEqualTo(Status.BAD_INPUT);
    assertThat(written.problem().message())
        .startsWith("task.checkpoint.factory=")
        .contains("Partition 0", "is read back otherwise");
  }

  @Test
  void whereThereIsNoneNothingIsTakenOver() {
    assertThat(about(Mode.READ_KAFKA_CHECKPOINTS, model(), new TreeMap<>()).problem().message())
        .contains("it has no checkpoint of any task");
  }

  @Test
  void aConfigThatNamesNoStoreMeansKafkasTopic() {
    config.remove("task.checkpoint.factory");
    assertThat(about(Mode.READ_KAFKA_CHECKPOINTS, model(), new TreeMap<>()).problem().message())
        .contains("there is no topic __samza_checkpoint_ver_1_for_");
  }

  @Test
  void aStoreWhoseClassIsMissingIsNamed() {
    config.put("task.checkpoint.factory", "example.NoSuchFactory");
    assertThat(about(Mode.READ_KAFKA_CHECKPOINTS, model(), new TreeMap<>()).problem().message())
        .startsWith("task.checkpoint.factory=example.NoSuchFactory");
  }

  @Test
  void keysThatAreGivenWinOverThoseOfThePlan() {
    config.put("task.checkpoint.path", directory.resolve("nowhere").toString());
    String model = model();
    SortedMap<String, byte[]> ours = new TreeMap<>();
    ours.put("Partition 0", checkpoint("Partition 0", input(0, -1, "41")));
    assertThat(about(Mode.WRITE_KAFKA_CHECKPOINTS, model, ours).status())
        .isEqualTo(Status.BAD_INPUT);

    PlannerResult written =
        new Planner()
            .answer(
                PlannerRequest.about(
                    Mode.WRITE_KAFKA_CHECKPOINTS,
                    new TreeMap<>(
                        Map.of(
                            "task.checkpoint.path", directory.resolve("checkpoints").toString())),
                    model,
                    ours));

    assertThat(written.problem()).isNull();
  }

  /** A job that has grown: a fresh one would have its tasks' state in other partitions. */
  @Test
  void changelogPartitionsGoAlongAndMustBeTheSame() throws IOException {
    config.put("stores.count.factory", SampleJobs.Store.class.getName());
    config.put("stores.count.changelog", "files.count-changelog");
    String model = model();
    SortedMap<String, byte[]> ours = new TreeMap<>();
    ours.put("Partition 0", checkpoint("Partition 0", input(0, -1, "41")));

    PlannerResult written = about(Mode.WRITE_KAFKA_CHECKPOINTS, model, ours);

    assertThat(written.problem()).isNull();
    assertThat(written.notices()).anyMatch(line -> line.contains("files." + COORDINATOR_STREAM));
    assertThat(stockMapping().readPartitionMapping())
        .containsEntry(new TaskName("Partition 2"), 2)
        .hasSize(3);
    assertThat(about(Mode.READ_KAFKA_CHECKPOINTS, model, new TreeMap<>()).problem()).isNull();

    stockMapping()
        .writePartitionMapping(
            Map.of(new TaskName("Partition 1"), 2, new TaskName("Partition 2"), 1));

    assertThat(about(Mode.READ_KAFKA_CHECKPOINTS, model, new TreeMap<>()).problem().message())
        .contains("state of Partition 1 in partition 2")
        .contains("this one in partition 1");
  }

  @Test
  void tellsHowFarInputsGo() throws IOException {
    String model = model();
    PlannerResult result = about(Mode.NEWEST_OFFSETS, model, new TreeMap<>());
    assertThat(result.problem()).isNull();
    assertThat(result.inputEnds().newest())
        .containsExactlyInAnyOrder(input(0, -1, "0"), input(1, -1, "0"), input(2, -1, "0"));
    assertThat(result.inputEnds().unknown()).isEmpty();

    Files.writeString(streams.resolve("lines"), "2");
    assertThat(about(Mode.NEWEST_OFFSETS, model, new TreeMap<>()).inputEnds().newest()).hasSize(2);

    Files.delete(streams.resolve("lines"));
    result = about(Mode.NEWEST_OFFSETS, model, new TreeMap<>());
    assertThat(result.inputEnds().newest()).isEmpty();
    assertThat(result.inputEnds().unknown()).containsOnlyKeys("files.lines");
    assertThat(streams.resolve("lines")).as("made by the question").doesNotExist();

    Files.delete(streams);
    result = about(Mode.NEWEST_OFFSETS, model, new TreeMap<>());
    assertThat(result.status()).isEqualTo(Status.OK);
    assertThat(result.inputEnds().unknown()).containsOnlyKeys("files");
  }

  private ChangelogStreamManager stockMapping() {
    CoordinatorStreamStore stock =
        new CoordinatorStreamStore(new MapConfig(config), new MetricsRegistryMap());
    stock.init();
    return new ChangelogStreamManager(
        new NamespaceAwareCoordinatorStreamStore(stock, SetChangelogMapping.TYPE));
  }

  private String model() {
    PlannerResult result =
        new Planner().answer(PlannerRequest.plan(config, "", new TreeMap<>(), true, false));
    assertThat(result.problem()).isNull();
    return result.model();
  }

  private static PlannerResult about(
      Mode mode, String model, SortedMap<String, byte[]> checkpoints) {
    return new Planner().answer(PlannerRequest.about(mode, new TreeMap<>(), model, checkpoints));
  }

  private static List<Input> inputs(PlannerResult result, String task) {
    return Znodes.decode(task, result.checkpoints().get(task), CheckpointRecord.class)
        .versions()
        .get(1)
        .inputs();
  }

  private static byte[] checkpoint(String task, Input input) {
    Snapshot snapshot = new Snapshot("", List.of(input), new TreeMap<>());
    return Znodes.encode(
        new CheckpointRecord(task, "container_1", 3, 1, new TreeMap<>(Map.of(1, snapshot))));
  }

  private static Input input(int partition, int keyBucket, String offset) {
    return new Input("files", "lines", partition, keyBucket, offset);
  }
}
