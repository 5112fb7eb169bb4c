package io.samzakeeper.am.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.samzakeeper.am.web.JobRecords.PlanFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class JobGraphTest {
  /** As Samza writes it of lines that are keyed, joined with a table, and counted in windows. */
  private static final String OPERATORS =
      """
      {"applicationName": "words", "applicationId": "1",
       "sourceStreams": {"lines": {"streamSpec":
          {"id": "lines", "systemName": "kafka", "physicalName": "lines-v2", "partitionCount": 4}}},
       "sinkStreams": {"counts": {"streamSpec":
          {"id": "counts", "systemName": "kafka", "physicalName": "counts", "partitionCount": 2}}},
       "intermediateStreams": {"words-1-partition_by-word": {"streamSpec":
          {"id": "words-1-partition_by-word", "systemName": "kafka",
           "physicalName": "words-1-partition_by-word", "partitionCount": 4}}},
       "tables": {"names": {"id": "names", "providerFactory": "X"}},
       "jobs": [{"jobName": "words", "jobId": "1", "operatorGraph": {
         "inputStreams": [
           {"streamId": "lines", "nextOperatorIds": ["words-1-map-1"]},
           {"streamId": "words-1-partition_by-word", "nextOperatorIds": ["words-1-window-count"]}],
         "outputStreams": [{"streamId": "counts", "nextOperatorIds": []}],
         "operators": {
           "words-1-map-1": {"opCode": "MAP", "opId": "words-1-map-1",
              "sourceLocation": "Words.java:20",
              "nextOperatorIds": ["words-1-join-2", "words-1-send_to-9"]},
           "words-1-send_to-9": {"opCode": "SEND_TO", "opId": "words-1-send_to-9",
              "sourceLocation": "Words.java:21", "nextOperatorIds": [], "tableId": "names"},
           "words-1-join-2": {"opCode": "JOIN", "opId": "words-1-join-2",
              "sourceLocation": "Words.java:22",
              "nextOperatorIds": ["words-1-partition_by-word"], "tableId": "names"},
           "words-1-partition_by-word": {"opCode": "PARTITION_BY",
              "opId": "words-1-partition_by-word", "sourceLocation": "Words.java:23",
              "nextOperatorIds": [], "outputStreamId": "words-1-partition_by-word"},
           "words-1-window-count": {"opCode": "WINDOW", "opId": "words-1-window-count",
              "sourceLocation": "Words.java:24", "nextOperatorIds": ["words-1-send_to-5"]},
           "words-1-send_to-5": {"opCode": "OUTPUT", "opId": "words-1-send_to-5",
              "sourceLocation": "Words.java:25", "nextOperatorIds": [],
              "outputStreamId": "counts"}}}}]}
      """;

  private static PlanFacts plan(String operators) {
    return new PlanFacts(
        2,
        2,
        new TreeMap<>(Map.of("0", List.of("Partition 0", "Partition 1"))),
        new TreeMap<>(),
        new TreeMap<>(Map.of("kafka.lines-v2", 4, "kafka.words-1-partition_by-word", 4)),
        new TreeMap<>(
            Map.of(
                "app.class", "com.example.Words",
                "stores.names.factory", "RocksDb",
                "stores.words-1-window-count.factory", "RocksDb",
                "stores.words-1-window-count.changelog", "kafka.window-changelog",
                "streams.lines.samza.system", "kafka",
                "streams.lines.samza.physical.name", "lines-v2",
                "streams.counts.samza.system", "kafka",
                "streams.words-1-partition_by-word.samza.system", "kafka",
                "streams.words-1-partition_by-word.samza.intermediate", "true")),
        operators);
  }

  private static List<String> edges(JsonNode graph) {
    List<String> edges = new ArrayList<>();
    graph
        .get("edges")
        .forEach(e -> edges.add(e.get("from").asText() + " -> " + e.get("to").asText()));
    return edges;
  }

  @Test
  void anApplicationIsDrawnByItsOperators() {
    JsonNode graph = JobGraph.of(plan(OPERATORS));
    Map<String, String> nodes = new TreeMap<>();
    graph
        .get("nodes")
        .forEach(
            n ->
                nodes.put(
                    n.get("id").asText(), n.get("kind").asText() + " " + n.get("label").asText()));
    assertThat(nodes)
        .containsExactlyInAnyOrderEntriesOf(
            new TreeMap<>(
                Map.ofEntries(
                    Map.entry("kafka.lines-v2", "INPUT kafka.lines-v2"),
                    Map.entry("operator words-1-map-1", "OPERATOR map-1"),
                    Map.entry("operator words-1-send_to-9", "OPERATOR send_to-9"),
                    Map.entry("operator words-1-join-2", "OPERATOR join-2"),
                    Map.entry("operator words-1-partition_by-word", "OPERATOR partition_by-word"),
                    Map.entry("operator words-1-window-count", "OPERATOR window-count"),
                    Map.entry("operator words-1-send_to-5", "OPERATOR send_to-5"),
                    Map.entry(
                        "kafka.words-1-partition_by-word",
                        "INTERMEDIATE kafka.words-1-partition_by-word"),
                    Map.entry("kafka.counts", "OUTPUT kafka.counts"),
                    Map.entry("store names", "STORE names"),
                    Map.entry("store words-1-window-count", "STORE words-1-window-count"),
                    Map.entry("kafka.window-changelog", "CHANGELOG kafka.window-changelog"))));
    assertThat(edges(graph))
        .containsExactlyInAnyOrder(
            "kafka.lines-v2 -> operator words-1-map-1",
            "operator words-1-map-1 -> operator words-1-join-2",
            "operator words-1-map-1 -> operator words-1-send_to-9",
            "operator words-1-send_to-9 -> store names",
            "store names -> operator words-1-join-2",
            "operator words-1-join-2 -> operator words-1-partition_by-word",
            "operator words-1-partition_by-word -> kafka.words-1-partition_by-word",
            "kafka.words-1-partition_by-word -> operator words-1-window-count",
            "operator words-1-window-count -> operator words-1-send_to-5",
            "operator words-1-window-count -> store words-1-window-count",
            "store words-1-window-count -> kafka.window-changelog",
            "operator words-1-send_to-5 -> kafka.counts");
    assertThat(graph.get("application").asText()).isEqualTo("com.example.Words");
    assertThat(graph.findValuesAsText("detail")).contains("Words.java:22");
  }

  /** A task application has a plan, too, without operators. */
  @Test
  void aTaskIsOneNode() {
    for (String none : List.of("", "{\"jobs\":[{\"operatorGraph\":{\"operators\":{}}}]}")) {
      JsonNode graph = JobGraph.of(plan(none));
      JsonNode tasks = graph.get("nodes").get(graph.get("nodes").size() - 1);
      assertThat(tasks.get("id").asText()).isEqualTo("tasks");
      assertThat(tasks.get("label").asText()).isEqualTo("Words");
      assertThat(tasks.get("detail").asText()).isEqualTo("com.example.Words");
      assertThat(tasks.get("count").asInt()).isEqualTo(2);
      assertThat(edges(graph)).contains("kafka.lines-v2 -> tasks", "tasks -> kafka.counts");
    }
  }

  @Test
  void whatIsNoPlanIsSaid() {
    assertThatThrownBy(() -> JobGraph.of(plan("{")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a plan of operators");
  }
}
