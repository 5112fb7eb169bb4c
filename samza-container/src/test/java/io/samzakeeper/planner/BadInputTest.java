package io.samzakeeper.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.samzakeeper.job.PlannerRequest;
import io.samzakeeper.job.PlannerResult;
import io.samzakeeper.job.PlannerResult.Problem;
import io.samzakeeper.job.PlannerResult.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each thing that a user can get wrong: one message with key, value and what is allowed. */
class BadInputTest {
  @TempDir Path streams;

  private final SortedMap<String, String> config = new TreeMap<>();

  @BeforeEach
  void aJobThatCouldBePlanned() throws IOException {
    Files.writeString(streams.resolve("lines"), "2");
    config.put("job.name", "copy");
    config.put("task.class", SampleJobs.Copy.class.getName());
    config.put("task.inputs", "files.lines");
    config.put("systems.files.samza.factory", FileSystemFactory.class.getName());
    config.put("systems.files.directory", streams.toString());
  }

  /** A check that has a side effect is none. */
  @AfterEach
  void nothingWasCreated() throws IOException {
    try (var files = Files.list(streams)) {
      assertThat(files.map(Path::getFileName).map(Path::toString)).containsExactly("lines");
    }
  }

  @Test
  void theJobItselfCanBePlanned() {
    assertThat(answer().status()).isEqualTo(Status.OK);
  }

  @ParameterizedTest
  @CsvSource({
    "app.class, org.apache.samza.application.StreamApplication",
    "task.class, org.apache.samza.task.StreamTask",
    "systems.files.samza.factory, org.apache.samza.system.SystemFactory",
    "systems.other.samza.factory, org.apache.samza.system.SystemFactory",
    "serializers.registry.mine.class, org.apache.samza.serializers.SerdeFactory",
    "stores.seen.factory, org.apache.samza.storage.StorageEngineFactory",
    "task.name.grouper.factory, TaskNameGrouperFactory",
    "job.systemstreampartition.grouper.factory, SystemStreamPartitionGrouperFactory",
    "task.chooser.class, MessageChooserFactory"
  })
  void unknownClass(String key, String type) {
    config.put(key, "no.such.Thing");

    assertThat(refused(key, "no.such.Thing"))
        .contains("no such class")
        .contains("allowed: a class of the job's package")
        .contains(type);
  }

  @Test
  void classOfAnotherKind() {
    config.put("task.class", "java.lang.String");

    assertThat(refused("task.class", "java.lang.String"))
        .contains("another kind of class")
        .contains("AsyncStreamTask");
  }

  @Test
  void unknownRewriter() {
    config.put("job.config.rewriters", "regions");
    config.put("job.config.rewriter.regions.class", "no.such.Rewriter");

    assertThat(refused("job.config.rewriter.regions.class", "no.such.Rewriter"))
        .contains("no such class");
  }

  @Test
  void rewriterWithoutAClass() {
    config.put("job.config.rewriters", "regions");

    assertThat(refused("job.config.rewriter.regions.class", "")).contains("is missing");
  }

  @Test
  void rewriterThatFails() {
    config.put("job.config.rewriters", "stage");
    config.put("job.config.rewriter.stage.class", SampleJobs.BrokenRewriter.class.getName());

    assertThat(
            refused("job.config.rewriter.stage.class", SampleJobs.BrokenRewriter.class.getName()))
        .contains("no such stage: moon");
  }

  @Test
  void neitherApplicationNorTask() {
    config.remove("task.class");

    assertThat(refused("app.class", "")).contains("app.class is missing").contains("task.class");
  }

  @Test
  void applicationThatFailsToDescribeItself() {
    config.put("app.class", SampleJobs.Broken.class.getName());

    assertThat(refused("app.class", SampleJobs.Broken.class.getName()))
        .contains("no table of prices");
  }

  @Test
  void noName() {
    config.remove("job.name");

    assertThat(refused("job.name", "")).contains("is missing");
  }

  @Test
  void inputOfATaskThatDoesNotExist() {
    config.put("task.inputs", "files.lines,files.words");

    assertThat(refused("task.inputs", "files.words"))
        .contains("system files has no stream words")
        .contains("allowed: a stream that exists");
  }

  @Test
  void inputOfAnApplicationThatDoesNotExist() throws IOException {
    config.remove("task.inputs");
    config.put("app.class", SampleJobs.WordCount.class.getName());
    config.put("streams.lines.samza.physical.name", "lines-of-text");

    assertThat(refused("streams.lines.samza.physical.name", "lines-of-text"))
        .contains("system files has no stream lines-of-text");
  }

  @Test
  void broadcastInputThatDoesNotExist() {
    config.put("task.broadcast.inputs", "files.rules#0");

    assertThat(refused("task.broadcast.inputs", "files.rules")).contains("no stream rules");
  }

  @Test
  void broadcastOfAPartitionThatDoesNotExist() {
    config.put("task.broadcast.inputs", "files.lines#7");

    assertThat(refused("task.broadcast.inputs", "files.lines#7")).contains("partitions 0 to 1");
  }

  @Test
  void noInputs() {
    config.remove("task.inputs");

    assertThat(refused("task.inputs", "")).contains("is missing").contains("system.stream");
  }

  @Test
  void malformedInput() {
    config.put("task.inputs", "lines");

    assertThat(refused("task.inputs", "lines")).contains("system.stream");
  }

  @Test
  void unknownSystem() {
    config.put("task.inputs", "kafka.lines");

    assertThat(refused("task.inputs", "kafka.lines"))
        .contains("there is no system kafka: systems.kafka.samza.factory is missing")
        .contains("[files]");
  }

  @Test
  void unknownSystemOfAChangelog() {
    config.put("stores.seen.factory", SampleJobs.Store.class.getName());
    config.put("stores.seen.changelog", "kafka.seen");

    assertThat(refused("stores.seen.changelog", "kafka.seen")).contains("there is no system kafka");
  }

  @Test
  void changelogWithAnotherNumberOfPartitions() throws IOException {
    config.put("stores.seen.factory", SampleJobs.Store.class.getName());
    config.put("stores.seen.changelog", "files.lines");
    config.put("task.inputs", "files.lines");
    config.put(
        "job.systemstreampartition.grouper.factory",
        "org.apache.samza.container.grouper.stream.AllSspToSingleTaskGrouperFactory");

    assertThat(refused("stores.seen.changelog", "files.lines"))
        .contains("expected 1 partitions, got 2");
  }

  @Test
  void unregisteredSerde() {
    config.put("systems.files.samza.msg.serde", "json");
    config.put(
        "serializers.registry.words.class", "org.apache.samza.serializers.StringSerdeFactory");

    assertThat(refused("systems.files.samza.msg.serde", "json"))
        .contains("no serde of that name")
        .contains("[words]")
        .contains("serializers.registry.json.class");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "job.container.count",
        "task.window.ms",
        "task.max.concurrency",
        "stores.seen.changelog.replication.factor",
        "job.container.thread.pool.size"
      })
  void malformedNumber(String key) {
    config.put(key, "4x");

    assertThat(refused(key, "4x")).contains("a whole number");
  }

  @Test
  void malformedNumberThatNoRuleKnows() {
    config.put("job.autosizing.enabled", "true");
    config.put("task.broadcast.inputs", "files.lines#[0-99999999999]");

    assertThat(answer().problem().key()).isEqualTo("task.broadcast.inputs");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1"})
  void lessThanOneContainer(String count) {
    config.put("job.container.count", count);

    assertThat(refused("job.container.count", count)).contains("at least 1");
  }

  @Test
  void moreContainersThanTasks() {
    config.put("job.container.count", "3");

    assertThat(refused("job.container.count", "3"))
        .contains("only 2 tasks")
        .contains("allowed: 1 to 2");
  }

  @Test
  void moreContainersThanTasksOfAnApplicationThatNeedsStreams() {
    config.remove("task.inputs");
    config.put("app.class", SampleJobs.WordCount.class.getName());
    config.put("stores.copy-1-window-count.factory", SampleJobs.Store.class.getName());
    config.put("job.container.count", "3");

    assertThat(refused("job.container.count", "3")).contains("only 2 tasks");
  }

  @Test
  void secretsStayOutOfMessages() {
    assertThat(PlanningException.badInput("sensitive.key", "hunter2", "wrong", "right", null))
        .hasMessageContaining("sensitive.key=(masked)")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void malformedBrokerAddress() {
    assertThat(knock("producer", "localhost"))
        .hasMessageStartingWith("systems.kafka.producer.bootstrap.servers=localhost")
        .hasMessageContaining("host:port");
  }

  @Test
  void noBrokerAddress() {
    assertThat(knock("producer", ""))
        .hasMessageStartingWith("systems.kafka.producer.bootstrap.servers is missing");
  }

  @Test
  void nobodyAtTheBrokersAddress() throws IOException {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    String address = InetAddress.getLoopbackAddress().getHostAddress() + ":" + closed;

    assertThat(knock("consumer", address))
        .satisfies(e -> assertThat(e.status()).isEqualTo(Status.ENVIRONMENT))
        .hasMessageStartingWith("systems.kafka.consumer.bootstrap.servers=" + address)
        .hasMessageContaining("no broker accepts a connection");
  }

  @Test
  void oneBrokerOfSeveralWillDo() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String host = InetAddress.getLoopbackAddress().getHostAddress();

      assertThat(knock("consumer", host + ":1," + host + ":" + socket.getLocalPort())).isNull();
    }
  }

  /** What a check of a Kafka system's brokers says; null when it is content. */
  private static PlanningException knock(String role, String servers) {
    SortedMap<String, String> system = new TreeMap<>();
    system.put("systems.kafka.samza.factory", KafkaBrokers.KAFKA_FACTORY);
    system.put("systems.kafka." + role + ".bootstrap.servers", servers);
    return catchThrowableOfType(
        PlanningException.class, () -> new KafkaBrokers().check("kafka", system));
  }

  /** The message of the refusal, which must be about this key and value. */
  private String refused(String key, String value) {
    PlannerResult result = answer();
    Problem problem = result.problem();
    assertThat(problem).isNotNull();
    assertThat(problem.key()).isEqualTo(key);
    assertThat(problem.value()).isEqualTo(value);
    assertThat(problem.allowed()).isNotBlank();
    assertThat(result.status()).isEqualTo(Status.BAD_INPUT);
    assertThat(problem.message()).startsWith(value.isEmpty() ? key : key + "=" + value);
    return problem.message();
  }

  private PlannerResult answer() {
    return new Planner().answer(PlannerRequest.plan(config, "", new TreeMap<>(), true, false));
  }
}
