package io.samzakeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.samzakeeper.job.Application;
import io.samzakeeper.job.EndRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** The job's pages in a real browser, through the ResourceManager's real proxy. */
@ExtendWith(BrowserExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WebIT extends SharedEchoJob {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SECRET = "not-to-be-seen";
  private static final int MOST_BYTES = 300_000;

  /** Who is allowed to change the job: the grid has no ACLs, so any name will do. */
  private static final String USER = "operator";

  private SortedMap<String, ContainerProcess> workers;
  private Set<String> restarted = NOBODY;
  private boolean drained;
  private Browser browser;

  @Override
  EchoJob start() {
    return EchoJob.start(
        cluster,
        "web",
        2,
        2,
        config ->
            config
                .with("keeper.am.standby.count", "1")
                .with("sensitive.word", SECRET)
                .with("keeper.rollout.watch.ms", "500")
                .with("yarn.am.container.memory.mb", "1024")); // room for a planner
  }

  @BeforeEach
  void open() {
    if (workers == null) {
      workers = job.awaitAllRunning();
    }
    job.awaitAllStanding();
    if (browser == null) {
      browser = Browser.start();
    }
    browser.startAnew();
    browser.screen(1280, 900);
    browser.colours("light");
  }

  @AfterAll
  void closeBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  @AfterAll
  void noOtherWorkerHasRestarted() {
    // What is asked of the AMs is no worker's matter.
    if (!drained) {
      echo.checkInvariants(workers, restarted);
    }
  }

  private String pages() {
    return cluster.grid().resourceManagerUi() + "/proxy/" + job.applicationId() + "/";
  }

  /** Opened once with a name, as a cluster without Kerberos has it. */
  private void openAs(String user) {
    browser.open(pages() + "?user.name=" + user);
    browser.awaitText("Containers running");
  }

  private void show(String page, String text) {
    browser.click("nav a[href='#" + page + "']");
    browser.awaitText(text);
    browser.screenshot(picture(page));
  }

  private static Path picture(String name) {
    return BuildOutput.work().resolveSibling("screenshots").resolve(name + ".png");
  }

  private void requireNothingWrong() {
    String origin = cluster.grid().resourceManagerUi() + "/";
    assertThat(browser.requests()).isNotEmpty().allMatch(url -> url.startsWith(origin));
    assertThat(browser.errors()).isEmpty();
  }

  @Test
  void everyPageIsShown() {
    openAs(USER);
    browser.awaitText("2 of 2");
    browser.awaitText("as " + USER);
    browser.screenshot(picture("overview"));
    int bytes =
        browser
            .evaluate(
                "performance.getEntries().filter(e => !e.name.includes('/api/'))"
                    + ".reduce((sum, e) => sum + (e.decodedBodySize || 0), 0)")
            .asInt();
    double paint =
        browser
            .evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
            .asDouble();
    System.out.println("overview: " + bytes + " bytes, first paint after " + paint + " ms");
    assertThat(bytes).isPositive().isLessThan(MOST_BYTES);

    show("containers", "running");
    browser.awaitText(job.workers().values().iterator().next().containerId());
    show("tasks", "Partition 1");
    browser.awaitText("kafka." + job.id().name() + "-in#1");
    show("masters", "standby");
    browser.awaitText(job.standbyProcess().containerId());
    show("config", "Generation 1 is current");
    browser.click("button.values");
    browser.awaitText("(masked)");
    assertThat(browser.evaluate("document.body.innerText").asText()).doesNotContain(SECRET);
    show("events", "epoch");
    show("graph", "kafka." + job.id().name() + "-in");
    browser.awaitTrue("document.querySelectorAll('.graph g.TASKS').length === 1");

    browser.screen(390, 844);
    show("containers", "running");
    assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
        .as("nothing is wider than a phone")
        .isLessThanOrEqualTo(390);
    browser.screenshot(picture("containers-phone"));
    browser.colours("dark");
    browser.click("nav a[href='#overview']");
    browser.awaitText("Containers running");
    browser.screenshot(picture("overview-phone-dark"));
    requireNothingWrong();
    assertThat(browser.notLoaded()).isEmpty();
  }

  /** The feed goes on: 20 records a second in each of two partitions. */
  @Test
  void howWorkersFareIsShownAlsoByTheNextLeader() throws Exception {
    openAs(USER);
    requireFigures();
    browser.screenshot(picture("overview-figures"));
    show("containers", " MB of ");
    browser.awaitTrue("document.querySelectorAll('td a[href$=\"/metrics\"]').length === 2");
    show("tasks", ", lag ");
    for (JsonNode container : document("containers").get("containers")) {
      JsonNode figures = container.get("figures");
      assertThat(figures.get("memoryBytes").asLong()).isGreaterThan(50_000_000);
      assertThat(figures.get("commits").asLong()).isPositive();
      assertThat(scrape(figures.get("metricsAddress").asText()))
          .contains("keeper_worker_lag_messages{job_name=\"" + job.id().name() + "\"")
          .contains("input=\"kafka." + echo.input() + "\",partition=\"")
          .contains("container_id=\"" + container.get("containerId").asText() + "\"");
    }
    assertThat(metrics()).contains("keeper_lag_messages{job_name=\"" + job.id().name() + "\"");

    job.leaderKilled();
    browser.click("nav a[href='#overview']");
    browser.awaitText("epoch " + job.epoch());
    requireFigures();
    requireNothingWrong();
  }

  /** What no record of the feed can be behind for long. */
  private void requireFigures() {
    browser.awaitText("2 of 2 containers tell");
    await("as many are processed as are fed")
        .atMost(PATIENCE)
        .until(() -> document("overview").at("/work/messagesPerSecond").asDouble() > 30);
    assertThat(document("overview").at("/work/lagMessages").asLong(-1)).isBetween(0L, 500L);
    assertThat(document("overview").at("/work/cpuCores").asDouble()).isPositive();
  }

  private JsonNode document(String name) {
    return browser.evaluate("fetch('api/v1/" + name + "').then(r => r.json())");
  }

  private String metrics() {
    return cluster.resourceManager().get("/proxy/" + job.applicationId() + "/prometheus").body();
  }

  private static String scrape(String address) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://" + address + "/metrics")).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** With the keyboard alone: into the pages, to the action, and out of its confirmation. */
  @Test
  void aFailOverIsConfirmedAndThePageFollows() {
    openAs(USER);
    int epoch = job.epoch();
    browser.evaluate("document.querySelector('#failover').focus()");
    browser.press("Enter");
    browser.awaitTrue("document.querySelector('dialog').open");
    browser.screenshot(picture("confirmation"));
    browser.press("Escape");
    browser.awaitTrue("!document.querySelector('dialog').open");
    assertThat(job.epoch()).as("nothing was confirmed").isEqualTo(epoch);

    browser.click("#failover");
    browser.click("#confirm");
    browser.awaitTrue("document.querySelector('dialog pre').dataset.state === 'DONE'");
    browser.awaitText("epoch " + (epoch + 1));
    assertThat(job.epoch()).isEqualTo(epoch + 1);
    requireNothingWrong();
  }

  /** By the button, not before it is confirmed; what the page asks for is done once. */
  @Test
  void aProcessorIsRestartedAndThenMoved() {
    openAs(USER);
    restarted = Set.of("0");
    int twice = echo.echoes().repeated();
    ContainerProcess before = job.workers().get("0");
    browser.click("nav a[href='#containers']");
    browser.awaitText(before.containerId());
    browser.click("button.restart[aria-label='Restart processor 0']");
    browser.awaitTrue("document.querySelector('dialog').open");
    browser.screenshot(picture("restart-confirmation"));
    browser.press("Escape");
    browser.awaitTrue("!document.querySelector('dialog').open");
    assertThat(job.workers().get("0")).as("nothing was confirmed").isEqualTo(before);

    browser.click("button.restart[aria-label='Restart processor 0']");
    browser.click("#confirm");
    browser.awaitTrue("document.querySelector('dialog pre').dataset.state === 'DONE'");
    browser.screenshot(picture("restart-done"));
    ContainerProcess after = job.workers().get("0");
    assertThat(after.containerId()).isNotEqualTo(before.containerId());
    browser.press("Escape");
    browser.awaitText(after.containerId());
    assertThat(
            put("restart", "{processor: '0', from: '" + before.containerId() + "'}").get(0).asInt())
        .isEqualTo(202);
    assertThat(job.workers().get("0")).as("asked for twice, done once").isEqualTo(after);

    browser.click("button.restart[aria-label='Restart processor 0']");
    browser.awaitTrue("document.activeElement.tagName === 'INPUT'");
    String host = ContainerProcesses.host(after).equals("127.0.0.2") ? "127.0.0.3" : "127.0.0.2";
    browser.type(host);
    browser.click("#confirm");
    browser.awaitTrue("document.querySelector('dialog pre').dataset.state === 'DONE'");
    assertThat(ContainerProcesses.host(job.workers().get("0"))).isEqualTo(host);
    echo.checkInvariants(workers, restarted);
    assertThat(echo.echoes().repeated()).as("records processed twice").isEqualTo(twice);
    requireNothingWrong();
  }

  /** Planned beside the leader, and rolled out in place; before that only looked at. */
  @Test
  void theConfigIsChangedAfterALookAtWhatThatMeans() {
    openAs(USER);
    String generation = "Generation " + generation() + " is current";
    browser.click("nav a[href='#config']");
    browser.awaitText(generation);
    browser.click("#change-config");
    browser.awaitTrue("document.activeElement.tagName === 'TEXTAREA'");
    browser.type("job.container.count=none");
    browser.click("#confirm");
    browser.awaitText("job.container.count=none");
    browser.evaluate("document.querySelector('dialog textarea').select()");
    browser.type("echo.note=na\u00efve");
    browser.click("#confirm");
    browser.awaitText("nothing was changed; it would mean");
    browser.screenshot(picture("config-dry-run"));
    assertThat(browser.evaluate("document.querySelector('#main').innerText").asText())
        .contains(generation);

    int before = generation();
    browser.evaluate("document.querySelector('dialog select').value = 'do'");
    browser.click("#confirm");
    browser.awaitText("generation " + (before + 1) + ", the job goes by it");
    browser.screenshot(picture("config-changed"));
    assertThat(generation()).isEqualTo(before + 1);
    assertThat(config(before + 1).path("echo.note").asText()).isEqualTo("na\u00efve");
    browser.press("Escape");
    browser.click("button.diff");
    browser.awaitText("echo.note");
    browser.screenshot(picture("config-diff"));

    JsonNode outdated = put("config", "{from: " + before + ", set: {'echo.note': 'late'}}");
    assertThat(outdated.get(0).asInt()).as(outdated.toString()).isEqualTo(409);
    requireNothingWrong();
  }

  private int generation() {
    return Math.toIntExact(job.tree().config().current().orElseThrow().value().generation());
  }

  private JsonNode config(int generation) {
    return browser.evaluate(
        "fetch('api/v1/config/" + generation + "').then(r => r.json()).then(d => d.values)");
  }

  /** Status and answer of a PUT from the page. */
  private JsonNode put(String path, String body) {
    return browser.evaluate(
        "fetch('api/v1/"
            + path
            + "', {method: 'PUT', headers: {'Content-Type': 'application/json'}, body:"
            + " JSON.stringify("
            + body
            + ")}).then(r => r.json().then(d => [r.status, d.problem || d.state]))");
  }

  /** Last: it is the end of the job. To stop is asked about as well; PlacementIT does it. */
  @Test
  @Order(Integer.MAX_VALUE)
  void theJobIsDrainedOnceThatIsConfirmed() {
    openAs(USER);
    browser.click("#stop");
    browser.awaitText("Stop the job?");
    browser.press("Escape");
    browser.awaitTrue("!document.querySelector('dialog').open");
    browser.click("#drain");
    browser.awaitText("Drain the job?");
    browser.screenshot(picture("drain-confirmation"));
    browser.press("Escape");
    browser.awaitTrue("!document.querySelector('dialog').open");
    assertThat(job.tree().read(job.tree().paths().end(), EndRequest.class))
        .as("nothing was confirmed")
        .isEmpty();
    echo.checkInvariants(workers, restarted);
    int twice = echo.echoes().repeated();

    browser.click("#drain");
    browser.click("#confirm");
    await("the job has ended")
        .atMost(PATIENCE)
        .until(() -> job.application().state() == Application.State.SUCCEEDED);
    drained = true;
    browser.awaitTrue("document.querySelector('dialog pre').dataset.state === 'DONE'");
    browser.awaitText("the application has ended, SUCCEEDED");
    browser.screenshot(picture("drained"));
    Job.awaitGone(job.applicationId());
    assertThat(echo.echoes().repeated()).as("records processed twice").isEqualTo(twice);
    // Where YARN leads to then is another origin for a browser: the page must not try to go there.
    assertThat(browser.errors()).isEmpty();
  }

  @Test
  void thePageFollowsWhereTheLeaderIsKilled() {
    openAs(USER);
    int epoch = job.epoch();
    browser.awaitText("epoch " + epoch);
    job.leaderKilled();
    browser.awaitText("epoch " + job.epoch());
    browser.awaitTrue("document.querySelector('#notice').innerText === ''");
    requireNothingWrong();
  }

  /** Row 41. */
  @Test
  void whoDoesNotComeThroughTheProxyOrHasNoNameIsRefused() throws IOException {
    String address = job.leader().value().webAddress();
    for (String path : List.of("", "api/v1/overview", "api/v1/config/1", "prometheus", "config")) {
      assertThat(direct(address, "GET", path))
          .as(path)
          .startsWith("HTTP/1.1 302")
          .containsPattern("Location: http://[^ ]+/proxy/[^ ]*" + job.applicationId())
          .doesNotContain(SECRET);
    }
    int epoch = job.epoch();
    assertThat(direct(address, "PUT", "api/v1/failover")).startsWith("HTTP/1.1 302");

    browser.open(pages());
    browser.awaitText("only a user with a name may change");
    JsonNode refused = put("failover", "{}");
    assertThat(refused.get(0).asInt()).as(refused.toString()).isEqualTo(403);
    assertThat(job.epoch()).isEqualTo(epoch);
    assertThat(metrics()).contains("keeper_containers{job_name=\"" + job.id().name());
    await("the leader has been heard")
        .atMost(PATIENCE)
        .until(
            () ->
                JSON.readTree(
                        cluster
                            .resourceManager()
                            .get("/proxy/" + job.applicationId() + "/api/v1/overview")
                            .body())
                    .path("inSync")
                    .asBoolean());
  }

  /** Wherever people look: all that REST has, the commands, and what the containers have logged. */
  @Test
  void secretsAreNowhere() throws IOException {
    for (String path :
        List.of(
            "api/v1/status",
            "api/v1/overview",
            "api/v1/containers",
            "api/v1/tasks",
            "api/v1/candidates",
            "api/v1/events",
            "api/v1/graph",
            "api/v1/config",
            "api/v1/config/1",
            "api/v1/diff?from=1&to=1",
            "config",
            "am",
            "metrics",
            "task-context",
            "prometheus")) {
      ResourceManager.Page page =
          cluster.resourceManager().get("/proxy/" + job.applicationId() + "/" + path);
      assertThat(page.body()).as(path).isNotEmpty().doesNotContain(SECRET);
    }
    for (String command : List.of("tree", "config", "events", "status")) {
      assertThat(job.keeper(command).requireExitCode(0).output()).doesNotContain(SECRET);
      assertThat(job.keeper(command, "--json").requireExitCode(0).output()).doesNotContain(SECRET);
    }
    assertThat(job.keeper("config", "get", "sensitive.word").output()).contains("(masked)");
    assertThat(containerLogs()).isNotEmpty().noneMatch(WebIT::hasSecret);
  }

  private List<Path> containerLogs() throws IOException {
    List<Path> logs = new ArrayList<>();
    for (int node = 1; node <= 3; node++) {
      Path directory =
          cluster
              .grid()
              .dataDirectory()
              .resolve("nm" + node)
              .resolve("logs")
              .resolve(job.applicationId());
      if (Files.isDirectory(directory)) {
        try (Stream<Path> files = Files.walk(directory)) {
          files.filter(Files::isRegularFile).forEach(logs::add);
        }
      }
    }
    return logs;
  }

  private static boolean hasSecret(Path log) {
    try {
      // What is no text of ours is no secret of ours.
      return new String(Files.readAllBytes(log), StandardCharsets.ISO_8859_1).contains(SECRET);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From an address of this machine that is none of the ResourceManager's. */
  private static String direct(String address, String method, String path) throws IOException {
    int colon = address.lastIndexOf(':');
    try (Socket socket =
        new Socket(
            InetAddress.getByName(address.substring(0, colon)),
            Integer.parseInt(address.substring(colon + 1)),
            InetAddress.getByName("127.0.0.99"),
            0)) {
      String request =
          method
              + " /"
              + path
              + " HTTP/1.1\r\nHost: "
              + address
              + "\r\nCookie: proxy-user=operator\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
