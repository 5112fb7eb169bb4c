package io.samzakeeper.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.samzakeeper.tree.JobPaths;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.zookeeper.data.Stat;

/** A job's tree for people and for scripts. Records are JSON as they lie there. */
final class TreePrinter {
  static final String NOT_READABLE = "(readable with the application's secret only)";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final PrintStream out;

  TreePrinter(PrintStream out) {
    this.out = out;
  }

  void printJson(TreeNode root) {
    out.println(Json.pretty(json(root)));
  }

  /** A line for each znode, indented by its depth. */
  void printLines(TreeNode root) {
    out.println(line(root.path(), root));
    root.children().forEach(child -> printLines(child, 1));
  }

  private void printLines(TreeNode node, int depth) {
    out.println("  ".repeat(depth) + line(JobPaths.decode(node.name()), node));
    node.children().forEach(child -> printLines(child, depth + 1));
  }

  private static String line(String name, TreeNode node) {
    String value = text(node);
    return name
        + node.stat().map(facts -> "  v" + facts.getVersion()).orElse("")
        + (node.isEphemeral() ? " ephemeral" : "")
        + (value.isEmpty() ? "" : "  " + value);
  }

  private static Map<String, Object> json(TreeNode node) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("path", node.path());
    values.put("name", JobPaths.decode(node.name()));
    values.put("version", node.stat().map(Stat::getVersion).orElse(null));
    values.put("ephemeral", node.isEphemeral());
    values.put("readable", node.data().isPresent());
    values.put("bytes", node.data().map(data -> data.length).orElse(null));
    values.put("value", value(node));
    values.put("children", node.children().stream().map(TreePrinter::json).toList());
    return values;
  }

  private static String text(TreeNode node) {
    return node.data()
        .map(data -> decoded(data).orElse("(" + data.length + " bytes)"))
        .orElse(NOT_READABLE);
  }

  /** JSON where it is, else text; null where it is neither. */
  private static Object value(TreeNode node) {
    String text = node.data().flatMap(TreePrinter::decoded).orElse("");
    if (text.isEmpty()) {
      return null;
    }
    try {
      JsonNode json = MAPPER.readTree(text);
      return json.isContainerNode() ? json : text;
    } catch (IOException e) {
      return text;
    }
  }

  /** Nothing where it is no text: a compressed chunk, for instance. */
  private static Optional<String> decoded(byte[] data) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(data)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
