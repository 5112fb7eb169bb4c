package io.samzakeeper.am.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.samzakeeper.am.web.JobRecords.PlanFacts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What flows through the job, as far as plan and config say it: inputs, tasks, stores with their
 * changelogs, and streams that are declared and not read. What a task sends to a stream that it
 * names only in its code is not seen. Pure.
 */
final class JobGraph {
  private static final Pattern STORE = Pattern.compile("stores\\.([^.]+)\\.factory");
  private static final Pattern STREAM = Pattern.compile("streams\\.(.+)\\.samza\\.system");
  private static final String TASKS = "tasks";

  private final PlanFacts plan;
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Set<Edge> edges = new TreeSet<>();

  /** What a node stands for. */
  private enum Kind {
    INPUT,
    INTERMEDIATE,
    TASKS,
    STORE,
    CHANGELOG,
    OUTPUT
  }

  private record Node(Kind kind, String label, int count) {}

  private record Edge(String from, String to) implements Comparable<Edge> {
    @Override
    public int compareTo(Edge other) {
      int order = from.compareTo(other.from);
      return order == 0 ? to.compareTo(other.to) : order;
    }
  }

  private JobGraph(PlanFacts plan) {
    this.plan = plan;
  }

  static ObjectNode of(PlanFacts plan) {
    JobGraph graph = new JobGraph(plan);
    graph.draw();
    return graph.document();
  }

  private void draw() {
    int tasks = plan.tasks().values().stream().mapToInt(java.util.List::size).sum();
    nodes.put(TASKS, new Node(Kind.TASKS, tasks == 1 ? "1 task" : tasks + " tasks", tasks));
    plan.inputs()
        .forEach(
            (stream, partitions) -> {
              nodes.put(stream, new Node(Kind.INPUT, stream, partitions));
              edges.add(new Edge(stream, TASKS));
            });
    plan.wiring().forEach(this::stream);
    plan.wiring().forEach(this::store);
  }

  private void stream(String key, String system) {
    Matcher matcher = STREAM.matcher(key);
    if (!matcher.matches()) {
      return;
    }
    String id = matcher.group(1);
    String stream =
        system + "." + plan.wiring().getOrDefault("streams." + id + ".samza.physical.name", id);
    boolean isIntermediate =
        Boolean.parseBoolean(plan.wiring().get("streams." + id + ".samza.intermediate"));
    Node read = nodes.get(stream);
    if (read == null) {
      nodes.put(stream, new Node(Kind.OUTPUT, stream, 0));
      edges.add(new Edge(TASKS, stream));
    } else if (isIntermediate) {
      nodes.put(stream, new Node(Kind.INTERMEDIATE, stream, read.count()));
      edges.add(new Edge(TASKS, stream));
    }
  }

  private void store(String key, String unused) {
    Matcher matcher = STORE.matcher(key);
    if (!matcher.matches()) {
      return;
    }
    String store = "store " + matcher.group(1);
    nodes.put(store, new Node(Kind.STORE, matcher.group(1), 0));
    edges.add(new Edge(TASKS, store));
    String changelog = plan.wiring().getOrDefault("stores." + matcher.group(1) + ".changelog", "");
    if (!changelog.isBlank()) {
      String stream = changelog.contains(".") ? changelog : defaultSystem() + changelog;
      // A changelog is declared as a stream, too: what matters to people is that it is one.
      nodes.put(stream, new Node(Kind.CHANGELOG, stream, 0));
      edges.remove(new Edge(TASKS, stream));
      edges.add(new Edge(store, stream));
    }
  }

  private String defaultSystem() {
    String system = plan.wiring().getOrDefault("job.default.system", "");
    return system.isEmpty() ? "" : system + ".";
  }

  private ObjectNode document() {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("plan", plan.generation());
    ArrayNode all = document.putArray("nodes");
    new TreeMap<>(nodes)
        .forEach(
            (id, node) ->
                all.addObject()
                    .put("id", id)
                    .put("kind", node.kind().name())
                    .put("label", node.label())
                    .put("count", node.count()));
    ArrayNode arrows = document.putArray("edges");
    edges.forEach(edge -> arrows.addObject().put("from", edge.from()).put("to", edge.to()));
    return document;
  }
}
