package io.samzakeeper.planner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.job.PlannerRequest;
import io.samzakeeper.job.PlannerResult;
import io.samzakeeper.job.PlannerResult.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.samza.Partition;
import org.apache.samza.container.TaskName;
import org.apache.samza.job.model.JobModel;
import org.apache.samza.job.model.TaskModel;
import org.apache.samza.startpoint.StartpointManager;
import org.apache.samza.startpoint.StartpointOldest;
import org.apache.samza.system.SystemStreamPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlannerTest {
  @TempDir Path streams;

  private final SortedMap<String, String> config = new TreeMap<>();

  @BeforeEach
  void aJobOverFourPartitions() throws IOException {
    stream("lines", 4);
    config.put("job.name", "copy");
    config.put("job.container.count", "2");
    config.put("systems.files.samza.factory", FileSystemFactory.class.getName());
    config.put("systems.files.directory", streams.toString());
  }

  @Test
  void plansTheStreamTaskOfAConfigWithNoCoordinatorSystem() throws IOException {
    config.put("task.class", SampleJobs.Copy.class.getName());
    config.put("task.inputs", "files.lines");

    PlannerResult result = plan();

    assertThat(result.tasks())
        .containsExactly(
            Map.entry("0", List.of("Partition 0", "Partition 2")),
            Map.entry("1", List.of("Partition 1", "Partition 3")));
    assertThat(result.inputs()).containsExactly(Map.entry("files.lines", 4));
    assertThat(result.config()).containsEntry("task.class", SampleJobs.Copy.class.getName());
    assertThat(model(result).getContainers()).containsOnlyKeys("0", "1");
    assertThat(new TreeMap<>(model(result).getConfig())).isEqualTo(result.config());
    assertThat(result.discardCheckpoints()).isFalse();
    assertThat(streamNames()).containsExactly("lines");
  }

  @Test
  void refusesATaskWhoseCheckpointCannotFit() throws IOException {
    stream("many", 10_000);
    config.put("task.class", SampleJobs.Copy.class.getName());
    config.put("task.inputs", "files.lines");
    config.put("task.broadcast.inputs", "files.many#[0-9999]");

    PlannerResult result = answer(request(true, "", new TreeMap<>()));

    assertThat(result.status()).isEqualTo(Status.BAD_INPUT);
    assertThat(result.problem().key()).isEqualTo("job.systemstreampartition.grouper.factory");
    assertThat(result.problem().message()).contains("Partition 0 10001 partitions");
  }

  @Test
  void plansAnAsyncStreamTask() {
    config.put("task.class", SampleJobs.CopyLater.class.getName());
    config.put("task.inputs", "files.lines");

    assertThat(plan().tasks()).containsOnlyKeys("0", "1");
  }

  @Test
  void plansATaskApplicationAndLeavesItsMissingOutputToTheFirstRecord() throws IOException {
    config.put("app.class", SampleJobs.CopyApplication.class.getName());

    PlannerResult result = plan();

    assertThat(result.config())
        .containsEntry("task.inputs", "files.lines")
        .containsEntry("app.api.type", "LOW_LEVEL");
    assertThat(result.tasks()).containsOnlyKeys("0", "1");
    assertThat(streamNames()).containsExactly("lines");
    assertThat(result.notices()).anyMatch(line -> line.contains("files.copies does not exist"));
  }

  @Test
  void createsTheIntermediateStreamAndTheStoresOfAHighLevelApplication() throws IOException {
    wordCount();

    PlannerResult result = plan();

    assertThat(streamNames())
        .containsExactly("copy-1-partition_by-by-word", "copy-1-window-count", "lines");
    assertThat(Files.readString(streams.resolve("copy-1-partition_by-by-word"))).isEqualTo("4");
    assertThat(Files.readString(streams.resolve("copy-1-window-count"))).isEqualTo("4");
    assertThat(result.inputs())
        .containsExactly(
            Map.entry("files.copy-1-partition_by-by-word", 4), Map.entry("files.lines", 4));
    assertThat(result.config()).containsEntry("app.api.type", "HIGH_LEVEL");
    assertThat(result.config().keySet()).anyMatch(key -> key.matches("stores\\..*\\.factory"));
    assertThat(model(result).getContainers().get("0").getTasks().get(new TaskName("Partition 0")))
        .extracting(TaskModel::getSystemStreamPartitions)
        .isEqualTo(Set.of(partition("lines", 0), partition("copy-1-partition_by-by-word", 0)));
  }

  @Test
  void validatesWithoutCreatingAnything() throws IOException {
    wordCount();
    config.put("stores.more.factory", SampleJobs.Store.class.getName());
    config.put("stores.more.changelog", "files.more-changelog");

    PlannerResult result = answer(request(false, "", new TreeMap<>()));

    assertThat(result.status()).isEqualTo(Status.OK);
    assertThat(streamNames()).containsExactly("lines");
    assertThat(result.inputs()).containsEntry("files.copy-1-partition_by-by-word", 4);
    assertThat(result.notices())
        .anyMatch(line -> line.startsWith("will create intermediate stream"))
        .anyMatch(line -> line.startsWith("will create changelog files.more-changelog"));
  }

  @Test
  void createsChangelogsAndKeepsTheirPartitionsFromPlanToPlan() throws IOException {
    config.put("task.class", SampleJobs.Copy.class.getName());
    config.put("task.inputs", "files.lines");
    config.put("stores.seen.factory", SampleJobs.Store.class.getName());
    config.put("stores.seen.changelog", "files.seen-changelog");

    PlannerResult first = plan();

    assertThat(Files.readString(streams.resolve("seen-changelog"))).isEqualTo("4");
    assertThat(first.metadata().get("set-changelog"))
        .containsOnlyKeys("Partition 0", "Partition 1", "Partition 2", "Partition 3");

    // As if the job had grown in another order than a fresh plan would number it.
    byte[] one = first.metadata().get("set-changelog").get("Partition 1");
    byte[] two = first.metadata().get("set-changelog").get("Partition 2");
    first.metadata().get("set-changelog").put("Partition 1", two);
    first.metadata().get("set-changelog").put("Partition 2", one);
    PlannerResult second = answer(request(true, first.model(), first.metadata()));

    Map<TaskName, TaskModel> tasks = model(second).getContainers().get("1").getTasks();
    assertThat(tasks.get(new TaskName("Partition 1")).getChangelogPartition())
        .isEqualTo(new Partition(2));
    assertThat(second.metadata()).usingRecursiveComparison().isEqualTo(first.metadata());
  }

  @Test
  void keepsTasksWhereTheyWereWhenContainersAreAdded() {
    config.put("task.class", SampleJobs.Copy.class.getName());
    config.put("task.inputs", "files.lines");
    config.put("job.host-affinity.enabled", "true");
    PlannerResult first = plan();

    config.put("job.container.count", "3");
    PlannerResult second = answer(request(true, first.model(), first.metadata()));

    assertThat(second.tasks())
        .containsExactly(
            Map.entry("0", List.of("Partition 0", "Partition 2")),
            Map.entry("1", List.of("Partition 1")),
            Map.entry("2", List.of("Partition 3")));
  }

  @Test
  void aKeyThatHasNoEffectIsToldOf() {
    config.put("task.class", SampleJobs.Copy.class.getName());
    config.put("task.inputs", "files.lines");
    config.put("job.drain-monitor.enabled", "true");

    assertThat(plan().notices())
        .anyMatch(line -> line.startsWith("job.drain-monitor.enabled=true has no effect"));
  }

  /** Each processor has one that stands by for it. */
  @Test
  void standbyTasksAreProcessorsOfTheirOwn() {
    config.put("task.class", SampleJobs.Copy.class.getName());
    config.put("task.inputs", "files.lines");
    config.put("job.standbytasks.replication.factor", "2");

    assertThat(plan().tasks()).containsOnlyKeys("0", "0-0", "1", "1-0");
  }

  @Test
  void newPartitionsOfAStatelessJobMoveNoTaskAndChangeOneContainer() throws IOException {
    config.put("task.class", SampleJobs.Copy.class.getName());
    config.put("task.inputs", "files.lines");
    stream("lines", 5);
    PlannerResult first = plan();
    stream("lines", 7);

    PlannerResult second = answer(request(true, first.model(), first.metadata()));

    assertThat(second.tasks())
        .containsExactly(
            Map.entry("0", List.of("Partition 0", "Partition 2", "Partition 4")),
            Map.entry("1", List.of("Partition 1", "Partition 3", "Partition 5", "Partition 6")));
    assertThat(answer(request(true, second.model(), second.metadata())).tasks())
        .isEqualTo(second.tasks());
  }

  /** As a fresh plan would not: it deals "Partition 10" out before "Partition 2". */
  @Test
  void containersAddedOrTakenAwayMoveTheMinimum() throws IOException {
    config.put("task.class", SampleJobs.Copy.class.getName());
    config.put("task.inputs", "files.lines");
    stream("lines", 12);
    config.put("job.container.count", "3");
    PlannerResult first = plan();

    config.put("job.container.count", "4");
    PlannerResult more = answer(request(true, first.model(), first.metadata()));
    config.put("job.container.count", "3");
    PlannerResult fewer = answer(request(true, more.model(), more.metadata()));

    assertThat(moved(first, more)).isEqualTo(3);
    assertThat(moved(more, fewer)).isEqualTo(3);
    assertThat(fewer.tasks().values()).allSatisfy(tasks -> assertThat(tasks).hasSize(4));
  }

  @Test
  void theJobsOwnGrouperIsRespected() throws IOException {
    config.put("task.class", SampleJobs.Copy.class.getName());
    config.put("task.inputs", "files.lines");
    PlannerResult first = plan();
    config.put(
        "task.name.grouper.factory",
        "org.apache.samza.container.grouper.task.GroupByContainerIdsFactory");
    stream("lines", 5);

    assertThat(answer(request(true, first.model(), first.metadata())).tasks())
        .isEqualTo(plan().tasks());
  }

  private static long moved(PlannerResult before, PlannerResult after) {
    return after.tasks().entrySet().stream()
        .flatMap(
            entry ->
                entry.getValue().stream()
                    .filter(
                        task ->
                            !before.tasks().getOrDefault(entry.getKey(), List.of()).contains(task)))
        .count();
  }

  @Test
  void fansStartpointsOutToTheTasks() throws Exception {
    config.put("task.class", SampleJobs.Copy.class.getName());
    config.put("task.inputs", "files.lines");
    PlanMetadata metadata = new PlanMetadata(Map.of(), Optional.empty());
    metadata.withStartpoints(
        manager -> manager.writeStartpoint(partition("lines", 1), new StartpointOldest()));

    PlannerResult result = answer(request(true, "", metadata.snapshot()));

    assertThat(result.metadata()).doesNotContainKey(StartpointManager.NAMESPACE);
    assertThat(result.metadata().get(StartpointManager.NAMESPACE + "-fan-out"))
        .containsOnlyKeys("Partition 1");
  }

  @Test
  void runsRewritersBeforeItLooksAtTheConfig() {
    config.put("task.class", SampleJobs.Copy.class.getName());
    config.put("job.config.rewriters", "inputs");
    config.put("job.config.rewriter.inputs.class", SampleJobs.InputRewriter.class.getName());
    config.put("rewriter.input", "files.lines");

    assertThat(plan().config()).containsEntry("task.inputs", "files.lines");
  }

  @Test
  void takesTheNameOfTheApplicationForTheJob() {
    config.remove("job.name");
    config.put("app.name", "copies");
    config.put("app.id", "7");
    config.put("task.class", SampleJobs.Copy.class.getName());
    config.put("task.inputs", "files.lines");

    assertThat(plan().config()).containsEntry("job.name", "copies").containsEntry("job.id", "7");
  }

  @Test
  void aBatchRunStartsAfreshWithoutACoordinatorStream() throws IOException {
    wordCount();
    config.put("app.mode", "BATCH");
    PlannerResult first = plan();
    String firstRun = first.config().get("app.run.id");
    assertThat(first.discardCheckpoints()).isTrue();
    assertThat(streamNames()).isEqualTo(streamsOfRun(firstRun));

    PlannerResult second = answer(request(true, first.model(), first.metadata()));

    String secondRun = second.config().get("app.run.id");
    assertThat(secondRun).isNotEqualTo(firstRun);
    assertThat(streamNames()).isEqualTo(streamsOfRun(secondRun));

    config.put("app.run.id", secondRun);
    PlannerResult sameRun = answer(request(true, second.model(), second.metadata()));

    assertThat(sameRun.discardCheckpoints()).isFalse();
    assertThat(streamNames()).isEqualTo(streamsOfRun(secondRun));
  }

  @Test
  void loadsAConfigThroughTheUsersLoader() {
    config.clear();
    config.put("job.config.loader.factory", SampleJobs.Loader.class.getName());
    config.put("job.config.loader.properties.name", "loaded");
    config.put("task.inputs", "mine.instead");

    PlannerResult result = answer(PlannerRequest.loadConfig(config));

    assertThat(result.status()).isEqualTo(Status.OK);
    assertThat(result.config())
        .containsEntry("job.name", "loaded")
        .containsEntry("task.class", "A$B")
        .containsEntry("task.inputs", "mine.instead");
  }

  /** The job's page draws it. */
  @Test
  void theConfigSaysWhichOperatorsTheApplicationIsMadeOf() {
    wordCount();

    assertThat(plan().config().get("samza.internal.execution.plan"))
        .contains("\"operators\":{", "\"opId\":\"copy-1-window-count\"")
        .containsPattern("\"sourceLocation\":\"SampleJobs.java:\\d+\"")
        .contains("\"outputStreamId\":\"copy-1-partition_by-by-word");
  }

  private static List<String> streamsOfRun(String run) {
    return List.of("copy-1-partition_by-by-word-" + run, "copy-1-window-count-" + run, "lines");
  }

  private void wordCount() {
    config.put("app.class", SampleJobs.WordCount.class.getName());
    // Its window's store would be RocksDB's, which this module does not have.
    config.put("stores.copy-1-window-count.factory", SampleJobs.Store.class.getName());
  }

  private PlannerResult plan() {
    PlannerResult result = answer(request(true, "", new TreeMap<>()));
    assertThat(result.problem()).isNull();
    return result;
  }

  private static PlannerResult answer(PlannerRequest request) {
    return new Planner().answer(request);
  }

  private PlannerRequest request(
      boolean create, String previousModel, SortedMap<String, SortedMap<String, byte[]>> metadata) {
    return PlannerRequest.plan(config, previousModel, metadata, create, false);
  }

  private static JobModel model(PlannerResult result) {
    return JobModels.fromJson(result.model()).orElseThrow();
  }

  private static SystemStreamPartition partition(String stream, int id) {
    return new SystemStreamPartition("files", stream, new Partition(id));
  }

  private void stream(String name, int partitions) throws IOException {
    Files.writeString(streams.resolve(name), Integer.toString(partitions), UTF_8);
  }

  private List<String> streamNames() throws IOException {
    try (var files = Files.list(streams)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
