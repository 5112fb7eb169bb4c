package io.samzakeeper.am.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The operators of an application that is made of them, from the JSON that Samza's planner writes
 * of its graph. Pure.
 *
 * @param operators by id
 * @param readers id of a stream to the operators that it goes to first
 * @param streams id of a stream to {@code system.stream}, as far as operators read or write it
 * @param intermediate ids of streams between operators
 */
record OperatorPlan(
    SortedMap<String, Operator> operators,
    SortedMap<String, List<String>> readers,
    SortedMap<String, String> streams,
    Set<String> intermediate) {
  static final OperatorPlan NONE =
      new OperatorPlan(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), Set.of());

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> WRITES_TABLE = Set.of("SEND_TO", "SEND_TO_WITH_UPDATE");

  /**
   * One of them.
   *
   * @param name its id without the application's name, which all have in common
   * @param code Samza's, as {@code FLAT_MAP}
   * @param source where the user's code made it, {@code File.java:line}
   * @param next operators that its output goes to
   * @param output id of the stream that it writes; empty if none
   * @param table that it uses; empty if none
   */
  record Operator(
      String name, String code, String source, List<String> next, String output, String table) {

    /** Whether it writes its table; else it reads it. */
    boolean writesTable() {
      return WRITES_TABLE.contains(code);
    }
  }

  boolean isEmpty() {
    return operators.isEmpty();
  }

  /**
   * @param plan Samza's JSON; empty for none
   * @throws IllegalArgumentException when it is no JSON
   */
  static OperatorPlan of(String plan) {
    if (plan.isBlank()) {
      return NONE;
    }
    JsonNode root = parse(plan);
    String prefix =
        root.path("applicationName").asText() + "-" + root.path("applicationId").asText() + "-";
    SortedMap<String, Operator> operators = new TreeMap<>();
    SortedMap<String, List<String>> readers = new TreeMap<>();
    for (JsonNode job : root.path("jobs")) {
      JsonNode graph = job.path("operatorGraph");
      graph
          .path("operators")
          .fields()
          .forEachRemaining(
              entry -> operators.put(entry.getKey(), operator(entry.getValue(), prefix)));
      for (JsonNode input : graph.path("inputStreams")) {
        readers.put(input.path("streamId").asText(), texts(input.path("nextOperatorIds")));
      }
    }
    SortedMap<String, String> streams = new TreeMap<>();
    for (String kind : List.of("sourceStreams", "sinkStreams", "intermediateStreams")) {
      root.path(kind)
          .fields()
          .forEachRemaining(
              entry -> {
                JsonNode spec = entry.getValue().path("streamSpec");
                streams.put(
                    entry.getKey(),
                    spec.path("systemName").asText() + "." + spec.path("physicalName").asText());
              });
    }
    Set<String> intermediate = Set.copyOf(names(root.path("intermediateStreams")));
    return new OperatorPlan(operators, readers, streams, intermediate);
  }

  private static Operator operator(JsonNode node, String prefix) {
    String id = node.path("opId").asText();
    return new Operator(
        id.startsWith(prefix) ? id.substring(prefix.length()) : id,
        node.path("opCode").asText(),
        node.path("sourceLocation").asText(),
        texts(node.path("nextOperatorIds")),
        node.path("outputStreamId").asText(),
        node.path("tableId").asText());
  }

  private static JsonNode parse(String plan) {
    try {
      return JSON.readTree(plan);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a plan of operators: " + e.getOriginalMessage(), e);
    }
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return List.copyOf(texts);
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
