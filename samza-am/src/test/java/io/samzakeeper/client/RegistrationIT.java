package io.samzakeeper.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.samzakeeper.change.ChangeException;
import io.samzakeeper.change.SubmissionClaim;
import io.samzakeeper.job.Application;
import io.samzakeeper.job.Assignment;
import io.samzakeeper.job.ConfigGeneration;
import io.samzakeeper.job.InputEnds;
import io.samzakeeper.job.JobId;
import io.samzakeeper.job.LaunchSpec;
import io.samzakeeper.job.PlannerResult;
import io.samzakeeper.job.ProcessorRecord;
import io.samzakeeper.job.WorkerLaunch;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client writes, takes back, and keeps others from, against a real ZooKeeper server. */
class RegistrationIT {
  private static final JobPaths PATHS = JobPaths.of("/samza-keeper", new JobId("orders", "1"));
  private static final String FIRST = "application_1_0001";
  private static final String SECOND = "application_1_0002";

  private TestingServer server;
  private final List<CuratorFramework> clients = new ArrayList<>();
  private JobTree tree;

  @BeforeEach
  void start() throws Exception {
    server = new TestingServer();
    tree = newClient();
  }

  @AfterEach
  void stop() throws Exception {
    clients.forEach(CuratorFramework::close);
    server.close();
  }

  @Test
  void registersWhatTheApplicationNeeds() throws Exception {
    submit(FIRST, "1", Map.of("Partition 0", "a"));

    assertThat(tree.application().orElseThrow().value().applicationId()).isEqualTo(FIRST);
    assertThat(tree.config().current()).isPresent();
    assertThat(tree.plan().current()).isPresent();
    assertThat(tree.read(PATHS.launchAm(), LaunchSpec.class)).isPresent();
    assertThat(tree.children(PATHS.checkpoints())).hasSize(1);
    assertThat(tree.client().checkExists().forPath(PATHS.submitting())).isNull();
  }

  @Test
  void aFailedFirstSubmissionLeavesNothing() throws Exception {
    try (SubmissionClaim claim = SubmissionClaim.take(tree, "me")) {
      Registration registration = new Registration(tree, claim);
      register(registration, FIRST, "1", Map.of("Partition 0", "a"));
      registration.rollBack();
    }

    assertThat(tree.client().checkExists().forPath(PATHS.job())).isNull();
  }

  @Test
  void aClaimThatWroteNothingLeavesNothing() throws Exception {
    try (SubmissionClaim claim = SubmissionClaim.take(tree, "me")) {
      Registration registration = new Registration(tree, claim);
      registration.rollBack();
    }

    assertThat(tree.client().checkExists().forPath(PATHS.job())).isNull();
  }

  @Test
  void aFailedLaterSubmissionLeavesTheTreeAsItWas() throws Exception {
    submit(FIRST, "1", Map.of());
    SortedMap<String, String> before = contents();

    try (SubmissionClaim claim = SubmissionClaim.take(tree, "me")) {
      Registration registration = new Registration(tree, claim);
      registration.metadata();
      register(registration, SECOND, "2", Map.of());
      assertThat(contents()).isNotEqualTo(before);
      registration.rollBack();
    }

    assertThat(contents()).isEqualTo(before);
    assertThat(tree.application().orElseThrow().value().applicationId()).isEqualTo(FIRST);
  }

  @Test
  void nothingOfTheLastApplicationCanCommitAfterTheNextIsRegistered() throws Exception {
    submit(FIRST, "1", Map.of());
    Assignment held = new Assignment("0", "container_1", "host", 1, 0);
    tree.client()
        .create()
        .creatingParentsIfNeeded()
        .forPath(PATHS.assignment("0"), Znodes.encode(held));
    tree.client()
        .create()
        .creatingParentsIfNeeded()
        .forPath(PATHS.processor("0"), Znodes.encode(ProcessorRecord.fresh("0")));
    int version = tree.assignment("0").orElseThrow().version();

    submit(SECOND, "2", Map.of());

    assertThat(tree.assignment("0").orElseThrow().version()).isGreaterThan(version);
    assertThat(tree.assignment("0").orElseThrow().value().containerId()).isEmpty();
    assertThat(tree.children(PATHS.processors())).isEmpty();
  }

  @Test
  void aSecondClientIsToldWhoSubmits() {
    JobTree other = newClient();
    try (SubmissionClaim claim = SubmissionClaim.take(tree, "me@here/1")) {
      Registration registration = new Registration(tree, claim);
      assertThat(registration.lastApplication()).isEmpty();
      assertThatThrownBy(() -> SubmissionClaim.take(other, "you"))
          .isInstanceOfSatisfying(
              ChangeException.class, e -> assertThat(e.kind()).isEqualTo(ChangeException.Kind.BUSY))
          .hasMessageContaining("me@here/1");
    }
    SubmissionClaim.take(other, "you").close();
  }

  @Test
  void aClientThatDiedBlocksNobody() {
    JobTree dead = newClient();
    SubmissionClaim.take(dead, "dead");
    dead.client().close();

    SubmissionClaim.take(tree, "me").close();
  }

  @Test
  void whoLostTheClaimTakesNothingBack() throws Exception {
    JobTree other = newClient();
    SubmissionClaim lostClaim = SubmissionClaim.take(tree, "lost");
    Registration lost = new Registration(tree, lostClaim);
    // What the end of its session would do.
    other.client().delete().forPath(PATHS.submitting());
    try (SubmissionClaim claim = SubmissionClaim.take(other, "next")) {
      Registration next = new Registration(other, claim);
      register(next, SECOND, "2", Map.of());
      lost.rollBack();
      lostClaim.close();

      assertThat(tree.application().orElseThrow().value().applicationId()).isEqualTo(SECOND);
      assertThat(tree.client().checkExists().forPath(PATHS.submitting())).isNotNull();
    }
  }

  @Test
  void ofTwoThatBothBelieveInTheirClaimOneIsRefused() throws Exception {
    submit(FIRST, "1", Map.of());
    JobTree other = newClient();
    SubmissionClaim lostClaim = SubmissionClaim.take(tree, "lost");
    Registration lost = new Registration(tree, lostClaim);
    other.client().delete().forPath(PATHS.submitting());
    try (SubmissionClaim claim = SubmissionClaim.take(other, "next")) {
      Registration next = new Registration(other, claim);
      next.metadata();
      register(next, SECOND, "2", Map.of());
      assertThatThrownBy(() -> register(lost, "application_1_0003", "3", Map.of()))
          .isInstanceOfSatisfying(
              ClientException.class,
              e -> assertThat(e.exit()).isEqualTo(ClientExit.ALREADY_RUNNING));
    }
    assertThat(tree.application().orElseThrow().value().applicationId()).isEqualTo(SECOND);
  }

  @Test
  void ofManyAtOnceOneSubmitsAtATime() throws Exception {
    int many = 6;
    ExecutorService threads = Executors.newFixedThreadPool(many);
    try {
      List<Future<Boolean>> results = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        JobTree mine = newClient();
        String applicationId = "application_1_000" + i;
        results.add(
            threads.submit(
                () -> {
                  try (SubmissionClaim claim = SubmissionClaim.take(mine, applicationId)) {
                    Registration registration = new Registration(mine, claim);
                    if (registration.lastApplication().isPresent()) {
                      return false;
                    }
                    register(registration, applicationId, "1", Map.of());
                    return true;
                  } catch (ChangeException e) {
                    assertThat(e.kind()).isEqualTo(ChangeException.Kind.BUSY);
                    return false;
                  } catch (ClientException e) {
                    assertThat(e.exit()).isEqualTo(ClientExit.ALREADY_RUNNING);
                    return false;
                  }
                }));
      }
      int winners = 0;
      for (Future<Boolean> result : results) {
        winners += result.get() ? 1 : 0;
      }
      assertThat(winners).isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
    assertThat(tree.application().orElseThrow().value().state())
        .isEqualTo(Application.State.RUNNING);
  }

  private void submit(String applicationId, String value, Map<String, String> checkpoints) {
    try (SubmissionClaim claim = SubmissionClaim.take(tree, "me")) {
      Registration registration = new Registration(tree, claim);
      registration.metadata();
      register(registration, applicationId, value, checkpoints);
    }
  }

  private static void register(
      Registration registration,
      String applicationId,
      String value,
      Map<String, String> checkpoints) {
    SortedMap<String, byte[]> imported = new TreeMap<>();
    checkpoints.forEach((task, text) -> imported.put(task, bytes(text)));
    PlannerResult result =
        new PlannerResult(
            PlannerResult.Status.OK,
            null,
            new TreeMap<>(),
            new TreeMap<>(Map.of("0", List.of("Partition 0"))),
            new TreeMap<>(Map.of("0", "share")),
            new TreeMap<>(Map.of("kafka.lines", 1)),
            "{}",
            new TreeMap<>(Map.of("changelog", new TreeMap<>(Map.of("k" + value, bytes(value))))),
            imported,
            false,
            InputEnds.NONE,
            List.of());
    registration.register(
        applicationId,
        new ConfigGeneration(new TreeMap<>(Map.of("job.name", "orders")), "me", "submitted", 1),
        result,
        new WorkerLaunch(
            1024, 1, "", new LaunchSpec(List.of(), new TreeMap<>(Map.of("V", value)), "run")),
        new LaunchSpec(List.of(), new TreeMap<>(Map.of("V", value)), "run AM"));
  }

  /** Every znode of the tree that has data, but the claim: path to data. */
  private SortedMap<String, String> contents() throws Exception {
    SortedMap<String, String> all = new TreeMap<>();
    collect(PATHS.job(), all);
    return all;
  }

  private void collect(String path, SortedMap<String, String> all) throws Exception {
    for (String name : tree.children(path)) {
      String child = path + "/" + name;
      byte[] data = tree.client().getData().forPath(child);
      if (!child.equals(PATHS.submitting()) && data != null && data.length > 0) {
        all.put(child, new String(data, StandardCharsets.ISO_8859_1));
      }
      collect(child, all);
    }
  }

  private JobTree newClient() {
    CuratorFramework client =
        CuratorFrameworkFactory.builder()
            .connectString(server.getConnectString())
            .defaultData(new byte[0])
            .retryPolicy(new RetryOneTime(100))
            .build();
    client.start();
    clients.add(client);
    return new JobTree(client, PATHS);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
