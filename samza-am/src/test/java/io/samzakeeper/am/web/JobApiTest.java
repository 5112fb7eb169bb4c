package io.samzakeeper.am.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.samzakeeper.job.JobId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** REST and metrics over HTTP, with this test in the place of the ResourceManager's proxy. */
class JobApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What the document has a parameter for, with one that there is. */
  private static final Map<String, String> EXAMPLES =
      Map.of(
          "/config/{generation}", "config/2",
          "/diff", "diff?from=1&to=2",
          "/operations/{id}", "operations/failover-7");

  /** What can be asked for, with a body that it takes. */
  private static final Map<String, String> BODIES =
      Map.of(
          "/failover", "{\"to\":\"nm1\"}",
          "/config", "{\"from\":1}",
          "/restart", "{\"processor\":\"0\",\"from\":\"container_1\"}",
          "/move", "{\"processor\":\"0\",\"from\":\"container_1\",\"to\":\"nm2\"}",
          "/stop", "{}",
          "/drain", "{}");

  private final HttpClient client = HttpClient.newHttpClient();
  private final OpenApi openApi;
  private JobPages pages;
  private FakeJob job;

  JobApiTest() throws IOException {
    this.openApi = new OpenApi();
  }

  @BeforeEach
  void start() {
    Configuration cluster = new YarnConfiguration();
    cluster.set(YarnConfiguration.PROXY_ADDRESS, "127.0.0.1:1");
    pages =
        new JobPages(
            cluster, new JobId("word-count", "1"), FakeJob.APPLICATION, "127.0.0.1", "alice");
    job = new FakeJob();
    pages.show(job);
  }

  @AfterEach
  void stop() {
    pages.close();
  }

  @Test
  void everyAnswerIsAsTheDocumentSays() throws Exception {
    List<String> problems = new ArrayList<>();
    for (var path : new TreeMap<>(fields(openApi.document().get("paths"))).entrySet()) {
      if (path.getValue().has("get")) {
        HttpResponse<String> answer =
            get("api/v1/" + EXAMPLES.getOrDefault(path.getKey(), path.getKey().substring(1)), "");
        problems.addAll(
            openApi.problems(
                path.getKey(), "get", answer.statusCode(), JSON.readTree(answer.body())));
        assertThat(answer.statusCode()).as(path.getKey()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain(FakeJob.SECRET);
      }
      if (path.getValue().has("put")) {
        String address = "api/v1" + path.getKey();
        String body = BODIES.get(path.getKey());
        problems.addAll(openApi.problemsOfBody(path.getKey(), JSON.readTree(body)));
        HttpResponse<String> answer = put(address, body, "bob");
        assertThat(answer.statusCode()).as(path.getKey()).isEqualTo(202);
        for (HttpResponse<String> each :
            List.of(
                answer,
                put(address, "{\"nothing\":1}", "bob"),
                put(address, body, ""),
                send(request(address, "bob").PUT(BodyPublishers.ofString(body)).build()))) {
          problems.addAll(
              openApi.problems(
                  path.getKey(), "put", each.statusCode(), JSON.readTree(each.body())));
        }
      }
    }
    assertThat(problems).isEmpty();
    assertThat(openApi.puts()).isEqualTo(BODIES.keySet());
  }

  @Test
  void tellsOfTasksWithTheirCheckpoints() throws Exception {
    JsonNode tasks = json("api/v1/tasks");
    assertThat(tasks.at("/tasks/0/partitions/0").asText()).isEqualTo("kafka.lines#0");
    assertThat(tasks.at("/tasks/0/checkpoint/0/offset").asText()).isEqualTo("41");
    assertThat(tasks.at("/tasks/0/checkpointAgeMillis").asLong()).isGreaterThanOrEqualTo(1_000);
    assertThat(tasks.at("/tasks/1/checkpointAt").asText()).isEmpty();
  }

  @Test
  void figuresOfWorkersAreOnAllDocumentsAndInMetrics() throws Exception {
    assertThat(json("api/v1/overview").at("/work/reporting").asInt()).isZero();
    assertThat(json("api/v1/containers").at("/containers/0").has("figures")).isFalse();
    job.report(1_000, 400);
    job.report(3_000, 1_000);
    await().until(() -> json("api/v1/overview").at("/work").has("messagesPerSecond"));

    JsonNode work = json("api/v1/overview").get("work");
    assertThat(work.get("reporting").asInt()).isEqualTo(1);
    assertThat(work.get("messagesPerSecond").asDouble()).isEqualTo(300);
    assertThat(work.get("lagMessages").asInt()).isEqualTo(12);
    JsonNode figures = json("api/v1/containers").at("/containers/0/figures");
    assertThat(figures.get("commitMaxMillis").asDouble()).isEqualTo(250);
    assertThat(figures.get("metricsAddress").asText()).isEqualTo("nm1:9400");
    assertThat(json("api/v1/containers").at("/containers/1").has("figures")).isFalse();
    JsonNode task = json("api/v1/tasks").at("/tasks/0");
    assertThat(task.at("/lag/0/messages").asInt()).isEqualTo(12);
    assertThat(task.get("lagMessages").asInt()).isEqualTo(12);
    assertThat(json("api/v1/tasks").at("/tasks/1").has("lagMessages")).isFalse();
    String labels = "{job_name=\"word-count\",job_id=\"1\",processor=\"0\"";
    assertThat(get("prometheus", "").body())
        .contains("keeper_lag_messages" + labels + ",input=\"kafka.lines\"} 12\n")
        .contains("keeper_container_messages_total" + labels + "} 1000\n")
        .contains("keeper_container_commit_max_seconds" + labels + "} 0.25\n");
    everyAnswerIsAsTheDocumentSays();
  }

  @Test
  void tellsWhyAContainerWasRestarted() throws Exception {
    JsonNode containers = json("api/v1/containers").get("containers");
    assertThat(containers.at("/0/history")).isEmpty();
    assertThat(containers.at("/1/history/0/text").asText()).contains("failed in container_1");
  }

  @Test
  void drawsWhatFlowsThroughTheJob() throws Exception {
    JsonNode graph = json("api/v1/graph");
    assertThat(graph.get("application").asText()).isEqualTo("com.example.CountTask");
    assertThat(graph.get("tasks").asInt()).isEqualTo(2);
    Map<String, String> kinds = new TreeMap<>();
    graph.get("nodes").forEach(n -> kinds.put(n.get("id").asText(), n.get("kind").asText()));
    assertThat(kinds)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "kafka.lines", "INPUT",
                "kafka.shuffled", "INTERMEDIATE",
                "kafka.words", "OUTPUT",
                "store counts", "STORE",
                "kafka.counts-changelog", "CHANGELOG",
                "tasks", "TASKS"));
    List<String> edges = new ArrayList<>();
    graph
        .get("edges")
        .forEach(e -> edges.add(e.get("from").asText() + " -> " + e.get("to").asText()));
    assertThat(edges)
        .containsExactlyInAnyOrder(
            "kafka.lines -> tasks",
            "kafka.shuffled -> tasks",
            "tasks -> kafka.shuffled",
            "tasks -> kafka.words",
            "tasks -> store counts",
            "store counts -> kafka.counts-changelog");
  }

  @Test
  void secretsAreMasked() throws Exception {
    assertThat(json("api/v1/config/2").at("/values/sensitive.key").asText()).isEqualTo("(masked)");
    assertThat(get("api/v1/diff?from=1&to=2", "").body()).contains("Task1", "(masked)");
    assertThat(get("config", "").body()).contains("Task2").doesNotContain(FakeJob.SECRET);
  }

  @Test
  void aFailOverIsAccepted() throws Exception {
    HttpResponse<String> answer = put("api/v1/failover", "{\"to\":\"nm1\"}", "bob");
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.headers().firstValue("Location")).contains("operations/failover-7");
    assertThat(job.asked).containsExactly("failover to nm1 by bob");
    assertThat(json("api/v1/operations/failover-7").get("state").asText()).isEqualTo("DONE");
    assertThat(put("api/v1/failover", "", "bob").statusCode()).isEqualTo(202);
  }

  @Test
  void aChangeOfTheConfigIsAccepted() throws Exception {
    String body =
        "{\"from\":2,\"set\":{\"a.b\":\"c\"},\"unset\":[\"d\"],\"reason\":\"r\",\"dryRun\":true}";
    assertThat(put("api/v1/config", body, "alice").statusCode()).isEqualTo(202);
    assertThat(job.asked)
        .containsExactly(
            "ConfigRequest[from=2, set={a.b=c}, unset=[d], reason=r, dryRun=true,"
                + " maxUnavailable=0] by alice");
  }

  @Test
  void processorsAreRestartedAndMovedAndTheJobEnds() throws Exception {
    String body = BODIES.get("/restart");
    HttpResponse<String> answer = put("api/v1/restart", body, "bob");
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.headers().firstValue("Location"))
        .contains("operations/restart-container_1-0");
    assertThat(put("api/v1/move", BODIES.get("/move"), "bob").statusCode()).isEqualTo(202);
    assertThat(put("api/v1/stop", "{}", "bob").statusCode()).isEqualTo(202);
    assertThat(put("api/v1/drain", "", "bob").statusCode()).isEqualTo(202);
    assertThat(job.asked)
        .containsExactly(
            "RestartOrder[processor=0, from=container_1, to=Optional.empty] by bob",
            "RestartOrder[processor=0, from=container_1, to=Optional[nm2]] by bob",
            "STOP by bob",
            "DRAIN by bob");
    assertThat(problem(put("api/v1/restart", "{\"processor\":\"0\"}", "bob"), 400))
        .contains("from=");
    assertThat(problem(put("api/v1/restart", BODIES.get("/move"), "bob"), 400)).contains("to=");
    assertThat(problem(put("api/v1/move", body, "bob"), 400)).contains("to=", "host");
    assertThat(problem(put("api/v1/stop", "{\"now\":true}", "bob"), 400)).contains("now=");
  }

  /** A page elsewhere can have a browser send a form in its user's name, but nothing like this. */
  @Test
  void whatABrowserSendsUnaskedIsRefused() throws Exception {
    for (String type : List.of("", "text/plain", "application/x-www-form-urlencoded")) {
      HttpRequest.Builder request =
          request("api/v1/stop", "bob").PUT(BodyPublishers.ofString("{}"));
      HttpResponse<String> answer =
          send((type.isEmpty() ? request : request.header("Content-Type", type)).build());
      assertThat(problem(answer, 415)).contains("application/json");
    }
    for (String method : List.of("POST", "DELETE", "OPTIONS")) {
      HttpResponse<String> answer =
          send(
              request("api/v1/stop", "bob")
                  .header("Origin", "http://elsewhere.example")
                  .header("Access-Control-Request-Method", "PUT")
                  .method(method, BodyPublishers.noBody())
                  .build());
      assertThat(answer.headers().map().keySet())
          .as(method)
          .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
    }
    assertThat(job.asked).isEmpty();
  }

  @Test
  void badBodiesAreRefusedWithTheReason() throws Exception {
    assertThat(problem(put("api/v1/config", "{\"set\":{}}", "bob"), 400)).contains("from=");
    assertThat(problem(put("api/v1/config", "{\"from\":1,\"sett\":{}}", "bob"), 400))
        .contains("sett", "dryRun, from");
    assertThat(problem(put("api/v1/config", "{\"from\":1,\"set\":{\"a\":1}}", "bob"), 400))
        .contains("set.a=1");
    assertThat(problem(put("api/v1/config", "{", "bob"), 400)).contains("not JSON");
    assertThat(problem(put("api/v1/failover", "[]", "bob"), 400)).contains("JSON object");
    assertThat(problem(put("api/v1/nothing", "", "bob"), 404)).contains("openapi.json");
    assertThat(problem(get("api/v1/config/x", ""), 400)).contains("generation=x");
    assertThat(problem(get("api/v1/config/9", ""), 404)).contains("9");
    assertThat(job.asked).isEmpty();
  }

  /** Where a cluster has no ACLs, everybody with a name may; Hadoop's name for nobody is none. */
  @Test
  void onlyWhoIsKnownByNameMayChange() throws Exception {
    assertThat(problem(put("api/v1/failover", "", ""), 403)).contains("user.name");
    assertThat(problem(put("api/v1/failover", "", "dr.who"), 403)).contains("user.name");
    assertThat(json("api/v1/overview").at("/you/mayChange").asBoolean()).isFalse();
    assertThat(job.asked).isEmpty();
  }

  @Test
  void whereTheClusterHasAclsTheyAreKept() throws Exception {
    Configuration cluster = new Configuration(false);
    cluster.setBoolean(YarnConfiguration.YARN_ACL_ENABLE, true);
    cluster.set(YarnConfiguration.YARN_ADMIN_ACL, "root");
    job = new FakeJob(cluster);
    pages.show(job);
    assertThat(problem(put("api/v1/failover", "", "carol"), 403)).contains("carol");
    for (String allowed : List.of("alice", "bob", "root")) {
      assertThat(put("api/v1/failover", "", allowed).statusCode()).as(allowed).isEqualTo(202);
    }
    assertThat(problem(get("api/v1/overview", "carol"), 403)).contains("VIEW_APP");
    for (String path :
        List.of("prometheus", "api/v1/status", "am", "config", "metrics", "jmx", "stacks")) {
      assertThat(get(path, "carol").statusCode()).as(path).isEqualTo(403);
    }
    assertThat(get("api/v1/overview", "alice").statusCode()).isEqualTo(200);
  }

  /** Hadoop's web server has pages of its own, which ask nobody who he is. */
  @Test
  void whatHadoopBringsAlongIsNotOpen() throws Exception {
    for (String path :
        List.of(
            "conf",
            "conf?format=json",
            "logLevel?log=root&level=DEBUG",
            "logs/",
            "static/",
            "prof",
            "prom",
            "isActive",
            "stacks/",
            "jmx/x",
            "page.js.map")) {
      assertThat(get(path, "alice").statusCode()).as(path).isEqualTo(404);
    }
    for (String path : List.of("stacks", "jmx")) {
      for (String nobody : List.of("", "dr.who")) {
        assertThat(get(path, nobody).statusCode()).as(path).isEqualTo(403);
      }
      assertThat(get(path, "bob").statusCode()).as(path).isEqualTo(200);
    }
    assertThat(get("stacks", "bob").body()).contains("Process Thread Dump");
    pages.standBy();
    assertThat(get("stacks", "bob").statusCode()).isEqualTo(503);
    assertThat(get("conf", "bob").statusCode()).isEqualTo(404);
  }

  @Test
  void whoDoesNotLeadDoesNothing() throws Exception {
    pages.standBy();
    assertThat(problem(put("api/v1/failover", "", "bob"), 503)).contains("does not lead");
    assertThat(problem(get("api/v1/overview", ""), 503)).contains("does not lead");
    assertThat(get("prometheus", "").statusCode()).isEqualTo(503);
    assertThat(get("am", "").statusCode()).isEqualTo(503);
  }

  @Test
  void metricsAreInPrometheusFormat() throws Exception {
    HttpResponse<String> metrics = get("prometheus", "");
    assertThat(metrics.headers().firstValue("Content-Type").orElseThrow())
        .matches("text/plain; ?version=0.0.4.*");
    String job = "{job_name=\"word-count\",job_id=\"1\"";
    assertThat(metrics.body())
        .contains("keeper_leader_epoch" + job + "} 7\n")
        .contains("keeper_take_over_seconds" + job + "} 0.25\n")
        .contains("keeper_resource_manager_heartbeat_age_seconds" + job + "} 1\n")
        .contains("keeper_containers" + job + ",state=\"running\"} 1\n")
        .contains("keeper_containers" + job + ",state=\"backing_off\"} 1\n")
        .contains("keeper_zookeeper_connected" + job + "} 1\n");
    assertThat(metrics.body().lines())
        .allMatch(line -> line.matches("# (HELP|TYPE) \\S+ .+|keeper_\\w+\\{.*\\} \\S+"));
  }

  @Test
  void anOutageOfZooKeeperIsInOverviewAndMetrics() throws Exception {
    String labels = "{job_name=\"word-count\",job_id=\"1\"} ";
    assertThat(get("prometheus", "").body())
        .contains("keeper_zookeeper_disconnected_seconds" + labels + "0\n")
        .contains("keeper_zookeeper_quorum_lost" + labels + "0\n")
        .contains("keeper_zookeeper_outage_limit_seconds" + labels + "300\n");
    job.zooKeeper(new ZooKeeperLink(false, Duration.ofMillis(8500), true, Duration.ofMinutes(5)));
    assertThat(get("prometheus", "").body())
        .contains("keeper_zookeeper_connected" + labels + "0\n")
        .contains("keeper_zookeeper_disconnected_seconds" + labels + "8.5\n")
        .contains("keeper_zookeeper_quorum_lost" + labels + "1\n");
    JsonNode overview = json("api/v1/overview");
    assertThat(overview.get("zooKeeperConnected").asBoolean()).isFalse();
    assertThat(overview.get("zooKeeperSilenceMillis").asInt()).isEqualTo(8500);
    assertThat(overview.get("zooKeeperQuorumLost").asBoolean()).isTrue();
    assertThat(overview.get("zooKeeperOutageMaxMillis").asInt()).isEqualTo(300_000);
  }

  @Test
  void stocksEndpointsKeepTheirShapes() throws Exception {
    assertThat(json("task-context").get("name").asText()).isEqualTo("container_a");
    JsonNode container = json("am").at("/containers/container_1_0001_01_000002");
    assertThat(container.get("yarn-address").asText()).isEqualTo("nm1:8042");
    assertThat(container.get("container-id").asText()).isEqualTo("0");
    assertThat(container.get("task-models").has("Partition 0")).isTrue();
    assertThat(json("metrics").findValue("running-containers").asInt()).isEqualTo(1);
    assertThat(json("config").get("task.class").asText()).isEqualTo("Task2");
  }

  private String problem(HttpResponse<String> answer, int status) throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return JSON.readTree(answer.body()).get("problem").asText();
  }

  private JsonNode json(String path) throws Exception {
    HttpResponse<String> answer = get(path, "");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private HttpResponse<String> get(String path, String user) throws Exception {
    return send(request(path, user).build());
  }

  private HttpResponse<String> put(String path, String body, String user) throws Exception {
    return send(
        request(path, user)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body))
            .build());
  }

  /** As the proxy sends it: the user in a cookie. */
  private HttpRequest.Builder request(String path, String user) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(pages.url() + path));
    return user.isEmpty() ? request : request.header("Cookie", "proxy-user=" + user);
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static Map<String, JsonNode> fields(JsonNode node) {
    Map<String, JsonNode> fields = new TreeMap<>();
    node.fields().forEachRemaining(field -> fields.put(field.getKey(), field.getValue()));
    return fields;
  }
}
