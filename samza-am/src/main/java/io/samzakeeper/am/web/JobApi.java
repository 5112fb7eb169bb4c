package io.samzakeeper.am.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.samzakeeper.am.supervisor.JobView;
import io.samzakeeper.am.web.JobActions.ConfigRequest;
import io.samzakeeper.am.web.JobActions.Operation;
import io.samzakeeper.am.web.JobActions.RestartOrder;
import io.samzakeeper.job.EndRequest;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.servlet.http.HttpServletResponse;

/**
 * What is at {@code api/v1}, apart from how HTTP carries it. The document {@code openapi.json}
 * beside the pages describes it. Safe for any thread.
 */
final class JobApi {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> OF_CONFIG =
      Set.of("from", "set", "unset", "reason", "dryRun", "maxUnavailable");

  private final LiveDocuments live;
  private final TimeLine timeLine;
  private final Clock clock;

  JobApi(LiveDocuments live, TimeLine timeLine, Clock clock) {
    this.live = live;
    this.timeLine = timeLine;
    this.clock = clock;
  }

  /**
   * A request.
   *
   * @param path below {@code api/v1/}
   * @param query its parameters, the first of each name
   * @param user who asks, as the proxy names him
   */
  record Request(String path, Map<String, String> query, Optional<String> user) {}

  /**
   * An answer.
   *
   * @param location where to look on, relative to the request; empty for none
   */
  record Answer(int status, JsonNode document, String location) {}

  /**
   * Answers a GET.
   *
   * @throws ProblemException when it cannot
   */
  Answer get(Request request, ShownJob job) {
    job.access().requireView(request.user());
    String[] path = request.path().split("/", -1);
    if (path.length == 2 && path[0].equals("config")) {
      long generation = number("generation", path[1]);
      return ok(RecordDocuments.config(generation, job.records().config(generation)));
    }
    if (path.length == 2 && path[0].equals("operations")) {
      return ok(
          RecordDocuments.operation(
              job.actions().operation(path[1]).orElseThrow(() -> notFound(request))));
    }
    return ok(
        switch (request.path()) {
          case "overview" -> live.overview(job, view(job), timeLine, request.user());
          case "containers" ->
              live.containers(view(job), job.events(), job.containerMb(), job.reports());
          case "candidates" -> live.candidates(job.candidates());
          case "events" -> live.events(job.events());
          case "tasks" ->
              RecordDocuments.tasks(
                  job.records(), WorkDocuments.lags(view(job), job.reports()), clock.instant());
          case "config" -> RecordDocuments.configs(job.records());
          case "diff" ->
              RecordDocuments.diff(
                  job.records(),
                  number("from", request.query().get("from")),
                  number("to", request.query().get("to")));
          case "graph" -> JobGraph.of(job.records().plan());
          default -> throw notFound(request);
        });
  }

  /**
   * Answers a PUT.
   *
   * @throws ProblemException when it cannot
   */
  Answer put(Request request, byte[] body, ShownJob job) {
    String user = job.access().requireModify(request.user());
    JsonNode wanted = parse(body);
    return switch (request.path()) {
      case "failover" -> {
        requireOnly(wanted, Set.of("to"));
        yield accepted(
            job.actions()
                .failOver(
                    Optional.ofNullable(wanted.path("to").textValue()).filter(to -> !to.isEmpty()),
                    user));
      }
      case "config" -> accepted(job.actions().change(configRequest(wanted), user));
      case "restart" -> {
        requireOnly(wanted, Set.of("processor", "from"));
        yield accepted(job.actions().restart(restartOrder(wanted, Optional.empty()), user));
      }
      case "move" -> {
        requireOnly(wanted, Set.of("processor", "from", "to"));
        String to = text(wanted, "to", "the name of a host, as YARN knows it");
        yield accepted(job.actions().restart(restartOrder(wanted, Optional.of(to)), user));
      }
      case "stop" -> end(wanted, EndRequest.How.STOP, job, user);
      case "drain" -> end(wanted, EndRequest.How.DRAIN, job, user);
      default -> throw notFound(request);
    };
  }

  private static RestartOrder restartOrder(JsonNode wanted, Optional<String> to) {
    return new RestartOrder(
        text(wanted, "processor", "a processor, as api/v1/containers has it"),
        text(wanted, "from", "the container that it is to leave, as api/v1/containers has it"),
        to);
  }

  private static Answer end(JsonNode wanted, EndRequest.How how, ShownJob job, String user) {
    requireOnly(wanted, Set.of());
    return accepted(job.actions().end(how, user));
  }

  private static String text(JsonNode wanted, String key, String allowed) {
    String text = wanted.path(key).asText("");
    if (!wanted.path(key).isTextual() || text.isBlank()) {
      throw bad(key, wanted.path(key), allowed);
    }
    return text;
  }

  private static ConfigRequest configRequest(JsonNode wanted) {
    requireOnly(wanted, OF_CONFIG);
    if (!wanted.path("from").canConvertToLong() || !wanted.path("from").isIntegralNumber()) {
      throw bad("from", wanted.path("from"), "the number of the generation that is changed");
    }
    SortedMap<String, String> set = new TreeMap<>();
    wanted
        .path("set")
        .fields()
        .forEachRemaining(
            entry -> {
              if (!entry.getValue().isTextual()) {
                throw bad("set." + entry.getKey(), entry.getValue(), "a string");
              }
              set.put(entry.getKey(), entry.getValue().textValue());
            });
    List<String> unset = new java.util.ArrayList<>();
    wanted.path("unset").forEach(key -> unset.add(key.asText()));
    return new ConfigRequest(
        wanted.path("from").asLong(),
        set,
        List.copyOf(unset),
        wanted.path("reason").asText(""),
        wanted.path("dryRun").asBoolean(false),
        wanted.path("maxUnavailable").asInt(0));
  }

  private static JobView view(ShownJob job) {
    return job.view()
        .orElseThrow(
            () ->
                new ProblemException(
                    HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                    "this leader has just begun; ask again in a moment"));
  }

  private static JsonNode parse(byte[] body) {
    if (body.length == 0) {
      return JsonNodeFactory.instance.objectNode();
    }
    try {
      JsonNode parsed = JSON.readTree(body);
      if (parsed != null && parsed.isObject()) {
        return parsed;
      }
    } catch (java.io.IOException e) {
      String problem =
          e instanceof JsonProcessingException syntax ? syntax.getOriginalMessage() : e.toString();
      throw new ProblemException(
          HttpServletResponse.SC_BAD_REQUEST, "the body is not JSON: " + problem, e);
    }
    throw new ProblemException(
        HttpServletResponse.SC_BAD_REQUEST, "the body has to be a JSON object");
  }

  private static void requireOnly(JsonNode wanted, Set<String> known) {
    wanted
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                throw bad(
                    name,
                    wanted.get(name),
                    "not there; allowed are " + new java.util.TreeSet<>(known));
              }
            });
  }

  private static ProblemException bad(String key, JsonNode value, String allowed) {
    return new ProblemException(
        HttpServletResponse.SC_BAD_REQUEST, key + "=" + value + ": has to be " + allowed);
  }

  private static long number(String name, String text) {
    try {
      return Long.parseLong(String.valueOf(text));
    } catch (NumberFormatException e) {
      throw new ProblemException(
          HttpServletResponse.SC_BAD_REQUEST,
          name + "=" + text + ": has to be the number of a generation",
          e);
    }
  }

  private static ProblemException notFound(Request request) {
    return new ProblemException(
        HttpServletResponse.SC_NOT_FOUND,
        "there is no api/v1/" + request.path() + "; openapi.json lists what there is");
  }

  private static Answer ok(ObjectNode document) {
    return new Answer(HttpServletResponse.SC_OK, document, "");
  }

  private static Answer accepted(Operation operation) {
    return new Answer(
        HttpServletResponse.SC_ACCEPTED,
        RecordDocuments.operation(operation),
        "operations/" + operation.id());
  }
}
