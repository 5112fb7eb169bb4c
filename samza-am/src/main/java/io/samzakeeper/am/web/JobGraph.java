package io.samzakeeper.am.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.samzakeeper.am.web.JobRecords.PlanFacts;
import io.samzakeeper.am.web.OperatorPlan.Operator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What flows through the job, as far as plan and config say it: inputs, operators, stores with
 * their changelogs, and streams that are declared and not read. Where an application is not made of
 * operators, its task is the one node in the middle, and what it sends to a stream that it names
 * only in its code is not seen. Pure.
 */
final class JobGraph {
  private static final Pattern STORE = Pattern.compile("stores\\.([^.]+)\\.factory");
  private static final Pattern STREAM = Pattern.compile("streams\\.(.+)\\.samza\\.system");
  private static final String TASKS = "tasks";

  /** What Samza adds to a join's id for the stores of its sides. */
  private static final List<String> SIDES = List.of("", "-L", "-R");

  private final PlanFacts plan;
  private final OperatorPlan operators;
  private final int tasks;
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Set<Edge> edges = new TreeSet<>();

  /** What a node stands for. */
  private enum Kind {
    INPUT,
    INTERMEDIATE,
    TASKS,
    OPERATOR,
    STORE,
    CHANGELOG,
    OUTPUT
  }

  /**
   * @param detail where it is in the user's code, or its class
   */
  private record Node(Kind kind, String label, int count, String detail) {
    Node(Kind kind, String label, int count) {
      this(kind, label, count, "");
    }
  }

  private record Edge(String from, String to) implements Comparable<Edge> {
    @Override
    public int compareTo(Edge other) {
      int order = from.compareTo(other.from);
      return order == 0 ? to.compareTo(other.to) : order;
    }
  }

  private JobGraph(PlanFacts plan) {
    this.plan = plan;
    this.operators = OperatorPlan.of(plan.operators());
    this.tasks = plan.tasks().values().stream().mapToInt(List::size).sum();
  }

  static ObjectNode of(PlanFacts plan) {
    JobGraph graph = new JobGraph(plan);
    graph.draw();
    return graph.document();
  }

  private void draw() {
    plan.inputs()
        .forEach(
            (stream, partitions) -> nodes.put(stream, new Node(Kind.INPUT, stream, partitions)));
    if (operators.isEmpty()) {
      task();
    } else {
      operators.operators().forEach(this::operator);
      operators.readers().forEach(this::readers);
    }
    plan.wiring().forEach(this::stream);
    plan.wiring().forEach(this::store);
  }

  private void task() {
    String name = application();
    String count = tasks == 1 ? "1 task" : tasks + " tasks";
    String label = name.isEmpty() ? count : name.substring(name.lastIndexOf('.') + 1);
    nodes.put(TASKS, new Node(Kind.TASKS, label, tasks, name));
    plan.inputs().keySet().forEach(stream -> edges.add(new Edge(stream, TASKS)));
  }

  private String application() {
    String application = plan.wiring().getOrDefault("app.class", "");
    return application.isBlank() ? plan.wiring().getOrDefault("task.class", "") : application;
  }

  private void operator(String id, Operator operator) {
    String node = node(id);
    nodes.put(node, new Node(Kind.OPERATOR, operator.name(), 0, operator.source()));
    operator.next().forEach(next -> edges.add(new Edge(node, node(next))));
    if (!operator.output().isEmpty()) {
      String stream = physical(operator.output());
      Node read = nodes.get(stream);
      boolean isIntermediate = operators.intermediate().contains(operator.output());
      nodes.put(
          stream,
          new Node(
              isIntermediate ? Kind.INTERMEDIATE : Kind.OUTPUT,
              stream,
              read == null ? 0 : read.count()));
      edges.add(new Edge(node, stream));
    }
    if (!operator.table().isEmpty()) {
      String table = storeNode(operator.table());
      nodes.put(table, new Node(Kind.STORE, operator.table(), 0));
      edges.add(operator.writesTable() ? new Edge(node, table) : new Edge(table, node));
    }
  }

  private void readers(String streamId, List<String> readers) {
    String stream = physical(streamId);
    nodes.putIfAbsent(stream, new Node(Kind.INPUT, stream, 0));
    readers.forEach(reader -> edges.add(new Edge(stream, node(reader))));
  }

  private String physical(String streamId) {
    return operators.streams().getOrDefault(streamId, streamId);
  }

  /** Ids of operators are the user's, and could be those of streams. */
  private static String node(String operator) {
    return "operator " + operator;
  }

  private static String storeNode(String store) {
    return "store " + store;
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
      written(stream);
    } else if (isIntermediate && read.kind() == Kind.INPUT) {
      nodes.put(stream, new Node(Kind.INTERMEDIATE, stream, read.count()));
      written(stream);
    }
  }

  /** By the task; which operator it is, operators say themselves. */
  private void written(String node) {
    if (operators.isEmpty()) {
      edges.add(new Edge(TASKS, node));
    }
  }

  private void store(String key, String unused) {
    Matcher matcher = STORE.matcher(key);
    if (!matcher.matches()) {
      return;
    }
    String name = matcher.group(1);
    String store = storeNode(name);
    nodes.put(store, new Node(Kind.STORE, name, 0));
    written(store);
    operators
        .operators()
        .keySet()
        .forEach(
            id -> {
              if (SIDES.stream().anyMatch(side -> name.equals(id + side))) {
                edges.add(new Edge(node(id), store));
              }
            });
    String changelog = plan.wiring().getOrDefault("stores." + name + ".changelog", "");
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
    document.put("application", application());
    document.put("tasks", tasks);
    ArrayNode all = document.putArray("nodes");
    new TreeMap<>(nodes)
        .forEach(
            (id, node) ->
                all.addObject()
                    .put("id", id)
                    .put("kind", node.kind().name())
                    .put("label", node.label())
                    .put("count", node.count())
                    .put("detail", node.detail()));
    ArrayNode arrows = document.putArray("edges");
    edges.stream()
        .filter(edge -> nodes.containsKey(edge.from()) && nodes.containsKey(edge.to()))
        .forEach(edge -> arrows.addObject().put("from", edge.from()).put("to", edge.to()));
    return document;
  }
}
