package io.samzakeeper.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.job.PlannerResult.Problem;
import io.samzakeeper.job.PlannerResult.Status;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlannerFilesTest {
  @Test
  void requestSurvivesItsFile() {
    PlannerRequest request =
        PlannerRequest.plan(
            new TreeMap<>(Map.of("job.name", "count", "task.opts", "-Da=$B 'c'")),
            "{}",
            new TreeMap<>(
                Map.of("set-changelog", new TreeMap<>(Map.of("Partition 0", bytes("0"))))),
            true,
            false);

    PlannerRequest read =
        Znodes.decode("request.json", Znodes.encode(request), PlannerRequest.class);

    assertThat(read).usingRecursiveComparison().ignoringCollectionOrder().isEqualTo(request);
  }

  @Test
  void failureSurvivesItsFile() {
    PlannerResult failure =
        PlannerResult.failed(
            Status.BAD_INPUT, new Problem("task.class", "a.B", "a class", "..."), List.of("one"));

    PlannerResult read = Znodes.decode("result.json", Znodes.encode(failure), PlannerResult.class);

    assertThat(read).isEqualTo(failure);
  }

  @Test
  void successSurvivesItsFile() {
    PlannerResult result =
        new PlannerResult(
            Status.OK,
            null,
            new TreeMap<>(Map.of("a", "b")),
            new TreeMap<>(Map.of("0", List.of("Partition 0", "Partition 1"))),
            new TreeMap<>(Map.of("0", "share")),
            new TreeMap<>(Map.of("kafka.lines", 2)),
            "{\"containers\":{}}",
            new TreeMap<>(),
            new TreeMap<>(Map.of("Partition 0", bytes("checkpoint"))),
            true,
            new InputEnds(
                List.of(new CheckpointRecord.Input("kafka", "lines", 0, -1, null)),
                new TreeMap<>(Map.of("other", "down"))),
            List.of());

    PlannerResult read = Znodes.decode("result.json", Znodes.encode(result), PlannerResult.class);

    assertThat(read).usingRecursiveComparison().isEqualTo(result);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
