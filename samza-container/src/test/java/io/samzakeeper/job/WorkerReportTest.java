package io.samzakeeper.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.samzakeeper.job.WorkerReport.Work;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerReportTest {
  @Test
  void comesBackAsItWasOnOneLine() throws Exception {
    WorkerReport report =
        new WorkerReport(
            "3",
            1_000,
            12.5,
            400_000_000,
            100,
            200,
            "node1:4711",
            new Work(900, 5, 6, 0.25, 0.5, new TreeMap<>(Map.of("kafka.odd\nname#0", 7L))));

    String line = report.encode();

    assertThat(line).doesNotContain("\n");
    assertThat(decode(line)).isEqualTo(report);
  }

  @Test
  void whatANewerVersionHasInAdditionIsIgnored() throws Exception {
    WorkerReport report =
        decode("{\"processor\":\"3\",\"mood\":\"fine\",\"work\":{\"messages\":5,\"x\":{}}}");

    assertThat(report.processor()).isEqualTo("3");
    assertThat(report.work().messages()).isEqualTo(5);
  }

  @Test
  void whatAnotherVersionLacksIsZeroOrEmpty() throws Exception {
    WorkerReport report = decode("{}");

    assertThat(report)
        .isEqualTo(
            new WorkerReport("", 0, 0, 0, 0, 0, "", new Work(0, 0, 0, 0, 0, new TreeMap<>())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "{\"atMillis\":\"soon\"}", "{"})
  void anythingElseIsRefused(String line) {
    assertThatIOException().isThrownBy(() -> decode(line));
  }

  private static WorkerReport decode(String line) throws IOException {
    return WorkerReport.decode(line.getBytes(UTF_8));
  }
}
