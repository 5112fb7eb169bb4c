package io.samzakeeper.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.samzakeeper.job.Application;
import io.samzakeeper.job.ConfigGeneration;
import io.samzakeeper.job.JobEvent;
import io.samzakeeper.job.JobId;
import io.samzakeeper.job.LogLevels;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.ZooKeeperConnection;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.test.TestingServer;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.data.ACL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code keeper list} and {@code keeper events} show, from a real ZooKeeper server. */
class ListedJobsIT {
  private static final String ROOT = "/samza-keeper";

  private TestingServer server;
  private CuratorFramework client;
  private final FakeCluster cluster = new FakeCluster();

  @BeforeEach
  void start() throws Exception {
    server = new TestingServer();
    client = ZooKeeperConnection.forCommand(server.getConnectString(), Duration.ofSeconds(10));
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    server.close();
  }

  @Test
  void jobsThatRunThatHaveEndedAndThatAreNotOursToRead() throws Exception {
    job("orders", "application_1_0001", Application.State.RUNNING);
    generation(tree("orders"));
    cluster.has("application_1_0001", "orders_1", "alice", YarnApplicationState.RUNNING);
    job("payments", "application_1_0002", Application.State.FAILED);
    job("refunds", "application_1_0003", Application.State.RUNNING);
    cluster.has("application_1_0003", "refunds_1", "bob", YarnApplicationState.KILLED);
    JobTree closed = job("secret", "application_1_0004", Application.State.RUNNING);
    client
        .setACL()
        .withACL(List.of(new ACL(0, Ids.ANYONE_ID_UNSAFE)))
        .forPath(closed.paths().application());

    List<JobList.Row> rows = new JobList(cluster, new Jobs(client, ROOT)).read();

    assertThat(rows)
        .extracting(row -> row.job() + " " + row.state() + " " + row.user() + " " + row.runs())
        .containsExactly(
            "orders_1 RUNNING alice true",
            "payments_1 FAILED me false",
            "refunds_1 KILLED me false",
            "secret_1 CLOSED  false");
    assertThat(rows.get(0).standbysWanted()).as("keeper.am.standby.count").isEqualTo(2);
    assertThat(rows.get(0).leaderHost()).isEmpty();
  }

  @Test
  void noJobAtAll() {
    assertThat(new JobList(cluster, new Jobs(client, ROOT)).read()).isEmpty();
  }

  @Test
  void eventsInTheOrderInWhichTheyCame() throws Exception {
    JobTree tree = job("orders", "application_1_0001", Application.State.RUNNING);
    assertThat(run(0, "events", "orders")).isEmpty();
    event(tree, 7, "job", "leads");
    event(tree, 8, "container_1", "ended with 137");
    event(tree, 9, "3", "gets another container");

    assertThat(run(0, "events", "orders").lines())
        .hasSize(3)
        .satisfies(
            lines -> {
              assertThat(lines.get(0)).endsWith("epoch 5  leads");
              assertThat(lines.get(1)).endsWith("epoch 5  container_1: ended with 137");
              assertThat(lines.get(2)).endsWith("epoch 5  processor 3: gets another container");
            });
    assertThat(run(0, "events", "orders", "-n", "1").lines()).hasSize(1);
    assertThat(run(2, "events", "orders", "-n", "-1")).contains("--lines=-1", "0 or more");
    JsonNode json = new ObjectMapper().readTree(run(0, "events", "orders", "--json"));
    assertThat(json).hasSize(3);
    assertThat(json.at("/0/at").asText()).isEqualTo("1970-01-01T00:00:07Z");
    assertThat(json.at("/2/subject").asText()).isEqualTo("3");
  }

  @Test
  void eventsAreFollowedOneAfterTheOther() throws Exception {
    JobTree tree = job("orders", "application_1_0001", Application.State.RUNNING);
    event(tree, 7, "job", "first");
    try (EventStream stream = new EventStream(tree)) {
      assertThat(texts(stream.next())).containsExactly("first");
      event(tree, 8, "job", "second");
      assertThat(texts(stream.next())).containsExactly("second");
      client.delete().forPath(tree.paths().events() + "/000000000007"); // as the oldest are
      event(tree, 9, "job", "third");
      assertThat(texts(stream.next())).containsExactly("third");
    }
  }

  @Test
  void levelsAreSetShownAndTakenBack() throws Exception {
    JobTree tree = job("orders", "application_1_0001", Application.State.RUNNING);
    assertThat(run(0, "loglevel", "orders")).contains("as the files say");
    assertThat(run(0, "loglevel", "orders", "am", "a.b=debug", "root=Warn"))
        .contains("am: a.b=DEBUG", "am: root=WARN");
    assertThat(run(0, "loglevel", "orders", "c=TRACE")).contains("all: c=TRACE");
    assertThat(run(0, "loglevel", "orders", "am", "a.b=default"))
        .contains("root=WARN")
        .doesNotContain("a.b", "TRACE");
    assertThat(tree.read(tree.paths().logLevels(), LogLevels.class).orElseThrow().value())
        .isEqualTo(LogLevels.NONE.with("am", "root", "WARN").with("all", "c", "TRACE"));
    assertThat(run(2, "loglevel", "orders", "7", "a=DEBUG")).contains("PROCESSOR=7", "am, all");
    assertThat(run(2, "loglevel", "orders", "am", "a=LOUD")).contains("a=LOUD", "DEBUG");
    assertThat(run(2, "loglevel", "orders", "--reset", "a=DEBUG")).contains("--reset");
    run(0, "loglevel", "orders", "am", "--reset");
    assertThat(run(0, "loglevel", "orders", "--json")).contains("TRACE").doesNotContain("WARN");
    assertThat(run(0, "loglevel", "orders", "--reset")).contains("as the files say");
  }

  @Test
  void aCopyOfAJobFollowsItsChanges() throws Exception {
    JobTree tree = job("orders", "application_1_0001", Application.State.RUNNING);
    generation(tree);
    try (LiveJob live = new LiveJob(tree)) {
      assertThat(live.awaitFilled(Duration.ofSeconds(20))).isTrue();
      JobStatus status = live.status().orElseThrow();
      assertThat(status.candidates().wanted()).isEqualTo(2);
      assertThat(status).isEqualTo(JobStatus.read(tree, JobStatus.outline(tree)).orElseThrow());
      event(tree, 7, "job", "first");
      await().until(() -> live.awaitChange(Duration.ofSeconds(1)) && live.events().size() == 1);
      client
          .setData()
          .forPath(
              tree.paths().application(),
              Znodes.encode(
                  new Application("application_1_0001", Application.State.FAILED, "me", 1, "")));
      await().until(() -> live.status().orElseThrow().application().state().ended());
      assertThat(new Watching(cluster, new JobId("orders", "1"), live))
          .satisfies(
              watching ->
                  assertThatThrownBy(() -> watching.watch(new Shown(new ArrayList<>())))
                      .hasMessageContaining("does not run"));
    }
  }

  /** The application is ended by YARN, and nobody is left who would write it into the tree. */
  @Test
  void watchingEndsWithTheApplication() throws Exception {
    JobTree tree = job("orders", "application_1_0001", Application.State.RUNNING);
    cluster.has("application_1_0001", "orders_1", "alice", YarnApplicationState.RUNNING);
    List<Watching.Picture> pictures = new ArrayList<>();
    try (LiveJob live = new LiveJob(tree)) {
      live.awaitFilled(Duration.ofSeconds(20));
      Watching.View view =
          new Shown(pictures) {
            @Override
            public void show(Watching.Picture picture) {
              super.show(picture);
              cluster.kill("application_1_0001");
            }
          };
      assertThat(new Watching(cluster, new JobId("orders", "1"), live).watch(view))
          .isEqualTo(ClientExit.JOB_FAILED);
    }
    assertThat(pictures).hasSizeGreaterThanOrEqualTo(2);
  }

  private static class Shown implements Watching.View {
    private final List<Watching.Picture> pictures;

    Shown(List<Watching.Picture> pictures) {
      this.pictures = pictures;
    }

    @Override
    public void show(Watching.Picture picture) {
      pictures.add(picture);
    }

    @Override
    public boolean isSeen() {
      return true;
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  private static List<String> texts(SortedMap<String, JobEvent> events) {
    return events.values().stream().map(JobEvent::text).toList();
  }

  private void event(JobTree tree, int number, String subject, String text) throws Exception {
    put(
        tree.paths().events() + "/" + String.format("%012d", number),
        Znodes.encode(new JobEvent(number * 1000L, 5, subject, text)));
  }

  private JobTree tree(String name) {
    return new JobTree(client, JobPaths.of(ROOT, new JobId(name, "1")));
  }

  private JobTree job(String name, String application, Application.State state) throws Exception {
    JobTree tree = tree(name);
    put(
        tree.paths().application(),
        Znodes.encode(new Application(application, state, "me@here/1", 1, "")));
    return tree;
  }

  private void generation(JobTree tree) throws Exception {
    TreeMap<String, String> values =
        new TreeMap<>(
            Map.of(
                "job.name", "orders",
                "keeper.zk.connect", "localhost:1",
                "keeper.am.standby.count", "2"));
    int pointer = tree.config().pointerVersion();
    long number =
        tree.config().write(Znodes.encode(new ConfigGeneration(values, "me@here/1", "", 1)));
    client.transaction().forOperations(tree.config().switchTo(number, pointer));
  }

  private void put(String path, byte[] data) throws Exception {
    client.create().creatingParentsIfNeeded().forPath(path, data);
  }

  private String run(int code, String... arguments) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    Map<String, String> environment = Map.of("KEEPER_ZK_CONNECT", server.getConnectString());
    int exit = KeeperMain.run(arguments, environment, out, out);
    String output = bytes.toString(StandardCharsets.UTF_8);
    assertThat(exit).as(output).isEqualTo(code);
    return output;
  }
}
