package io.samzakeeper.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.samzakeeper.job.Application;
import io.samzakeeper.job.CheckpointRecord;
import io.samzakeeper.job.CheckpointRecord.Input;
import io.samzakeeper.job.CheckpointRecord.Snapshot;
import io.samzakeeper.job.ConfigGeneration;
import io.samzakeeper.job.JobId;
import io.samzakeeper.job.Znodes;
import io.samzakeeper.tree.JobPaths;
import io.samzakeeper.tree.JobTree;
import io.samzakeeper.tree.ZooKeeperConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.test.TestingServer;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.data.ACL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code keeper config}, {@code tree} and {@code checkpoint} show, from a real server. */
class LookingAtJobsIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;
  private TestingServer server;
  private CuratorFramework client;
  private JobTree tree;

  @BeforeEach
  void start() throws Exception {
    server = new TestingServer();
    client = ZooKeeperConnection.forCommand(server.getConnectString(), Duration.ofSeconds(10));
    tree = new JobTree(client, JobPaths.of("/samza-keeper", new JobId("orders", "1")));
    put(
        tree.paths().application(),
        Znodes.encode(
            new Application("application_1_0001", Application.State.RUNNING, "me", 1, "")));
    generation(Map.of("sensitive.key", "one", "old", "x"));
    generation(Map.of("sensitive.key", "two", "new", "a=b"));
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    server.close();
  }

  @Test
  void configShowsTheCurrentGenerationWithoutSecrets() {
    String shown = run(0, "config", "orders");
    assertThat(shown)
        .contains("orders", "generation 2", "submitted by me@here", "job.name=orders", "new=a=b")
        .contains("sensitive.key=(masked)")
        .doesNotContain("two", "old=");
    assertThat(run(0, "config", "orders", "--generation", "1")).contains("old=x");
    assertThat(run(2, "config", "orders", "--generation", "7"))
        .contains("generation 7", "there is 1, 2");
  }

  @Test
  void configAsJson() throws Exception {
    JsonNode shown = JSON.readTree(run(0, "config", "orders", "--json"));
    assertThat(shown.path("generation").asInt()).isEqualTo(2);
    assertThat(shown.path("current").asBoolean()).isTrue();
    assertThat(shown.at("/values/new").asText()).isEqualTo("a=b");
    assertThat(shown.at("/values/sensitive.key").asText()).isEqualTo("(masked)");
  }

  @Test
  void oneKeyOrItsDefault() throws Exception {
    assertThat(run(0, "config", "orders", "get", "new").strip()).isEqualTo("a=b");
    assertThat(run(0, "config", "orders", "get", "job.container.count").strip()).isEqualTo("1");
    JsonNode shown =
        JSON.readTree(run(0, "config", "orders", "get", "job.container.count", "--json"));
    assertThat(shown.path("given").asBoolean()).isFalse();
    assertThat(run(2, "config", "orders", "get", "nwe")).contains("KEY=nwe", "orders");
    assertThat(run(0, "config", "orders", "get", "sensitive.key")).doesNotContain("two");
    assertThat(run(0, "config", "orders", "get", "new", "--config", "keeper.zk.root=/samza-keeper"))
        .contains("a=b");
  }

  @Test
  void historyIsNewestFirst() throws Exception {
    assertThat(run(0, "config", "orders", "history").lines().toList())
        .hasSize(2)
        .satisfies(
            lines -> {
              assertThat(lines.get(0)).startsWith("2 (current): ").endsWith("changed keys: 3");
              assertThat(lines.get(1)).startsWith("1: submitted by me@here");
            });
    assertThat(JSON.readTree(run(0, "config", "orders", "history", "--json")).size()).isEqualTo(2);
  }

  /** A client died while it wrote it. */
  @Test
  void aGenerationThatNeverBecameCurrentIsNotShown() {
    tree.config().write(Znodes.encode(new ConfigGeneration(new TreeMap<>(), "x", "y", 1)));
    assertThat(run(0, "config", "orders", "history").lines().toList()).hasSize(2);
    assertThat(run(2, "config", "orders", "--generation", "3")).contains("there is 1, 2");
  }

  @Test
  void diffOfTheLastChange() throws Exception {
    String diff = run(0, "config", "orders", "diff");
    assertThat(diff.lines().skip(1))
        .containsExactly(
            "+ new=a=b", "- old=x", "- sensitive.key=(masked)", "+ sensitive.key=(masked)");
    assertThat(run(0, "config", "orders", "diff", "1")).isEqualTo(diff);
    assertThat(run(0, "config", "orders", "diff", "1", "2")).isEqualTo(diff);
    assertThat(JSON.readTree(run(0, "config", "orders", "diff", "--json")).path("changes").size())
        .isEqualTo(3);
    assertThat(run(0, "config", "orders", "diff", "2", "1")).contains("+ old=x");
  }

  /** Nobody leads this job: a change that is accepted would be waited for. */
  @Test
  void aChangeIsCheckedBeforeAnythingIsWritten() {
    assertThat(run(2, "config", "orders", "set", "yarn.queue=q", "keeper.am.standby.count=2"))
        .contains("yarn.queue=q", "submit it again");
    assertThat(
            run(
                2,
                "config",
                "orders",
                "set",
                "yarn.package.path=hdfs:///other.tgz",
                "yarn.resources.rules.path=hdfs:///rules"))
        .contains(
            "yarn.package.path=hdfs:///other.tgz",
            "nor can yarn.resources.rules.path",
            "keeper stop",
            "run-job.sh");
    assertThat(run(2, "config", "orders", "set", "keeper.am.standby.count=many"))
        .contains("keeper.am.standby.count=many", "a whole number");
    assertThat(run(2, "config", "orders", "set", "keeper.am.standby.count")).contains("KEY=VALUE");
    assertThat(run(2, "config", "orders", "unset", "nwe")).contains("KEY=nwe");
    assertThat(run(2, "config", "orders", "rollback", "7")).contains("generation 7", "1, 2");
    assertThat(tree.config().numbers()).containsExactly(1L, 2L);
  }

  @Test
  void aDryRunSaysWhatWouldBeDifferentAndWritesNothing() throws Exception {
    String said =
        run(0, "config", "orders", "set", "cluster-manager.container.retry.count=3", "--dry-run");
    assertThat(said)
        .contains("+ cluster-manager.container.retry.count=3", "nothing restarts", "--dry-run");
    JsonNode json =
        JSON.readTree(
            run(0, "config", "orders", "set", "keeper.am.standby.count=2", "--dry-run", "--json"));
    assertThat(json.path("to").isNull()).isTrue();
    assertThat(json.at("/changes/0/after").asText()).isEqualTo("2");
    assertThat(tree.config().numbers()).containsExactly(1L, 2L);
    assertThat(run(0, "config", "orders", "set", "new=a=b")).contains("nothing is different");
    assertThat(client.checkExists().forPath(tree.paths().submitting())).isNull();
  }

  @Test
  void theWholeConfigComesFromAFileOrAnEditor() throws Exception {
    String file =
        Files.writeString(
                directory.resolve("orders.properties"),
                "job.name=orders\nkeeper.zk.connect=localhost:1\nsensitive.key=two\nnew=a=b\n"
                    + "keeper.am.standby.count=2\n")
            .toString();
    assertThat(run(0, "config", "orders", "apply", file, "--dry-run"))
        .contains("+ keeper.am.standby.count=2", "--dry-run")
        .doesNotContain("job.name", "new");
    Map<String, String> editor = Map.of("EDITOR", "sed -i '$ a keeper.am.standby.count=3'");
    assertThat(run(0, editor, "config", "orders", "edit", "--dry-run"))
        .contains("+ keeper.am.standby.count=3", "--dry-run")
        .doesNotContain("job.name", "new");
    assertThat(run(2, Map.of("EDITOR", "false"), "config", "orders", "edit"))
        .contains("the editor (false) ended with 1: nothing was changed");
    assertThat(tree.config().numbers()).containsExactly(1L, 2L);
  }

  @Test
  void aJobThatHasEndedIsNotChanged() throws Exception {
    client
        .setData()
        .forPath(
            tree.paths().application(),
            Znodes.encode(
                new Application("application_1_0001", Application.State.KILLED, "me", 1, "")));
    assertThat(run(6, "config", "orders", "set", "keeper.am.standby.count=2"))
        .contains("does not run", "next submission");
  }

  @Test
  void treePrintsWhatLiesThere() throws Exception {
    checkpoint("Partition 0", "41");
    client
        .create()
        .creatingParentsIfNeeded()
        .withMode(CreateMode.EPHEMERAL)
        .forPath(tree.paths().worker("container_1"), "text".getBytes(StandardCharsets.UTF_8));
    String shown = run(0, "tree", "orders");
    assertThat(shown)
        .contains("/samza-keeper/orders-1", "application  v0", "application_1_0001")
        .contains("  Partition 0  v0  {\"format\":1", "container_1  v0 ephemeral  text");

    String below = run(0, "tree", "orders", "checkpoints/Partition 0");
    assertThat(below.lines().toList()).hasSize(1);
    assertThat(run(0, "tree", "orders", "/checkpoints/Partition+0/")).isEqualTo(below);
    assertThat(run(2, "tree", "orders", "chekpoints")).contains("PATH=chekpoints", "checkpoints");
    assertThat(run(2, "tree", "orders", "../..")).contains("PATH=../..");

    JsonNode json = JSON.readTree(run(0, "tree", "orders", "checkpoints", "--json"));
    assertThat(json.at("/children/0/name").asText()).isEqualTo("Partition 0");
    assertThat(json.at("/children/0/value/task").asText()).isEqualTo("Partition 0");
  }

  @Test
  void whatIsNotForEverybodyIsSaidToBeThere() throws Exception {
    client.create().creatingParentsIfNeeded().forPath(tree.paths().attempts(), new byte[0]);
    client
        .create()
        .withACL(List.of(new ACL(0, Ids.ANYONE_ID_UNSAFE)))
        .forPath(tree.paths().attempts() + "/secret", "token".getBytes(StandardCharsets.UTF_8));
    assertThat(run(0, "tree", "orders"))
        .contains("secret  " + TreePrinter.NOT_READABLE)
        .doesNotContain("token");
  }

  @Test
  void checkpointsAreShownAndExported() throws Exception {
    assertThat(run(0, "checkpoint", "orders")).contains("No task");
    checkpoint("Partition 0", "41");
    checkpoint("Partition 1", "7");
    assertThat(run(0, "checkpoint", "orders"))
        .contains("Partition 0: written at ", "by container_1, epoch 3", "  kafka.a.b/0=41")
        .contains("  kafka.a.b/0=7")
        .contains("kafka.a.b/0=7, lag not known")
        .contains("Lag is not known: there is no plan");
    assertThat(run(0, "checkpoint", "orders", "show", "Partition 1", "--no-lag").lines())
        .as("two versions that say the same")
        .hasSize(2);
    assertThat(run(2, "checkpoint", "orders", "show", "Partition 9"))
        .contains("TASK=Partition 9", "Partition 0, Partition 1");
    JsonNode json = JSON.readTree(run(0, "checkpoint", "orders", "show", "--json"));
    assertThat(json.size()).isEqualTo(2);
    assertThat(json.at("/0/lag/0/unknown").asText()).startsWith("there is no plan");
    assertThat(json.at("/0/lag/0/behind").isNull()).isTrue();

    Path file = directory.resolve("checkpoints.json");
    assertThat(run(0, "checkpoint", "orders", "export", file.toString())).contains("2 tasks");
    assertThat(CheckpointFile.read(file).checkpoints())
        .containsExactlyElementsOf(new JobCheckpoints(tree).all().values());
    byte[] before = Files.readAllBytes(file);
    assertThat(run(2, "checkpoint", "orders", "export", file.toString())).contains("FILE=" + file);
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void whatCannotBeImportedIsRefusedBeforeAnybodyIsSpokenTo() throws IOException {
    Path file = directory.resolve("other.json");
    assertThat(run(2, "checkpoint", "orders", "import", file.toString())).contains("FILE=" + file);
    Files.writeString(file, "{\"format\":2}");
    assertThat(run(2, "checkpoint", "orders", "import", file.toString())).contains("format 2");
    assertThat(run(2, "checkpoint", "orders", "import"))
        .contains("FILE is missing", "--from-kafka");
    assertThat(run(2, "checkpoint", "orders", "import", file.toString(), "--from-kafka"))
        .contains("FILE=" + file, "one of them");
    assertThat(run(2, "checkpoint", "orders", "export")).contains("FILE is missing", "--to-kafka");
    assertThat(run(2, "checkpoint", "orders", "reset")).contains("TASK is missing", "--all");
    assertThat(run(2, "checkpoint", "orders", "reset", "--all", "Partition 0")).contains("TASK=");
  }

  private void checkpoint(String task, String offset) throws Exception {
    Snapshot snapshot =
        new Snapshot("", List.of(new Input("kafka", "a.b", 0, -1, offset)), new TreeMap<>());
    put(
        tree.paths().checkpoint(task),
        Znodes.encode(
            new CheckpointRecord(
                task, "container_1", 3, 1, new TreeMap<>(Map.of(1, snapshot, 2, snapshot)))));
  }

  private void generation(Map<String, String> more) throws Exception {
    TreeMap<String, String> values = new TreeMap<>(more);
    values.putAll(Map.of("job.name", "orders", "keeper.zk.connect", "localhost:1"));
    int pointer = tree.config().pointerVersion();
    long number =
        tree.config()
            .write(Znodes.encode(new ConfigGeneration(values, "me@here/1", "submitted", 1)));
    client.transaction().forOperations(tree.config().switchTo(number, pointer));
  }

  private void put(String path, byte[] data) throws Exception {
    client.create().creatingParentsIfNeeded().forPath(path, data);
  }

  private String run(int code, String... arguments) {
    return run(code, Map.of(), arguments);
  }

  private String run(int code, Map<String, String> more, String... arguments) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    Map<String, String> environment = new TreeMap<>(more);
    environment.put("KEEPER_ZK_CONNECT", server.getConnectString());
    environment.put("KEEPER_HOME", directory.toString());
    int exit = KeeperMain.run(arguments, environment, out, out);
    String output = bytes.toString(StandardCharsets.UTF_8);
    assertThat(exit).as(output).isEqualTo(code);
    return output;
  }
}
