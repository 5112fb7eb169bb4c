package io.samzakeeper.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PrometheusTextTest {
  @Test
  void isWhatPrometheusReads() {
    PrometheusText text =
        new PrometheusText(Map.of("job", "a\"b\\c\nd"))
            .gauge("lag_messages", "Not processed yet.")
            .sample("lag_messages", 3, "input", "kafka.words", "partition", "0")
            .counter("cpu_seconds_total", "CPU time.", 1.5);

    assertThat(text)
        .hasToString(
            """
            # HELP lag_messages Not processed yet.
            # TYPE lag_messages gauge
            lag_messages{job="a\\"b\\\\c\\nd",input="kafka.words",partition="0"} 3
            # HELP cpu_seconds_total CPU time.
            # TYPE cpu_seconds_total counter
            cpu_seconds_total{job="a\\"b\\\\c\\nd"} 1.5
            """);
  }

  @Test
  void noLabelsNoBraces() {
    assertThat(new PrometheusText(Map.of()).gauge("up", "Up.", 1).toString()).endsWith("\nup 1\n");
  }
}
