package io.samzakeeper.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.samzakeeper.client.InputLag.Lag;
import io.samzakeeper.job.CheckpointRecord;
import io.samzakeeper.job.CheckpointRecord.Input;
import io.samzakeeper.job.CheckpointRecord.Snapshot;
import io.samzakeeper.job.InputEnds;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class InputLagTest {
  private final InputLag lag =
      InputLag.of(
          new InputEnds(
              List.of(
                  input("kafka", "a.b", 0, "50"),
                  input("kafka", "a.b", 1, null),
                  input("kafka", "a.b", 2, "7"),
                  input("files", "lines", 0, "block-9")),
              new TreeMap<>(Map.of("kafka.gone", "no such stream", "other", "it is down"))));

  @Test
  void isWhatTheNewestRecordIsAhead() {
    assertThat(behind(input("kafka", "a.b", 0, "41"))).hasValue(9);
    assertThat(behind(input("kafka", "a.b", 0, "50"))).hasValue(0);
    assertThat(behind(new Input("kafka", "a.b", 0, 3, "49"))).as("of a key bucket").hasValue(1);
    assertThat(lag.of(input("kafka", "a.b", 0, "41"))).hasToString("Optional[newest 50, lag 9]");
  }

  @Test
  void anEmptyPartitionHasNone() {
    assertThat(behind(input("kafka", "a.b", 1, "3"))).hasValue(0);
  }

  @Test
  void anInputThatIsShorterThanItsCheckpointIsPointedOut() {
    assertThat(lag.of(input("kafka", "a.b", 2, "10")).orElseThrow().toString())
        .isEqualTo("newest 7, lag -3: the input ends before the checkpoint");
  }

  @Test
  void whatCannotBeSubtractedIsNotKnown() {
    assertThat(behind(input("files", "lines", 0, "block-8"))).isEmpty();
    assertThat(behind(input("files", "lines", 0, "block-9"))).hasValue(0);
    assertThat(behind(input("kafka", "a.b", 0, "9".repeat(30)))).isEmpty();
    assertThat(lag.of(input("kafka", "a.b", 0, null)).map(Lag::unknown))
        .hasValue("the checkpoint has no offset");
  }

  @Test
  void saysWhy() {
    assertThat(lag.of(input("other", "x", 0, "1")).map(Lag::unknown)).hasValue("it is down");
    assertThat(lag.of(input("kafka", "gone", 0, "1")).map(Lag::unknown)).hasValue("no such stream");
    assertThat(InputLag.unknown("no broker").of(input("a", "b", 0, "1")).map(Lag::unknown))
        .hasValue("no broker");
    assertThat(InputLag.unknown("no broker").summary(List.of()))
        .containsExactly("Lag is not known: no broker");
  }

  @Test
  void whatIsNoInputHasNone() {
    assertThat(lag.of(input("kafka", "changelog", 0, "id;5"))).isEmpty();
    assertThat(InputLag.notAsked().of(input("kafka", "a.b", 0, "1"))).isEmpty();
  }

  @Test
  void sumsUpWhatIsKnown() {
    assertThat(
            lag.summary(
                List.of(
                    record(input("kafka", "a.b", 0, "41"), input("kafka", "gone", 0, "1")),
                    record(input("kafka", "a.b", 0, "48"), input("kafka", "a.b", 2, "10")))))
        .containsExactly(
            "Lag of kafka.a.b: 11",
            "Lag of kafka.gone is not known: no such stream",
            "Lag of other is not known: it is down");
  }

  private OptionalLong behind(Input input) {
    Optional<Lag> found = lag.of(input);
    return found.orElseThrow().behind();
  }

  private static CheckpointRecord record(Input... inputs) {
    Snapshot snapshot = new Snapshot("", List.of(inputs), new TreeMap<>());
    return new CheckpointRecord("t", "", 0, 1, new TreeMap<>(Map.of(1, snapshot)));
  }

  private static Input input(String system, String stream, int partition, String offset) {
    return new Input(system, stream, partition, -1, offset);
  }
}
