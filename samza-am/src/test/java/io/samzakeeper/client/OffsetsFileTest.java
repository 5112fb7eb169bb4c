package io.samzakeeper.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.samzakeeper.job.CheckpointRecord;
import io.samzakeeper.job.CheckpointRecord.Input;
import io.samzakeeper.job.CheckpointRecord.Snapshot;
import io.samzakeeper.job.InvalidConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The properties that Samza's checkpoint tool writes and reads. */
class OffsetsFileTest {
  @TempDir Path directory;

  @Test
  void whatIsPrintedCanBeReadAgain() throws IOException {
    List<Input> inputs =
        List.of(
            new Input("kafka", "topic.with.dots", 0, -1, "12"),
            new Input("kafka", "b", 10, -1, "a=b:c"));
    List<String> lines = OffsetsFile.lines(List.of(record("Partition 0", inputs)));
    assertThat(lines)
        .contains("tasknames.Partition\\ 0.systems.kafka.streams.topic.with.dots.partitions.0=12");

    Path file = directory.resolve("offsets.properties");
    Files.write(file, lines);

    assertThat(OffsetsFile.read(file.toString())).containsOnlyKeys("Partition 0");
    assertThat(OffsetsFile.read(file.toString()).get("Partition 0"))
        .containsExactlyInAnyOrderElementsOf(inputs);
  }

  @Test
  void inputsWithoutAnOffsetAreLeftOut() {
    assertThat(
            OffsetsFile.lines(List.of(record("t", List.of(new Input("kafka", "b", 0, -1, null))))))
        .isEmpty();
  }

  @Test
  void anythingElseIsRefused() throws IOException {
    assertRefused("tasknames.t.systems.s.streams.x.partition.0=1\n", "partition.0=1");
    assertRefused("tasknames.t.systems.s.streams.x.partitions.0=\n", "partitions.0=");
    assertRefused("tasknames.t.systems.s.streams.x.partitions.99999999999=1\n", "99999999999");
    assertRefused("", "--new-offsets=");
    assertThatThrownBy(() -> OffsetsFile.read(directory.resolve("none").toString()))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("--new-offsets=");
  }

  private void assertRefused(String text, String part) throws IOException {
    Path file = directory.resolve("refused.properties");
    Files.writeString(file, text);
    assertThatThrownBy(() -> OffsetsFile.read(file.toString()))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining(part);
  }

  private static CheckpointRecord record(String task, List<Input> inputs) {
    return new CheckpointRecord(
        task, "", 0, 1, new TreeMap<>(Map.of(1, new Snapshot("", inputs, new TreeMap<>()))));
  }
}
