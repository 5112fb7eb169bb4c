package io.samzakeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.am.planning.InputWatch;
import io.samzakeeper.am.planning.LeaderPlanner;
import io.samzakeeper.am.planning.PlanBasis;
import io.samzakeeper.job.LaunchSpec;
import io.samzakeeper.job.PlannerRequest;
import io.samzakeeper.job.PlannerResult;
import io.samzakeeper.job.PlannerResult.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.io.DataOutputBuffer;
import org.apache.hadoop.security.Credentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The watch over inputs with real planners, beside what would be a leader, and a real Kafka: the
 * directory is an AM container's, with the files of workers.
 */
@ExtendWith(ClusterExtension.class)
class InputWatchIT {
  private static final Duration PERIOD = Duration.ofMillis(200);
  private static final long PATIENCE_SECONDS = 120;

  private final Cluster cluster;
  private final BlockingQueue<String> notices = new LinkedBlockingQueue<>();
  private final BlockingQueue<PlannerResult> plans = new LinkedBlockingQueue<>();
  private final BlockingQueue<LeaderPlanner.Outcome> answers = new LinkedBlockingQueue<>();
  private final InputWatch.Listener listener =
      new InputWatch.Listener() {
        @Override
        public void planDiffers(PlanBasis from, PlannerResult result) {
          plans.add(result);
        }

        @Override
        public void notFollowed(String notice) {
          notices.add(notice);
        }
      };

  InputWatchIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void aTopicThatGrowsCallsForAnotherPlan() throws Exception {
    String name = cluster.uniqueName("growing");
    JobConfig config = EchoJob.config(cluster, name, 4, 2);
    LeaderPlanner planner = planner(name);
    PlannerResult first = plan(planner, config, "");

    try (InputWatch watch = watch(planner, () -> basis(config, first, false))) {
      watch.start();
      assertThat(statusOfNextLook()).isEqualTo(Status.OK);
      assertThat(plans).isEmpty();
      cluster.topics().grow(name + "-in", 5);

      PlannerResult next = plans.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);

      assertThat(next).isNotNull();
      assertThat(next.tasks())
          .containsExactly(
              Map.entry("0", List.of("Partition 0", "Partition 2", "Partition 4")),
              Map.entry("1", List.of("Partition 1", "Partition 3")));
      assertThat(notices).isEmpty();
    }
  }

  @Test
  void aTopicThatMatchesCallsForAnotherPlan() throws Exception {
    String name = cluster.uniqueName("matching");
    cluster.topics().create(name + "-in-1", 2);
    JobConfig config =
        JobConfig.stock(cluster, name)
            .with("job.container.count", "1")
            .with("task.class", "io.samzakeeper.e2e.jobs.EchoTask")
            .with("echo.output", name + "-out")
            .with("job.config.rewriters", "topics")
            .with("job.config.rewriter.topics.class", "org.apache.samza.config.RegExTopicGenerator")
            .with("job.config.rewriter.topics.system", "kafka")
            .with("job.config.rewriter.topics.regex", name + "-in-.*");
    LeaderPlanner planner = planner(name);
    PlannerResult first = plan(planner, config, "");
    cluster.topics().create(name + "-in-2", 3);

    try (InputWatch watch = watch(planner, () -> basis(config, first, false))) {
      watch.start();
      PlannerResult next = plans.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);

      assertThat(next).isNotNull();
      assertThat(next.inputs())
          .containsEntry("kafka." + name + "-in-1", 2)
          .containsEntry("kafka." + name + "-in-2", 3);
      assertThat(next.tasks().get("0"))
          .containsExactly("Partition 0", "Partition 1", "Partition 2");
    }
  }

  @Test
  void growthThatAJobWithStateCannotFollowIsToldOnce() throws Exception {
    String name = cluster.uniqueName("stateful");
    JobConfig config =
        EchoJob.config(cluster, name, 2, 1)
            .with(
                "stores.seen.factory",
                "org.apache.samza.storage.kv.RocksDbKeyValueStorageEngineFactory")
            .with("stores.seen.key.serde", "string")
            .with("stores.seen.msg.serde", "string")
            .with("stores.seen.changelog", "kafka." + name + "-changelog")
            .with("stores.seen.changelog.replication.factor", "1")
            .with("job.systemstreampartition.input.expansion.enabled", "false");
    LeaderPlanner planner = planner(name);
    PlannerResult first = plan(planner, config, "");
    cluster.topics().grow(name + "-in", 4);

    try (InputWatch watch = watch(planner, () -> basis(config, first, false))) {
      watch.start();
      assertThat(notices.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
          .startsWith(PlannerResult.NOT_FOLLOWED)
          .contains("kafka." + name + "-in has grown from 2 to 4 partitions")
          .contains("store seen");
      answers.clear();
      assertThat(statusOfNextLook()).isEqualTo(Status.OK);
      assertThat(statusOfNextLook()).isEqualTo(Status.OK);
      assertThat(notices).isEmpty();
      assertThat(plans).isEmpty();
    }
  }

  @Test
  void aKafkaThatIsNotThereIsNoNewsAndIsAskedAgain() throws Exception {
    String name = cluster.uniqueName("unreachable");
    JobConfig config = EchoJob.config(cluster, name, 2, 1);
    LeaderPlanner planner = planner(name);
    PlannerResult first = plan(planner, config, "");
    cluster.topics().grow(name + "-in", 3);
    String nobody = addressOfNobody();
    JobConfig away =
        JobConfig.copyOf(config)
            .with("systems.kafka.consumer.bootstrap.servers", nobody)
            .with("systems.kafka.producer.bootstrap.servers", nobody);

    try (InputWatch watch =
        watch(planner, () -> basis(answers.size() < 2 ? away : config, first, false))) {
      watch.start();
      PlannerResult next = plans.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);

      assertThat(next).isNotNull();
      assertThat(next.inputs()).containsEntry("kafka." + name + "-in", 3);
      assertThat(statusOfNextLook()).isEqualTo(Status.ENVIRONMENT);
      assertThat(statusOfNextLook()).isEqualTo(Status.ENVIRONMENT);
      assertThat(notices).isEmpty();
    }
  }

  private InputWatch watch(LeaderPlanner planner, java.util.function.Supplier<PlanBasis> basis) {
    return new InputWatch(
        basis,
        request -> {
          LeaderPlanner.Outcome outcome = planner.ask(request);
          answers.add(outcome);
          return outcome;
        },
        PERIOD,
        listener);
  }

  private Status statusOfNextLook() throws InterruptedException {
    LeaderPlanner.Outcome answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(answer).isInstanceOf(LeaderPlanner.Answered.class);
    return ((LeaderPlanner.Answered) answer).result().status();
  }

  private static PlannerResult plan(LeaderPlanner planner, JobConfig config, String previous)
      throws InterruptedException {
    LeaderPlanner.Outcome outcome = planner.ask(request(config, previous, new TreeMap<>(), true));
    assertThat(outcome).isInstanceOf(LeaderPlanner.Answered.class);
    PlannerResult result = ((LeaderPlanner.Answered) outcome).result();
    assertThat(result.problem()).isNull();
    return result;
  }

  private static PlanBasis basis(JobConfig config, PlannerResult plan, boolean create) {
    return new PlanBasis(1, 1, request(config, plan.model(), plan.metadata(), create));
  }

  private static PlannerRequest request(
      JobConfig config,
      String previous,
      SortedMap<String, SortedMap<String, byte[]>> metadata,
      boolean create) {
    return PlannerRequest.plan(config.values(), previous, metadata, create, false);
  }

  /** In a directory as that of an AM container, with the files of workers. */
  private LeaderPlanner planner(String name) throws IOException {
    Path container = cluster.directory(name);
    Files.createSymbolicLink(container.resolve("__for-workers-__keeper"), cluster.product().home());
    Path job = Files.createDirectory(container.resolve("__for-workers-__package"));
    Command.run(
            job,
            Map.of(),
            container.resolve("unpack.log"),
            Duration.ofMinutes(1),
            List.of("tar", "xzf", BuildOutput.jobPackage().toString()))
        .requireExitCode(0);
    LaunchSpec worker =
        new LaunchSpec(
            List.of(resource("__keeper"), resource("__package")),
            new TreeMap<>(Map.of("JAVA_HOME", System.getProperty("java.home"))),
            "");
    // More than this JVM's heap can grow to, which stands for the AM's.
    int containerMb = (int) (Runtime.getRuntime().maxMemory() >> 20) + 1024;
    return new LeaderPlanner(container, worker, containerMb, noCredentials());
  }

  private static ByteBuffer noCredentials() throws IOException {
    try (DataOutputBuffer out = new DataOutputBuffer()) {
      new Credentials().writeTokenStorageToStream(out);
      return ByteBuffer.wrap(out.getData(), 0, out.getLength());
    }
  }

  private static LaunchSpec.Resource resource(String name) {
    return new LaunchSpec.Resource(name, "file:/" + name, "ARCHIVE", "PRIVATE", 0, 0);
  }

  private static String addressOfNobody() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket socket = new ServerSocket(0, 1, loopback)) {
      return loopback.getHostAddress() + ":" + socket.getLocalPort();
    }
  }
}
