package io.samzakeeper.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.job.PlannerRequest;
import io.samzakeeper.job.PlannerResult;
import io.samzakeeper.job.PlannerResult.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.samza.config.Config;
import org.apache.samza.config.ConfigRewriter;
import org.apache.samza.config.MapConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Planning anew over inputs that have changed. */
class InputGrowthTest {
  @TempDir Path streams;

  private final SortedMap<String, String> config = new TreeMap<>();

  @BeforeEach
  void aJobOverFourPartitions() throws IOException {
    stream("lines", 4);
    config.put("job.name", "copy");
    config.put("job.container.count", "2");
    config.put("task.class", SampleJobs.Copy.class.getName());
    config.put("task.inputs", "files.lines");
    config.put("systems.files.samza.factory", FileSystemFactory.class.getName());
    config.put("systems.files.directory", streams.toString());
  }

  @Test
  void aJobWithoutStateTakesAll() throws IOException {
    PlannerResult first = plan();
    stream("lines", 6);

    PlannerResult second = planAfter(first);

    assertThat(tasks(second)).hasSize(6);
    assertThat(second.inputs()).containsEntry("files.lines", 6);
    assertThat(notFollowed(second)).isEmpty();
  }

  @Test
  void aJobWithStateTakesAMultipleWithTheSameTasks() throws IOException {
    withStore();
    PlannerResult first = plan();
    stream("lines", 8);

    PlannerResult second = planAfter(first);

    assertThat(second.tasks()).isEqualTo(first.tasks());
    assertThat(second.inputs()).containsEntry("files.lines", 8);
    assertThat(partitions(second))
        .containsEntry("Partition 1", List.of("lines#1", "lines#5"))
        .containsEntry("Partition 3", List.of("lines#3", "lines#7"));
    assertThat(notFollowed(second)).isEmpty();
    assertThat(partitions(planAfter(second))).isEqualTo(partitions(second));
  }

  @Test
  void aJobWithStateGoesOnWithWhatItHasWhereItIsNoMultipleAndSaysSo() throws IOException {
    withStore();
    PlannerResult first = plan();
    stream("lines", 6);

    PlannerResult second = planAfter(first);

    assertThat(partitions(second)).isEqualTo(partitions(first));
    assertThat(second.inputs()).containsEntry("files.lines", 4);
    assertThat(notFollowed(second))
        .singleElement()
        .asString()
        .contains("files.lines has grown from 4 to 6 partitions")
        .contains("NOT processed")
        .contains("store seen has keys by task, and 6 is no multiple of 4")
        .contains("job.id");

    stream("lines", 8);
    PlannerResult third = planAfter(second);
    assertThat(third.inputs()).containsEntry("files.lines", 8);
    assertThat(notFollowed(third)).isEmpty();
  }

  @Test
  void aJobWithStateGoesOnWithWhatItHasWhereExpansionIsOff() throws IOException {
    withStore();
    config.put("job.systemstreampartition.input.expansion.enabled", "false");
    PlannerResult first = plan();
    stream("lines", 8);

    PlannerResult second = planAfter(first);

    assertThat(partitions(second)).isEqualTo(partitions(first));
    assertThat(notFollowed(second))
        .singleElement()
        .asString()
        .contains("job.systemstreampartition.input.expansion.enabled is false");
  }

  /** Samza's own expansion would not see that such a job has state. */
  @Test
  void aChangelogOfAStoreInMemoryIsStateToo() {
    withStore();
    config.put(
        "stores.seen.factory",
        "org.apache.samza.storage.kv.inmemory.InMemoryKeyValueStorageEngineFactory");
    config.put("stores.cache.factory", config.get("stores.seen.factory"));
    config.put("stores.disk.factory", SampleJobs.Store.class.getName());
    MapConfig stores = new MapConfig(config);

    assertThat(StateByTask.stores(stores)).containsExactly("disk", "seen");
    config.remove("stores.disk.factory");
    assertThat(StateByTask.anyOnDisk(stores)).isTrue();
    assertThat(StateByTask.anyOnDisk(new MapConfig(config))).isFalse();
  }

  @Test
  void aStreamThatIsFoundJoinsTheTasksOfAJobWithState() throws IOException {
    withStore();
    withPattern();
    PlannerResult first = plan();
    stream("lines-2", 3);

    PlannerResult second = planAfter(first);

    assertThat(second.tasks()).isEqualTo(first.tasks());
    assertThat(partitions(second))
        .containsEntry("Partition 2", List.of("lines#2", "lines-2#2"))
        .containsEntry("Partition 3", List.of("lines#3"));
    assertThat(notFollowed(second)).isEmpty();
  }

  @Test
  void aStreamThatIsFoundAndWouldBringTasksToAJobWithStateIsLeftOut() throws IOException {
    withStore();
    withPattern();
    PlannerResult first = plan();
    stream("lines-2", 5);

    PlannerResult second = planAfter(first);

    assertThat(partitions(second)).isEqualTo(partitions(first));
    assertThat(second.metadata().get("set-changelog")).hasSize(4);
    assertThat(notFollowed(second))
        .singleElement()
        .asString()
        .contains("files.lines-2 is NOT read")
        .contains("store seen");
  }

  @Test
  void aJobWithoutStateTakesWhatItFinds() throws IOException {
    withPattern();
    PlannerResult first = plan();
    stream("lines-2", 5);

    assertThat(partitions(planAfter(first)))
        .containsEntry("Partition 4", List.of("lines-2#4"))
        .containsEntry("Partition 0", List.of("lines#0", "lines-2#0"));
  }

  @Test
  void fewerPartitionsOfAJobWithStateAreRefused() throws IOException {
    withStore();
    PlannerResult first = plan();
    stream("lines", 2);

    PlannerResult second = new Planner().answer(request(first.model(), first.metadata()));

    assertThat(second.status()).isEqualTo(Status.BAD_INPUT);
    assertThat(second.problem().message())
        .contains("task.inputs")
        .contains("files.lines had 4 partitions, has 2 now")
        .contains("store seen");
  }

  /** Its windows have state, and its intermediate stream was made with so many partitions. */
  @Test
  void aHighLevelApplicationWithStateKeepsItsTasksToo() throws IOException {
    config.remove("task.class");
    config.remove("task.inputs");
    config.put("app.class", SampleJobs.WordCount.class.getName());
    config.put("stores.copy-1-window-count.factory", SampleJobs.Store.class.getName());
    PlannerResult first = plan();
    stream("lines", 8);
    PlannerResult multiple = planAfter(first);
    stream("lines", 9);
    PlannerResult none = planAfter(multiple);

    assertThat(multiple.tasks()).isEqualTo(first.tasks());
    assertThat(partitions(multiple))
        .containsEntry(
            "Partition 0", List.of("copy-1-partition_by-by-word#0", "lines#0", "lines#4"));
    assertThat(partitions(none)).isEqualTo(partitions(multiple));
    assertThat(notFollowed(none)).singleElement().asString().contains("from 8 to 9");
  }

  /** A run in batch mode begins afresh, with what its input has then. */
  @Test
  void aNewBatchRunTakesAll() throws IOException {
    withStore();
    config.put("app.mode", "BATCH");
    PlannerResult first = plan();
    stream("lines", 6);

    PlannerResult second = planAfter(first);

    assertThat(tasks(second)).hasSize(6);
    assertThat(notFollowed(second)).isEmpty();
  }

  /** What Samza's rewriter for topics does, for the system of these tests. */
  public static final class Pattern implements ConfigRewriter {
    @Override
    public Config rewrite(String name, Config config) {
      Map<String, String> rewritten = new TreeMap<>(config);
      try (var files = Files.list(Path.of(config.get("systems.files.directory")))) {
        rewritten.put(
            "task.inputs",
            String.join(
                ",",
                files
                    .map(file -> file.getFileName().toString())
                    .filter(file -> file.startsWith("lines"))
                    .map(file -> "files." + file)
                    .sorted()
                    .toList()));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      return new MapConfig(rewritten);
    }
  }

  private void withStore() {
    config.put("stores.seen.factory", SampleJobs.Store.class.getName());
    config.put("stores.seen.changelog", "files.seen-changelog");
  }

  private void withPattern() {
    config.put("job.config.rewriters", "pattern");
    config.put("job.config.rewriter.pattern.class", Pattern.class.getName());
  }

  private PlannerResult plan() {
    return accepted(new Planner().answer(request("", new TreeMap<>())));
  }

  private PlannerResult planAfter(PlannerResult previous) {
    return accepted(new Planner().answer(request(previous.model(), previous.metadata())));
  }

  private static PlannerResult accepted(PlannerResult result) {
    assertThat(result.problem()).isNull();
    return result;
  }

  private PlannerRequest request(
      String previousModel, SortedMap<String, SortedMap<String, byte[]>> metadata) {
    return PlannerRequest.plan(config, previousModel, metadata, true, false);
  }

  private static List<String> notFollowed(PlannerResult result) {
    return result.notices().stream()
        .filter(line -> line.startsWith(PlannerResult.NOT_FOLLOWED))
        .toList();
  }

  private static List<String> tasks(PlannerResult result) {
    return result.tasks().values().stream().flatMap(Collection::stream).toList();
  }

  /** Task to its partitions, as {@code stream#partition}. */
  private static SortedMap<String, List<String>> partitions(PlannerResult result) {
    SortedMap<String, List<String>> partitions = new TreeMap<>();
    JobModels.fromJson(result.model())
        .orElseThrow()
        .getContainers()
        .values()
        .forEach(
            container ->
                container
                    .getTasks()
                    .forEach(
                        (name, task) ->
                            partitions.put(
                                name.getTaskName(),
                                task.getSystemStreamPartitions().stream()
                                    .map(
                                        input ->
                                            input.getStream()
                                                + "#"
                                                + input.getPartition().getPartitionId())
                                    .sorted()
                                    .toList())));
    return partitions;
  }

  private void stream(String name, int partitions) throws IOException {
    Files.writeString(streams.resolve(name), Integer.toString(partitions));
  }
}
