package io.samzakeeper.am.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/** The OpenAPI document, and whether an answer is as it says: what of JSON Schema it uses. */
final class OpenApi {
  private final JsonNode document;

  OpenApi() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(OpenApi.class.getResourceAsStream("/webapps/job/openapi.json"))) {
      document = new ObjectMapper().readTree(in);
    }
  }

  JsonNode document() {
    return document;
  }

  /** What is wrong with an answer; nothing where it is as described. */
  List<String> problems(String path, String method, int status, JsonNode answer) {
    JsonNode response =
        document.path("paths").path(path).path(method).path("responses").path("" + status);
    if (response.isMissingNode()) {
      return List.of(method + " " + path + " has no answer " + status + " in the document");
    }
    List<String> problems = new ArrayList<>();
    check(
        response.path("content").path("application/json").path("schema"),
        answer,
        path + " " + status,
        problems);
    return problems;
  }

  /** What is wrong with the body of a PUT; nothing where it is as described. */
  List<String> problemsOfBody(String path, JsonNode body) {
    List<String> problems = new ArrayList<>();
    check(
        document.path("paths").path(path).at("/put/requestBody/content/application~1json/schema"),
        body,
        "body of " + path,
        problems);
    return problems;
  }

  /** Paths that can be PUT to. */
  Set<String> puts() {
    Set<String> puts = new TreeSet<>();
    document
        .path("paths")
        .fields()
        .forEachRemaining(
            path -> {
              if (path.getValue().has("put")) {
                puts.add(path.getKey());
              }
            });
    return puts;
  }

  private void check(JsonNode schema, JsonNode value, String where, List<String> problems) {
    if (schema.has("$ref")) {
      check(document.at(schema.get("$ref").asText().substring(1)), value, where, problems);
      return;
    }
    List<String> types =
        schema.path("type").isArray()
            ? StreamSupport.stream(schema.path("type").spliterator(), false)
                .map(JsonNode::asText)
                .toList()
            : List.of(schema.path("type").asText());
    if (!types.contains(type(value))) {
      problems.add(where + " is " + value + ", not " + types);
      return;
    }
    value
        .fields()
        .forEachRemaining(
            field -> {
              JsonNode known = schema.path("properties").path(field.getKey());
              JsonNode other = schema.path("additionalProperties");
              if (known.isMissingNode() && !other.isObject()) {
                problems.add(where + " has " + field.getKey() + ", which is not described");
              } else {
                check(
                    known.isMissingNode() ? other : known,
                    field.getValue(),
                    where + "." + field.getKey(),
                    problems);
              }
            });
    for (JsonNode required : schema.path("required")) {
      if (!value.has(required.asText())) {
        problems.add(where + " lacks " + required.asText());
      }
    }
    if (value.isArray()) {
      for (JsonNode item : value) {
        check(schema.path("items"), item, where + "[]", problems);
      }
    }
  }

  private static String type(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "array";
      case OBJECT -> "object";
      case BOOLEAN -> "boolean";
      case STRING -> "string";
      case NULL -> "null";
      case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
      case BINARY, MISSING, POJO -> "nothing of JSON";
    };
  }
}
