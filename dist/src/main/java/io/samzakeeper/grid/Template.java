package io.samzakeeper.grid;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A configuration file of {@code conf/grid}, in which {@code @key@} stands for a value. */
final class Template {
  private static final Pattern KEY = Pattern.compile("@([a-z.]+)@");
  private static final String END = "</configuration>";

  private final Path file;

  Template(Path file) {
    this.file = file;
  }

  /** The text with all keys filled in; values are escaped if the file is XML. */
  String fill(Map<String, String> values) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the template " + file, e);
    }
    boolean xml = file.toString().endsWith(".xml");
    return KEY.matcher(text).replaceAll(match -> replacement(match.group(1), values, xml));
  }

  private String replacement(String key, Map<String, String> values, boolean xml) {
    String value = values.get(key);
    if (value == null) {
      throw new GridException(file + " names an unknown key: @" + key + "@");
    }
    return Matcher.quoteReplacement(xml ? escape(value) : value);
  }

  /** Adds properties to a Hadoop configuration file, in front of its end. */
  static String withProperties(String configuration, Map<String, String> properties) {
    StringBuilder added = new StringBuilder();
    properties.forEach(
        (name, value) ->
            added
                .append("  <property>\n    <name>")
                .append(escape(name))
                .append("</name>\n    <value>")
                .append(escape(value))
                .append("</value>\n  </property>\n"));
    return insert(configuration, added.toString());
  }

  /** Two Hadoop configuration files as one. */
  static String merge(String configuration, String more) {
    int from = more.indexOf("<configuration>") + "<configuration>".length();
    return insert(configuration, more.substring(from, more.lastIndexOf(END)));
  }

  private static String insert(String configuration, String properties) {
    int end = configuration.lastIndexOf(END);
    return configuration.substring(0, end) + properties + configuration.substring(end);
  }

  private static String escape(String value) {
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
