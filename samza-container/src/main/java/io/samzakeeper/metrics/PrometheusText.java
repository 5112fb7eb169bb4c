package io.samzakeeper.metrics;

import java.util.Map;

/**
 * Prometheus's text format, 0.0.4: {@link #gauge(String, String)} or {@link #counter} first, then
 * the samples of that name. Not safe for several threads.
 */
public final class PrometheusText {
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /** Whole numbers above are not exact in a double, as which Prometheus reads them. */
  private static final double EXACT = 1e15;

  private final StringBuilder text = new StringBuilder(4096);
  private final String common;

  /**
   * @param common labels of every sample, in this order
   */
  public PrometheusText(Map<String, String> common) {
    StringBuilder labels = new StringBuilder();
    common.forEach((name, value) -> append(labels, name, value));
    this.common = labels.toString();
  }

  /** Begins a metric that goes up and down. */
  public PrometheusText gauge(String name, String help) {
    return head(name, help, "gauge");
  }

  /** Begins a metric that only grows while its process lives. */
  public PrometheusText counter(String name, String help) {
    return head(name, help, "counter");
  }

  /** A whole metric of one sample. */
  public PrometheusText gauge(String name, String help, double value) {
    return gauge(name, help).sample(name, value);
  }

  /** A whole metric of one sample. */
  public PrometheusText counter(String name, String help, double value) {
    return counter(name, help).sample(name, value);
  }

  /**
   * @param labels names and values in turn, beside those that all have
   */
  public PrometheusText sample(String name, double value, String... labels) {
    StringBuilder own = new StringBuilder(common);
    for (int i = 0; i < labels.length; i += 2) {
      append(own, labels[i], labels[i + 1]);
    }
    text.append(name);
    if (own.length() > 0) {
      text.append('{').append(own).append('}');
    }
    text.append(' ');
    if (value == Math.rint(value) && Math.abs(value) < EXACT) {
      text.append((long) value); // people read this, too
    } else {
      text.append(value);
    }
    text.append('\n');
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }

  private PrometheusText head(String name, String help, String type) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    return this;
  }

  private static void append(StringBuilder labels, String name, String value) {
    if (labels.length() > 0) {
      labels.append(',');
    }
    labels.append(name).append("=\"").append(escaped(value)).append('"');
  }

  private static String escaped(String label) {
    return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
