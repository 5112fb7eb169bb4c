package io.samzakeeper.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.security.UserGroupInformation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a job's workers fare. They tell only their leader, so it is asked, at its pages; where it
 * does not answer soon, or not to this user, nothing is known.
 *
 * @param work of all together, as the pages' REST has it
 * @param byProcessor of each that has told lately
 */
record JobFigures(JsonNode work, Map<String, JsonNode> byProcessor) {
  /** Where the leader was not asked, or has not answered. */
  static final JobFigures UNKNOWN = new JobFigures(JsonNodeFactory.instance.objectNode(), Map.of());

  private static final Logger LOG = LoggerFactory.getLogger(JobFigures.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A person waits, and has the rest already. */
  private static final Duration PATIENCE = Duration.ofMillis(700);

  /**
   * Asks, for a second or so.
   *
   * @param trackingUrl of the application, with which YARN's proxy leads to the leader
   */
  static JobFigures ask(String trackingUrl) {
    try {
      return ask(trackingUrl, UserGroupInformation.getCurrentUser().getShortUserName());
    } catch (IOException e) {
      LOG.debug("No figures: who asks has no name", e);
      return UNKNOWN;
    }
  }

  /**
   * @param user who asks, for clusters that go by what one says
   */
  static JobFigures ask(String trackingUrl, String user) {
    try {
      URI url =
          URI.create(
              trackingUrl.replaceAll("/+$", "")
                  + "/api/v1/status?user.name="
                  + URLEncoder.encode(user, StandardCharsets.UTF_8));
      if (!(url.toURL().openConnection() instanceof HttpURLConnection connection)) {
        return UNKNOWN;
      }
      connection.setConnectTimeout(Math.toIntExact(PATIENCE.toMillis()));
      connection.setReadTimeout(Math.toIntExact(PATIENCE.toMillis()));
      try (InputStream answer = connection.getInputStream()) {
        return of(JSON.readTree(answer));
      } finally {
        connection.disconnect();
      }
    } catch (IOException | IllegalArgumentException e) { // "N/A" is no URL
      LOG.debug("No figures from {}: {}", trackingUrl, e.toString());
      return UNKNOWN;
    }
  }

  private static JobFigures of(JsonNode status) {
    if (!(status.get("work") instanceof ObjectNode work)) {
      return UNKNOWN; // a leader of an earlier version
    }
    Map<String, JsonNode> byProcessor = new TreeMap<>();
    for (JsonNode processor : status.path("processors")) {
      if (processor.has("figures")) {
        byProcessor.put(processor.path("processor").asText(), processor.get("figures"));
      }
    }
    return new JobFigures(work, byProcessor);
  }

  /** Of all in one line: "Lag 12, 300 messages/s, 0.52 cores, 812 MB, of 2 containers". */
  Optional<String> line() {
    int reporting = work.path("reporting").asInt();
    return reporting == 0
        ? Optional.empty()
        : Optional.of(
            "Lag "
                + lag(work).orElse("not known")
                + ", "
                + String.join(", ", usage(work))
                + ", of "
                + reporting
                + (reporting == 1 ? " container" : " containers"));
  }

  /** To follow what is said of a processor; empty where nothing is known. */
  String of(String processor) {
    JsonNode figures = byProcessor.get(processor);
    return figures == null
        ? ""
        : lag(figures).map(lag -> ", lag " + lag).orElse("")
            + ", "
            + String.join(", ", usage(figures));
  }

  /** Of a processor; empty where it is not known. */
  String lagOf(String processor) {
    return Optional.ofNullable(byProcessor.get(processor)).flatMap(JobFigures::lag).orElse("");
  }

  private static Optional<String> lag(JsonNode figures) {
    return Optional.ofNullable(figures.get("lagMessages")).map(JsonNode::asText);
  }

  private static List<String> usage(JsonNode figures) {
    List<String> usage = new ArrayList<>();
    if (figures.has("messagesPerSecond")) {
      usage.add(
          String.format(
              Locale.ROOT, "%.0f messages/s", figures.get("messagesPerSecond").asDouble()));
    }
    if (figures.has("cpuCores")) {
      usage.add(String.format(Locale.ROOT, "%.2f cores", figures.get("cpuCores").asDouble()));
    }
    usage.add(
        String.format(Locale.ROOT, "%.0f MB", figures.path("memoryBytes").asDouble() / 1_000_000));
    return usage;
  }
}
