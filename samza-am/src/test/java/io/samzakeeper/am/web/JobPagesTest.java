package io.samzakeeper.am.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.samzakeeper.job.JobId;
import io.samzakeeper.job.LeaderRecord;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.junit.jupiter.api.Test;

class JobPagesTest {
  private static final String APPLICATION = FakeJob.APPLICATION;

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void showsTheJobOnceItLeads() throws Exception {
    try (JobPages pages = pages("127.0.0.1:1")) {
      assertThat(json(pages).get("leading").asBoolean()).isFalse();

      pages.show(new FakeJob());

      JsonNode status = json(pages);
      assertThat(status.get("leading").asBoolean()).isTrue();
      assertThat(status.get("jobName").asText()).isEqualTo("word-count");
      assertThat(status.get("state").asText()).isEqualTo("RUNNING");
      assertThat(status.get("epoch").asLong()).isEqualTo(7);
      assertThat(status.at("/containers/running").asInt()).isEqualTo(1);
      assertThat(status.at("/containers/needed").asInt()).isEqualTo(1);
      assertThat(status.at("/processors/0/logs").asText())
          .isEqualTo("http://nm1:8042/node/containerlogs/container_1_0001_01_000002/alice");
      assertThat(status.at("/processors/1/nextTry").asText()).isEqualTo("2026-11-24T04:00:00Z");
      assertThat(status.at("/events/0/text").asText()).isEqualTo("<b>newer</b>");
      assertThat(status.at("/events/1/text").asText()).endsWith("older");
    }
  }

  /** What a process knew when it led is not shown as if it led still. */
  @Test
  void whoDoesNotLeadAnyMoreSaysWhoDoes() throws Exception {
    try (JobPages pages = pages("127.0.0.1:1")) {
      pages.show(new FakeJob());
      pages.standBy();
      pages.ledBy(new LeaderRecord("container_b/2@nm2", "attempt", "nm2:1", "", 5), 8);

      JsonNode status = json(pages);
      assertThat(status.get("leading").asBoolean()).isFalse();
      assertThat(status.get("epoch").asInt()).isEqualTo(8);
      assertThat(status.at("/leader/candidate").asText()).isEqualTo("container_b/2@nm2");
      assertThat(status.has("processors")).isFalse();
      assertThat(status.has("candidates")).isFalse();
    }
  }

  @Test
  void showsTheCandidates() throws Exception {
    try (JobPages pages = pages("127.0.0.1:1")) {
      pages.show(new FakeJob());

      JsonNode status = json(pages);
      assertThat(status.at("/candidates/0/role").asText()).isEqualTo("LEADER");
      assertThat(status.at("/candidates/0/amContainer").asBoolean()).isTrue();
      assertThat(status.at("/candidates/1/host").asText()).isEqualTo("nm1");
      assertThat(status.at("/candidates/1/onLeadersNode").asBoolean()).isTrue();
      assertThat(status.at("/standbys/wanted").asInt()).isEqualTo(2);
      assertThat(status.at("/standbys/notices")).hasSize(2);
    }
  }

  @Test
  void thePageNeedsNothingFromElsewhere() throws Exception {
    try (JobPages pages = pages("127.0.0.1:1")) {
      HttpResponse<String> page = get(pages, "");
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.headers().firstValue("Content-Security-Policy"))
          .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'self'"));
      assertThat(page.body())
          .contains("page.js", "page.css", "icon.svg")
          .doesNotContain("http://", "https://");
      assertThat(page.body()).doesNotContain("href=\"/", "src=\"/");
      for (String asset : List.of("page.js", "overview.js", "page.css", "icon.svg", "index.html")) {
        assertThat(get(pages, asset).statusCode()).as(asset).isEqualTo(200);
      }
      // The page sets what comes from the job as text only.
      assertThat(get(pages, "page.js").body()).doesNotContain("innerHTML");
    }
  }

  @Test
  void whoDoesNotComeFromTheProxyIsSentThere() throws Exception {
    try (JobPages pages = pages("127.0.0.99:8088")) {
      for (String path :
          List.of(
              "",
              "index.html",
              "page.js",
              "api/v1/status",
              "api/v1/config",
              "prometheus",
              "am",
              "conf",
              "jmx",
              "logs/",
              "static/x")) {
        HttpResponse<String> response = get(pages, path);
        assertThat(response.statusCode()).as(path).isEqualTo(302);
        assertThat(response.headers().firstValue("Location").orElseThrow())
            .startsWith("http://127.0.0.99:8088/proxy/")
            .endsWith(APPLICATION + "/" + path);
      }
    }
  }

  @Test
  void listensAtAnyAddressWhereTheNodesNameIsNoneOfOurs() throws Exception {
    Configuration cluster = new YarnConfiguration();
    cluster.set(YarnConfiguration.PROXY_ADDRESS, "127.0.0.1:1");
    // An address for documentation, which nobody has.
    try (JobPages pages =
        new JobPages(cluster, new JobId("word-count", "1"), APPLICATION, "192.0.2.1", "alice")) {
      assertThat(pages.address()).startsWith("192.0.2.1:");
      String port = pages.address().substring(pages.address().indexOf(':'));
      assertThat(get(URI.create("http://127.0.0.1" + port + "/")).statusCode()).isEqualTo(200);
    }
  }

  private static JobPages pages(String proxy) {
    Configuration cluster = new YarnConfiguration();
    cluster.set(YarnConfiguration.PROXY_ADDRESS, proxy);
    return new JobPages(cluster, new JobId("word-count", "1"), APPLICATION, "127.0.0.1", "alice");
  }

  private JsonNode json(JobPages pages) throws Exception {
    HttpResponse<String> response = get(pages, "api/v1/status");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/json");
    return new ObjectMapper().readTree(response.body());
  }

  private HttpResponse<String> get(JobPages pages, String path) throws Exception {
    return get(URI.create(pages.url() + path));
  }

  private HttpResponse<String> get(URI uri) throws Exception {
    return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
