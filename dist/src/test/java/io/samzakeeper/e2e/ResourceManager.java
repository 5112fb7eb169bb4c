package io.samzakeeper.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What YARN itself says, by the ResourceManager's REST service. */
final class ResourceManager {
  private final HttpClient http =
      HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.NORMAL)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final ObjectMapper json = new ObjectMapper();
  private final String address;

  /**
   * @param address {@code host:port} of its web UI
   */
  ResourceManager(String address) {
    this.address = address;
  }

  /** A page of the UI or of an AM behind the proxy. */
  record Page(int status, String body) {}

  Page get(String pathOrUrl) {
    String url = pathOrUrl.startsWith("http") ? pathOrUrl : "http://" + address + pathOrUrl;
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(20)).build();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      return new Page(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(url, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The fields of an application as YARN's documentation names them. */
  JsonNode application(String applicationId) {
    return read("/ws/v1/cluster/apps/" + applicationId).path("app");
  }

  /** Ids of all applications with this name, running or not. */
  List<String> applicationsNamed(String name) {
    List<String> ids = new ArrayList<>();
    for (JsonNode application : read("/ws/v1/cluster/apps").path("apps").path("app")) {
      if (application.path("name").asText().equals(name)) {
        ids.add(application.path("id").asText());
      }
    }
    return ids;
  }

  /** How many attempts YARN has started. */
  int attempts(String applicationId) {
    return read("/ws/v1/cluster/apps/" + applicationId + "/appattempts")
        .path("appAttempts")
        .path("appAttempt")
        .size();
  }

  /** The container that YARN regards as the AM: the one of the last attempt. */
  String amContainer(String applicationId) {
    JsonNode attempts =
        read("/ws/v1/cluster/apps/" + applicationId + "/appattempts")
            .path("appAttempts")
            .path("appAttempt");
    String newest = "";
    String container = "";
    for (JsonNode attempt : attempts) {
      String id = attempt.path("appAttemptId").asText();
      if (id.compareTo(newest) > 0) {
        newest = id;
        container = attempt.path("containerId").asText();
      }
    }
    return container;
  }

  /** Ids of the containers that the scheduler holds for the application, over all attempts. */
  Set<String> runningContainers(String applicationId) {
    Set<String> ids = new TreeSet<>();
    String attempts = "/ws/v1/cluster/apps/" + applicationId + "/appattempts";
    for (JsonNode attempt : read(attempts).path("appAttempts").path("appAttempt")) {
      String id = attempt.path("appAttemptId").asText();
      JsonNode containers = read(attempts + "/" + id + "/containers").path("container");
      for (JsonNode container : containers) {
        if (!container.path("containerState").asText().equals("COMPLETE")) {
          ids.add(container.path("containerId").asText());
        }
      }
    }
    return ids;
  }

  JsonNode cluster() {
    return read("/ws/v1/cluster/metrics").path("clusterMetrics");
  }

  private JsonNode read(String path) {
    Page page = get(path);
    if (page.status() != 200) {
      throw new IllegalStateException(path + " answers " + page.status() + ": " + page.body());
    }
    try {
      return json.readTree(page.body());
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }
}
